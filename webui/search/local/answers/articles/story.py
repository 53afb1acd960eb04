"""One story: who was first, how long the others took, and how their headlines differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain, repeat

import numpy as np

from indexer.contract.article import Article
from indexer.contract.codec.arrays import Ints
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.answers.marks import marks_in
from webui.search.local.answers.parts import index_state, iso_of
from webui.search.local.columns.columns import NO_DATE
from webui.search.local.columns.labels import LabelColumn
from webui.search.local.columns.ordering import by_date
from webui.search.local.finding.find import Found
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.local.snapshot.story_lookup import stories_of, story_of
from webui.search.query.highlighting import Highlighter
from webui.search.query.terms import words
from webui.search.results.precision import precision_of
from webui.search.results.presenting import iso, provider_name
from webui.search.results.story import (
    HeadlineHighlights,
    StoryArticle,
    StoryDetail,
    StoryProvider,
)

MAX_LISTED = 500
"""So many articles of a story are listed, and so many providers: the first ones."""

# A longer headline is none, and is cut: five hundred of them would take seconds.
_HEADLINE_CHARACTERS = 500
_LAST = np.iinfo(np.int64).max
_A_SECOND = 1_000_000


def story_detail(
    snapshot: Snapshot, doc: int, search: Found | None = None, *, whole: bool = False
) -> StoryDetail:
    """Present the story of the article with this document number; it may be alone.

    Args:
        snapshot: that the article is in.
        doc: its number.
        search: only what it found of the story, if that is anything; None: all.
        whole: all, whatever was found.
    """
    stories = stories_of(snapshot)
    every = stories.members(doc)
    found = every if search is None else np.intersect1d(every, search.hits.docs)
    members = every if whole or not len(found) else found
    story = story_of(snapshot, doc)
    published = snapshot.columns.published[members]
    dates = published[published != NO_DATE]
    first, last = (int(dates.min()), int(dates.max())) if len(dates) else (NO_DATE, NO_DATE)
    listed = by_date(members, snapshot.columns, "oldest", MAX_LISTED, snapshot.by_id)
    articles = snapshot.articles_of(listed.tolist())
    are_found = None if search is None else np.isin(listed, found).tolist()
    headlines = _headlines(articles, search)
    after = [_after(first, when) for when in snapshot.columns.published[listed].tolist()]
    copied = _ids_of_others(snapshot, listed, stories.original[listed])
    return StoryDetail(
        id=story[0] if story else articles[0].id,
        size=len(every),
        found=len(found) if search is not None else None,
        providers=_count_providers(snapshot, members),
        copies=int(np.count_nonzero(stories.original[members] != members)),
        first=iso_of(first),
        last=iso_of(last),
        by_provider=_by_provider(snapshot, members, first),
        articles=list(map(_article, articles, after, copied, are_found or repeat(None), headlines)),
        index=index_state(snapshot),
    )


def mark_headlines(headlines: Sequence[str]) -> list[str]:
    """Return headlines as HTML, with ``<mark>`` round the words that only one of them uses.

    Words are compared without regard to case and accents. A headline that stands alone has
    nothing marked; one that is too long is cut.
    """
    used = [
        frozenset(word.text for word in words(headline[:_HEADLINE_CHARACTERS]))
        for headline in headlines
    ]
    users = Counter(chain.from_iterable(used))
    own = {word for word, count in users.items() if count == 1 and len(headlines) > 1}
    return [
        _cut(headline, Highlighter(words=mine & own))
        for headline, mine in zip(headlines, used, strict=True)
    ]


def _headlines(articles: Sequence[Article], search: Found | None) -> list[HeadlineHighlights]:
    """Mark headlines in both ways; those of a query only where there is one."""
    own = mark_headlines([article.title for article in articles])
    if search is None or not search.parsed.text:
        return [HeadlineHighlights(title=title, query=None) for title in own]
    marks = marks_in("title", search.matched, search.parsed)
    return [
        HeadlineHighlights(title=title, query=_cut(article.title, marks))
        for title, article in zip(own, articles, strict=True)
    ]


def _cut(headline: str, marks: Highlighter) -> str:
    checkpoint()
    html = marks.mark(headline[:_HEADLINE_CHARACTERS])
    return html + (" …" if len(headline) > _HEADLINE_CHARACTERS else "")


def _count_providers(snapshot: Snapshot, members: Ints) -> int:
    return int(np.count_nonzero(snapshot.columns.labels("provider").counts(members)))


def _ids_of_others(snapshot: Snapshot, docs: Ints, others: Ints) -> list[str | None]:
    """Return the id of the other one that stands beside each document; None for itself."""
    ids: list[str | None] = [None] * len(docs)
    places = np.flatnonzero(docs != others)
    for place, id in zip(places.tolist(), snapshot.ids_of(others[places]), strict=True):
        ids[place] = id
    return ids


def _by_provider(snapshot: Snapshot, members: Ints, first: int) -> list[StoryProvider]:
    """Return what each provider wrote, who came first before the others.

    Args:
        snapshot: that the story is in.
        members: the story's documents, ascending.
        first: when its first article was published, or ``NO_DATE``.
    """
    columns, labels = snapshot.columns, snapshot.columns.labels("provider")

    def provider_of(docs: Ints) -> Ints:
        # Those without a provider are one more.
        return labels.only_codes(docs) + 1

    counts = np.bincount(provider_of(members))
    is_copy = stories_of(snapshot).original[members] != members
    copies = np.bincount(provider_of(members[is_copy]), minlength=len(counts))
    # Ids are read of those only that may be their provider's first.
    published = columns.published[members]
    dates = np.where(published == NO_DATE, _LAST, published)
    least = np.full(len(counts), _LAST)
    np.minimum.at(least, provider_of(members), dates)
    firsts = members[dates == least[provider_of(members)]]
    ordered = by_date(firsts, columns, "oldest", None, snapshot.by_id)
    _, places = np.unique(provider_of(ordered), return_index=True)
    ordered = ordered[np.sort(places)][:MAX_LISTED]
    return [
        StoryProvider(
            provider=_label(labels, doc),
            first=id,
            published=iso_of(when),
            precision=precision_of(iso_of(when)),
            after_seconds=_after(first, when),
            articles=articles,
            copies=copied,
        )
        for doc, id, when, articles, copied in zip(
            ordered.tolist(),
            snapshot.ids_of(ordered),
            columns.published[ordered].tolist(),
            counts[provider_of(ordered)].tolist(),
            copies[provider_of(ordered)].tolist(),
            strict=True,
        )
    ]


def _label(labels: LabelColumn, doc: int) -> str | None:
    """Return the only label of a document; None where it has none."""
    codes = labels.table.labels_of(labels.of[[doc]]).tolist()
    return labels.values[codes[0]] if codes else None


def _article(
    article: Article,
    after: int | None,
    copied: str | None,
    found: bool | None,
    headline: HeadlineHighlights,
) -> StoryArticle:
    published = iso(article.published) if article.published else None
    return StoryArticle(
        id=article.id,
        title=article.title,
        excerpt=article.excerpt,
        url=article.url or None,
        provider=provider_name(article.provider),
        published=published,
        precision=precision_of(published),
        image=article.image.url if article.image else None,
        after_seconds=after,
        copy_of=copied,
        found=found,
        highlights=headline,
    )


def _after(first: int, published: int) -> int | None:
    """Return the seconds between two times as they are shown, which is to the second."""
    if NO_DATE in (first, published):
        return None
    return published // _A_SECOND - first // _A_SECOND
