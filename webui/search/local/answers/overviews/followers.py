"""Who follows whom: pairs of providers over the stories that both report, among the hits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from indexer.contract.codec.arrays import Ints
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.followers import PairsAsked
from webui.search.local.answers.parts import article_ref, index_state, story_ref
from webui.search.local.columns.columns import NO_DATE
from webui.search.local.columns.ordering import by_date
from webui.search.local.finding.find import Found
from webui.search.local.grouping.first_reports import FirstReports, first_reports, lags
from webui.search.local.grouping.pair_counting import Pairs, count_pairs
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.local.snapshot.story_lookup import stories_of
from webui.search.results.followers import Followers, LeftOut, ProviderPair, SharedStory
from webui.search.results.search import QueryEcho


@dataclass(frozen=True, slots=True)
class _Taking:
    """The hits that take part: reports of a story, with a provider and a date.

    Attributes:
        docs: their numbers, by story, shape (n,).
        providers: of each, as numbers in the order of the names, shape (n,).
        names: of the providers.
        left_out: those in the same stories that do not.
    """

    docs: Ints
    providers: Ints
    names: Sequence[str]
    left_out: LeftOut

    def by(self, provider: int) -> Ints:
        """Return the documents of a provider, ascending."""
        return np.sort(self.docs[self.providers == provider])


def followers(
    snapshot: Snapshot, criteria: Criteria, found: Found, asked: PairsAsked, limit: int
) -> Followers:
    """Count how often either of two providers was before the other.

    Args:
        snapshot: where the hits are.
        criteria: the search that found them.
        found: the hits.
        asked: which pairs, and their order.
        limit: how many pairs are listed at the most, and how many stories of one pair.
    """
    taking = _taking_part(snapshot, found.hits.docs)
    stories = stories_of(snapshot).story[taking.docs]
    published = snapshot.columns.published[taking.docs]
    reports = first_reports(stories, taking.providers, published)
    total, pairs = _count(reports, taking.names, asked, limit)
    rows = _rows(pairs, taking.names)
    return Followers(
        query=QueryEcho(
            text=criteria.q, parsed=str(found.parsed.tree or ""), filters=criteria.filters()
        ),
        total=len(found.hits.docs),
        stories=len(np.unique(reports.shared().stories)),
        left_out=taking.left_out,
        min_stories=asked.min_stories,
        pairs_total=total,
        pairs=rows,
        shared=_shared(snapshot, taking, pairs, limit) if len(asked.pair) == 2 else None,
        notices=found.notices,
        index=index_state(snapshot),
    )


def _taking_part(snapshot: Snapshot, docs: Ints) -> _Taking:
    columns, stories = snapshot.columns, stories_of(snapshot)
    found = np.zeros(len(columns), np.bool_)
    found[docs] = True
    members = stories.together[found[stories.together]]
    codes = columns.labels("provider").only_codes(members)
    reports = stories.original[members] == members
    known = reports & (codes >= 0)
    dated = known & (columns.published[members] != NO_DATE)
    # Numbers in the order of the names, so that ties need no names.
    labels = columns.labels("provider").values
    used = sorted(np.unique(codes[dated]).tolist(), key=labels.__getitem__)
    numbers = np.zeros(len(labels), np.int64)
    numbers[used] = np.arange(len(used))
    return _Taking(
        docs=members[dated],
        providers=numbers[codes[dated]],
        names=[labels[code] for code in used],
        left_out=LeftOut(
            copies=len(members) - int(np.count_nonzero(reports)),
            without_provider=int(np.count_nonzero(reports & ~known)),
            without_date=int(np.count_nonzero(known & ~dated)),
        ),
    )


def _count(
    reports: FirstReports, names: Sequence[str], asked: PairsAsked, limit: int
) -> tuple[int, Pairs]:
    wanted = [names.index(name) if name in names else -1 for name in asked.pair]
    if len(wanted) == 2:
        both = reports.of(np.isin(reports.providers, wanted))
        return count_pairs(both, 1, asked.by, limit)
    of = wanted[0] if wanted else None
    return count_pairs(reports, asked.min_stories, asked.by, limit, of=of)


def _rows(pairs: Pairs, names: Sequence[str]) -> list[ProviderPair]:
    columns = (getattr(pairs, each.name).tolist() for each in fields(pairs))
    return [
        ProviderPair(
            provider=names[one],
            other=names[other],
            stories=stories,
            before=before,
            after=after,
            neither=stories - before - after,
            share=before / stories,
            lag_seconds=lag[0] if before else None,
            lag_by_day=bool(in_days[0]),
            lag_after_seconds=lag[1] if after else None,
            lag_after_by_day=bool(in_days[1]),
            by_day=by_day,
        )
        for one, other, stories, before, after, by_day, lag, in_days in zip(*columns, strict=True)
    ]


def _shared(snapshot: Snapshot, taking: _Taking, pairs: Pairs, limit: int) -> list[SharedStory]:
    """Present the stories of the only pair, by the time of its first provider's reports."""
    if not len(pairs):
        return []
    story, published = stories_of(snapshot).story, snapshot.columns.published
    ones, others = (
        _firsts(snapshot, taking.by(int(provider[0]))) for provider in (pairs.one, pairs.other)
    )
    ones = ones[np.isin(story[ones], story[others])][:limit]
    others = others[np.argsort(story[others])]
    others = others[np.searchsorted(story[others], story[ones])]
    seconds, by_day = lags(published[ones], published[others])
    articles = snapshot.articles_of(np.concatenate([ones, others]).tolist())
    refs = [story_ref(snapshot, doc) for doc in ones.tolist()]
    return [
        SharedStory(
            story=ref,
            provider=article_ref(one),
            other=article_ref(other),
            lag_seconds=lag,
            by_day=days,
        )
        for ref, one, other, lag, days in zip(
            refs,
            articles[: len(ones)],
            articles[len(ones) :],
            seconds.tolist(),
            by_day.tolist(),
            strict=True,
        )
        # It has articles of two providers, so there always is one.
        if ref is not None
    ]


def _firsts(snapshot: Snapshot, docs: Ints) -> Ints:
    """Return the first of some dated documents in each story, by time, then by id."""
    ordered = by_date(docs, snapshot.columns, "oldest", None, snapshot.by_id)
    _, places = np.unique(stories_of(snapshot).story[ordered], return_index=True)
    return ordered[np.sort(places)]
