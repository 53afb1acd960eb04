"""What there is in each bucket of time: articles, stories or providers, and of how many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from indexer.contract.codec.arrays import Ints
from webui.search.criteria.criteria import Criteria, Unit
from webui.search.criteria.dates import Span
from webui.search.local.columns.histogram import Buckets, buckets_of, within
from webui.search.local.finding.narrowing import base_docs, period_docs
from webui.search.local.grouping.distinct import distinct_by_row
from webui.search.local.grouping.partition import Stories
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.local.snapshot.story_lookup import stories_of
from webui.search.measures.peaks import find_peaks
from webui.search.measures.share_interval import wilson
from webui.search.results.search import DateBucket, DateFacet

# Windows of time whose whole is remembered for each state of the index. Most searches ask for
# few of them; one takes some kilobytes.
_REMEMBERED_WHOLES = 256
_BYTES_OF_A_WHOLE = 4096


@dataclass(frozen=True, slots=True)
class Share:
    """So many of a base, as figures: null where the base is 0.

    Attributes:
        ratio: the one by the other, from 0 to 1.
        low, high: its 95 % interval (:func:`~webui.search.measures.share_interval.wilson`).
    """

    ratio: float | None
    low: float | None
    high: float | None


def share_of(count: int, base: int) -> Share:
    """Return which share of a base a count is."""
    interval = wilson(count, base)
    return Share(None, None, None) if interval is None else Share(count / base, *interval)


@dataclass(frozen=True, slots=True)
class Whole:
    """What a share is a share of.

    Attributes:
        counts: articles, stories or providers of the base in each bucket, int64, shape (b,).
        providers: those that published any article of the base in each, int64, shape (b,).
    """

    counts: Ints
    providers: Ints


class OverTime:
    """The buckets of some searches that share their filters, and what is counted in each.

    Args:
        snapshot: where the articles are.
        criteria: the filters, the unit and the base.
        buckets: in which is counted.
    """

    def __init__(self, snapshot: Snapshot, criteria: Criteria, buckets: Buckets) -> None:
        self._snapshot = snapshot
        self._criteria = criteria
        self.buckets = buckets

    def counts(self, docs: Ints) -> Ints:
        """Return how many articles, stories or providers there are of some documents.

        Args:
            docs: live documents, ascending, shape (h,).

        Returns:
            Of each bucket, int64, shape (b,). A story or a provider counts in every bucket in
            which it has an article; an article that is alone is a story, and one without a
            provider is of none.
        """
        return _counts(self._snapshot, self.buckets, self._criteria.unit, docs)

    @cached_property
    def whole(self) -> Whole:
        """What there is of the base."""
        snapshot, criteria, buckets = self._snapshot, self._criteria, self.buckets
        if criteria.base == "all":
            return _wholes(snapshot)(buckets, criteria.unit, criteria.span)
        return _whole(snapshot, buckets, criteria.unit, base_docs(snapshot, criteria))


def date_facet(snapshot: Snapshot, criteria: Criteria, docs: Ints) -> DateFacet:
    """Count hits by date, without gaps.

    Args:
        snapshot: where they are.
        criteria: the search that found them.
        docs: the hits, ascending, shape (h,).
    """
    days = snapshot.tally(docs).days()
    buckets = buckets_of(days, snapshot.totals.day_counts, criteria.span)
    if buckets is None:
        return DateFacet(
            interval="year",
            unit=criteria.unit,
            base=criteria.base,
            buckets=[],
            missing=days.missing,
        )
    over_time = OverTime(snapshot, criteria, buckets)
    articles = buckets.sums(days)
    counts = articles if criteria.unit == "article" else over_time.counts(docs)
    whole = over_time.whole
    imported = buckets.sums(within(snapshot.totals.day_counts, criteria.span))
    earlier, later = buckets.outside(days)
    return DateFacet(
        interval=buckets.interval,
        unit=criteria.unit,
        base=criteria.base,
        buckets=[
            _bucket(*each)
            for each in zip(
                buckets.ends(),
                counts.tolist(),
                whole.counts.tolist(),
                whole.providers.tolist(),
                strict=True,
            )
        ],
        missing=days.missing,
        earlier=earlier,
        later=later,
        peaks_total=len(find_peaks(articles.tolist(), imported.tolist())),
    )


def units_of(snapshot: Snapshot, unit: Unit, docs: Ints) -> int:
    """Return how many articles, stories or providers some documents are, without dates or not."""
    if unit == "article":
        return len(docs)
    if unit == "provider":
        return int(np.count_nonzero(snapshot.tally(docs).labels("provider")))
    story = stories_of(snapshot).story
    told = np.zeros(len(story), np.bool_)
    told[story[docs]] = True
    return int(np.count_nonzero(told))


def by_provider(snapshot: Snapshot, unit: Unit, docs: Ints) -> Ints:
    """Return how many articles or stories of some documents each provider has.

    Returns:
        Of each label of the facet, by its code, int64, shape (p,); where providers are counted,
        1 for each that has any.
    """
    articles = snapshot.tally(docs).labels("provider")
    if unit == "article":
        return articles
    if unit == "provider":
        return np.minimum(articles, 1)
    column, stories = snapshot.columns.labels("provider"), stories_of(snapshot)
    codes = column.only_codes(docs)
    docs, codes = docs[codes >= 0], codes[codes >= 0]
    return _distinct_stories(stories, codes, docs, len(column.values))


def _bucket(ends: tuple[str, str], count: int, base: int, providers: int) -> DateBucket:
    share = share_of(count, base)
    return DateBucket(
        start=ends[0],
        end=ends[1],
        count=count,
        all=base,
        ratio=share.ratio,
        low=share.low,
        high=share.high,
        providers=providers,
    )


@dataclass(frozen=True, slots=True)
class _Wholes:
    of: Callable[[Buckets, Unit, Span], Whole]
    nbytes: int = _REMEMBERED_WHOLES * _BYTES_OF_A_WHOLE


def _wholes(snapshot: Snapshot) -> Callable[[Buckets, Unit, Span], Whole]:
    """Return a function that counts all articles of a span, and remembers."""

    def make() -> _Wholes:
        @lru_cache(_REMEMBERED_WHOLES)
        def whole(buckets: Buckets, unit: Unit, span: Span) -> Whole:
            first, last = (day.isoformat() if day else "" for day in (span.first, span.last))
            docs = period_docs(snapshot, Criteria(from_=first, to=last))
            if unit != "article":
                return _whole(snapshot, buckets, unit, docs)
            counts = buckets.sums(within(snapshot.totals.day_counts, span))
            return Whole(counts, _counts(snapshot, buckets, "provider", docs))

        return _Wholes(whole)

    return snapshot.derived("wholes over time", make).of


def _whole(snapshot: Snapshot, buckets: Buckets, unit: Unit, docs: Ints) -> Whole:
    providers = _counts(snapshot, buckets, "provider", docs)
    if unit == "provider":
        return Whole(providers, providers)
    return Whole(_counts(snapshot, buckets, unit, docs), providers)


def _counts(snapshot: Snapshot, buckets: Buckets, unit: Unit, docs: Ints) -> Ints:
    if unit == "article":
        return buckets.sums(snapshot.tally(docs).days())
    places = _places(snapshot, buckets, docs)
    if unit == "provider":
        column = snapshot.columns.labels("provider")
        codes = column.only_codes(docs)
        known = (codes >= 0) & (places < len(buckets))
        return distinct_by_row(places[known], codes[known], len(buckets), len(column.values))
    inside = places < len(buckets)
    return _distinct_stories(stories_of(snapshot), places[inside], docs[inside], len(buckets))


def _distinct_stories(stories: Stories, rows: Ints, docs: Ints, height: int) -> Ints:
    """Return how many stories some documents are of in each row, shape (height,)."""
    numbers = stories.story[docs]
    several = stories.size[numbers] > 1
    # Those of one article are most, and need no table.
    rank = np.cumsum(stories.size > 1, dtype=np.int64)
    width = int(rank[-1]) + 1 if len(rank) else 1
    told = distinct_by_row(rows[several], rank[numbers[several]], height, width)
    return told + np.bincount(rows[~several], minlength=height)


def _places(snapshot: Snapshot, buckets: Buckets, docs: Ints) -> Ints:
    """Return the bucket of each document, from 0; their number for those that are in none."""
    of_day = np.append(buckets.places(snapshot.totals.calendar), len(buckets))
    found: Ints = of_day[snapshot.totals.places[docs]]
    return found
