"""What there is in each bucket of time: articles, stories or providers, and of how many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from indexer.contract.codec.arrays import Ints
from webui.search.criteria.criteria import Criteria, Unit
from webui.search.criteria.dates import Span
from webui.search.local.columns.histogram import Buckets, bucket_number, buckets_of, within
from webui.search.local.columns.tally import Tally
from webui.search.local.finding.narrowing import base_docs, period_docs
from webui.search.local.finding.peak_places import peaks_of
from webui.search.local.finding.shares import shares_of
from webui.search.local.grouping.distinct import distinct_by_row
from webui.search.local.grouping.partition import Stories
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.local.snapshot.story_lookup import stories_of
from webui.search.results.search import DateBucket, DateFacet, Interval

# Windows of time whose whole is remembered for each state of the index. Most searches ask for
# few of them; one takes some kilobytes, most of it for the buckets as they are of nothing.
_REMEMBERED_WHOLES = 256
_BYTES_OF_A_WHOLE = 20_000
# Sixty years of weeks.
_MOST_BUCKETS = 3000


@dataclass(frozen=True)
class Whole:
    """What a share is a share of.

    Attributes:
        buckets: in which is counted.
        counts: articles, stories or providers of the base in each bucket, int64, shape (b,).
        providers: those that published any article of the base in each, int64, shape (b,).
    """

    buckets: Buckets
    counts: Ints
    providers: Ints

    def presented(self, counts: Ints) -> list[DateBucket]:
        """Present each bucket, with what was found in it."""
        told = self._of_nothing.copy()
        filled = counts.nonzero()[0]
        for place, bucket in zip(
            filled.tolist(), self._presented(filled, counts[filled]), strict=True
        ):
            told[place] = bucket
        return told

    @cached_property
    def _of_nothing(self) -> list[DateBucket]:
        """Every bucket as it is where nothing is found, which is most of them for most words."""
        return self._presented(np.arange(len(self.buckets)), np.zeros(len(self.buckets), np.int64))

    def _presented(self, places: Ints, counts: Ints) -> list[DateBucket]:
        ends, bases = self.buckets.ends(), self.counts[places]
        columns = (each.tolist() for each in (places, counts, bases, self.providers[places]))
        told = []
        for (place, count, base, providers), (ratio, low, high) in zip(
            zip(*columns, strict=True), shares_of(counts, bases), strict=True
        ):
            start, end = ends[place]
            told.append(DateBucket(start, end, count, base, ratio, low, high, providers))
        return told


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


def date_facet(snapshot: Snapshot, criteria: Criteria, hits: Tally) -> DateFacet:
    """Count hits by date, without gaps.

    Args:
        snapshot: where they are.
        criteria: the search that found them.
        hits: their counts.
    """
    days, span = hits.days(), criteria.span
    buckets = buckets_of(days, snapshot.totals.day_counts, span)
    if buckets is None:
        return DateFacet(
            interval="year",
            unit=criteria.unit,
            base=criteria.base,
            buckets=[],
            missing=days.missing,
        )
    over_time = OverTime(snapshot, criteria, buckets)
    articles, earlier, later = buckets.told(days)
    counts = articles if criteria.unit == "article" else over_time.counts(hits.docs)
    imported = _wholes(snapshot)(buckets, "article", span).counts
    return DateFacet(
        interval=buckets.interval,
        unit=criteria.unit,
        base=criteria.base,
        buckets=over_time.whole.presented(counts),
        missing=days.missing,
        earlier=earlier,
        later=later,
        peaks_total=len(peaks_of(articles, imported)),
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


@dataclass(frozen=True, slots=True)
class _Wholes:
    of: Callable[[Buckets, Unit, Span], Whole]
    nbytes: int = _REMEMBERED_WHOLES * _BYTES_OF_A_WHOLE


def _wholes(snapshot: Snapshot) -> Callable[[Buckets, Unit, Span], Whole]:
    """Return a function that counts all articles of a span, and remembers."""

    def make() -> _Wholes:
        @lru_cache(_REMEMBERED_WHOLES)
        def whole(buckets: Buckets, unit: Unit, span: Span) -> Whole:
            full = _full(snapshot, buckets.interval)
            if full is not None and full != buckets and full.holds(buckets):
                # Windows are many, and what is in a bucket is the same in all of them.
                every, skipped = whole(full, unit, span), buckets.low - full.low
                part = slice(skipped, skipped + len(buckets))
                return Whole(buckets, every.counts[part], every.providers[part])
            first, last = (day.isoformat() if day else "" for day in (span.first, span.last))
            docs = period_docs(snapshot, Criteria(from_=first, to=last))
            if unit != "article":
                return _whole(snapshot, buckets, unit, docs)
            counts = buckets.sums(within(snapshot.totals.day_counts, span))
            return Whole(buckets, counts, _counts(snapshot, buckets, "provider", docs))

        return _Wholes(whole)

    return snapshot.derived("wholes over time", make).of


def _full(snapshot: Snapshot, interval: Interval) -> Buckets | None:
    """Return the buckets of all documents; None where they are too many."""
    calendar = snapshot.totals.calendar
    if interval == "day" or not len(calendar):
        return None
    full = Buckets(interval, *bucket_number(calendar[[0, -1]], interval).tolist())
    return full if len(full) <= _MOST_BUCKETS else None


def _whole(snapshot: Snapshot, buckets: Buckets, unit: Unit, docs: Ints) -> Whole:
    providers = _counts(snapshot, buckets, "provider", docs)
    if unit == "provider":
        return Whole(buckets, providers, providers)
    return Whole(buckets, _counts(snapshot, buckets, unit, docs), providers)


def _counts(snapshot: Snapshot, buckets: Buckets, unit: Unit, docs: Ints) -> Ints:
    if unit == "article":
        return buckets.sums(snapshot.tally(docs).days())
    places = _places(snapshot, buckets, docs)
    if unit == "provider":
        column = snapshot.columns.labels("provider")
        sets = column.of if len(docs) == len(column.of) else column.of.take(docs)
        codes = column.table.only_codes.take(sets)
        # One more row for other times, and one more number for those without a provider, which
        # is then taken off each row that has it.
        told = distinct_by_row(places, codes + 1, len(buckets) + 1, len(column.values) + 1)
        told[np.unique(places.take((codes < 0).nonzero()[0]))] -= 1
        return told[:-1]
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
    every = snapshot.totals.places
    # Then all documents are asked about, each in its own place.
    return of_day.take(every if len(docs) == len(every) else every.take(docs))
