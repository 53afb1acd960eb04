"""Who follows whom: pairs of providers, story by story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from itertools import combinations
from statistics import median

from tests.webui.search.reference.answers.presenting import article_ref, story_ref
from tests.webui.search.reference.archive import Archive, Entry
from tests.webui.search.reference.found import Found
from tests.webui.search.reference.stories import by_time
from webui.search.criteria.followers import PairsAsked
from webui.search.results.followers import Followers, LeftOut, ProviderPair, SharedStory
from webui.search.results.search import QueryEcho

Lag = tuple[int, bool]
"""Seconds from one report to another, below 0 if it was before, and whether they are days."""


def followers(archive: Archive, found: Found, asked: PairsAsked, limit: int) -> Followers:
    """Compare the first reports of every two providers in every story."""
    together = [hit for hit in found.hits if len(hit.story.members) > 1]
    why = Counter(_why_not(hit) for hit in together)
    stories = _first_reports(hit for hit in together if not _why_not(hit))
    pairs = [
        _pair(lags, one, other)
        for (one, other), lags in _lags(stories).items()
        if set(asked.pair) <= {one, other}
        and len(lags) >= (1 if len(asked.pair) == 2 else asked.min_stories)
    ]
    pairs.sort(key=lambda pair: (pair.provider, pair.other))
    pairs.sort(key=lambda pair: _order(pair, asked))
    return Followers(
        query=QueryEcho(
            text=found.criteria.q,
            parsed=str(found.parsed.tree or ""),
            filters=found.criteria.filters(),
        ),
        total=len(found.hits),
        stories=sum(len(firsts) > 1 for firsts in stories),
        left_out=LeftOut(
            copies=why["copies"],
            without_provider=why["without_provider"],
            without_date=why["without_date"],
        ),
        min_stories=asked.min_stories,
        pairs_total=len(pairs),
        pairs=pairs[:limit],
        shared=_shared(archive, stories, pairs)[:limit] if len(asked.pair) == 2 else None,
        notices=found.notices,
        index=archive.state,
    )


def _why_not(hit: Entry) -> str:
    """Return why an article does not take part; empty if it does."""
    if hit.story.copied_by(hit.id) is not None:
        return "copies"
    if not hit.provider:
        return "without_provider"
    return "" if hit.article.published else "without_date"


def _first_reports(hits: Iterable[Entry]) -> list[dict[str, Entry]]:
    """Return the first report of each provider, for every story."""
    stories: dict[str, dict[str, Entry]] = {}
    for hit in sorted(hits, key=lambda hit: by_time(hit.article)):
        stories.setdefault(hit.story.id, {}).setdefault(hit.provider, hit)
    return list(stories.values())


def _lags(stories: list[dict[str, Entry]]) -> dict[tuple[str, str], list[Lag]]:
    """Return how much later the second of two providers was, for every story of both."""
    found: dict[tuple[str, str], list[Lag]] = {}
    for firsts in stories:
        for one, other in combinations(sorted(firsts), 2):
            found.setdefault((one, other), []).append(_lag(firsts[one], firsts[other]))
    return found


def _lag(one: Entry, other: Entry) -> Lag:
    first, second = _moment(one), _moment(other)
    if time() in (first.time(), second.time()):
        return (second.date() - first.date()) // timedelta(seconds=1), True
    return (second - first) // timedelta(seconds=1), False


def _moment(entry: Entry) -> datetime:
    """Return when a dated article was published, as it is shown."""
    assert entry.article.published is not None
    return entry.article.published.astimezone(UTC).replace(microsecond=0)


def _pair(lags: list[Lag], one: str, other: str) -> ProviderPair:
    before = sorted(lag for lag in lags if lag[0] > 0)
    after = sorted((lag for lag in lags if lag[0] < 0), key=lambda lag: (lag[0], lag[1]))
    if len(after) > len(before):
        return _pair([(-seconds, days) for seconds, days in lags], other, one)
    return ProviderPair(
        provider=one,
        other=other,
        stories=len(lags),
        before=len(before),
        after=len(after),
        neither=len(lags) - len(before) - len(after),
        share=len(before) / len(lags),
        lag_seconds=_median(before),
        lag_by_day=_in_days(before),
        lag_after_seconds=_median(after),
        lag_after_by_day=_in_days(after),
        by_day=sum(days for _, days in lags),
    )


def _median(lags: list[Lag]) -> int | None:
    return int(median(abs(seconds) for seconds, _ in lags)) if lags else None


def _in_days(lags: list[Lag]) -> bool:
    """Whether one of those in the middle is whole days; of equal ones, these come last."""
    middle = lags[(len(lags) - 1) // 2 : len(lags) // 2 + 1]
    return any(days for _, days in middle)


def _order(pair: ProviderPair, asked: PairsAsked) -> tuple[int, int]:
    lead = pair.before - pair.after
    return (-pair.stories, -lead) if asked.by == "stories" else (-lead, -pair.stories)


def _shared(
    archive: Archive, stories: list[dict[str, Entry]], pairs: list[ProviderPair]
) -> list[SharedStory]:
    """Present the stories of the only pair, in the order of its first provider's reports."""
    found = [
        (firsts[pair.provider], firsts[pair.other])
        for pair in pairs
        for firsts in stories
        if firsts.keys() >= {pair.provider, pair.other}
    ]
    found.sort(key=lambda both: by_time(both[0].article))
    shared = []
    for one, other in found:
        ref = story_ref(archive, one)
        assert ref is not None
        seconds, days = _lag(one, other)
        shared.append(
            SharedStory(
                story=ref,
                provider=article_ref(one),
                other=article_ref(other),
                lag_seconds=seconds,
                by_day=days,
            )
        )
    return shared
