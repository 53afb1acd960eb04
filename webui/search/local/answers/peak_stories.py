"""What makes a peak of the histogram: the stories and the distinctive words of its hits."""

from __future__ import annotations

from datetime import date

import numpy as np

from indexer.contract.codec.arrays import Ints
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.dates import days_since_1970
from webui.search.local.answers.all_texts import texts_of
from webui.search.local.answers.distinctive_words import (
    asked_stems,
    candidates,
    says_no_more,
    sides_of,
)
from webui.search.local.columns.columns import NO_DAY
from webui.search.local.columns.ordering import by_date
from webui.search.local.finding.find import Found
from webui.search.local.finding.narrowing import period_docs
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.local.snapshot.story_lookup import stories_of, story_of
from webui.search.measures.peaks import Peak, find_peaks
from webui.search.results.search import DateFacet, DatePeak, Facets, PeakStory

# So many peaks are told of, those with most hits, and of each so many stories and words.
_PEAKS, _STORIES, _WORDS = 5, 3, 5
# Of so many of the most distinctive words those are chosen that say more than a phrase does.
_CONSIDERED = 20


def with_peaks(snapshot: Snapshot, criteria: Criteria, found: Found, facets: Facets) -> Facets:
    """Return facets of which the date has its peaks, where they are asked for."""
    if not criteria.peaks:
        return facets
    told = _Told(snapshot, found, facets.date)
    days, buckets = snapshot.columns.days, facets.date.buckets
    bounds = np.array([*(_day(one.start) for one in buckets), *(_day(buckets[-1].end) + 1,)]
                      if buckets else [0])  # fmt: skip
    every = days[period_docs(snapshot, criteria)]
    counts, bases = (
        np.diff(np.searchsorted(np.sort(one), bounds)).tolist() for one in (told.days, every)
    )
    peaks = sorted(find_peaks(counts, bases), key=lambda peak: (-peak.count, peak.first))[:_PEAKS]
    dated = facets.date.model_copy(
        update={"peaks": [told.peak(one) for one in sorted(peaks, key=lambda peak: peak.first)]}
    )
    return facets.model_copy(update={"date": dated})


class _Told:
    """Tells of peaks among the hits of a search.

    Args:
        snapshot: that they are in.
        found: the hits.
        facet: in whose buckets the peaks are.
    """

    def __init__(self, snapshot: Snapshot, found: Found, facet: DateFacet) -> None:
        self._snapshot = snapshot
        self._facet = facet
        self._tree = found.parsed.tree
        days = snapshot.columns.days
        self._docs = found.hits.docs[days[found.hits.docs] != NO_DAY]
        self.days = days[self._docs]

    def peak(self, peak: Peak) -> DatePeak:
        """Return a peak with what makes it."""
        start = self._facet.buckets[peak.first].start
        end = self._facet.buckets[peak.last].end
        inside = (self.days >= _day(start)) & (self.days <= _day(end))
        return DatePeak(
            start=start,
            end=end,
            count=peak.count,
            expected=round(peak.expected, 2),
            stories=self._stories(self._docs[inside]),
            words=self._words(self._docs[inside], self._docs[~inside]),
        )

    def _stories(self, docs: Ints) -> list[PeakStory]:
        """Return the largest stories of some hits; of those that are as large the earliest."""
        snapshot = self._snapshot
        oldest = by_date(docs, snapshot.columns, "oldest", None, snapshot.by_id)
        story = stories_of(snapshot).story[oldest]
        _, first, counts = np.unique(story, return_index=True, return_counts=True)
        order = np.lexsort((first, -counts))[:_STORIES]
        chosen = [int(oldest[first[one]]) for one in order.tolist() if counts[one] > 1]
        sizes = [int(counts[one]) for one in order.tolist() if counts[one] > 1]
        articles = snapshot.shown(chosen)
        return [
            PeakStory(id=known[0], title=article.title, size=size)
            for doc, article, size in zip(chosen, articles, sizes, strict=True)
            if (known := story_of(snapshot, doc)) is not None
        ]

    def _words(self, docs: Ints, others: Ints) -> list[str]:
        snapshot = self._snapshot
        if not len(others):
            return []
        here, there = (np.zeros(len(snapshot.columns), np.bool_) for _ in range(2))
        here[docs], there[others] = True, True
        # It may be one story that makes the peak.
        sides = sides_of(snapshot, here, there, by_story=False)
        words = texts_of(snapshot).compared(sides)
        best = candidates(words, sides, asked_stems(self._tree))[:_CONSIDERED]
        kept = [word for word in best if not any(says_no_more(word, other) for other in best)]
        written = words.written_forms([word.stems for word in kept[:_WORDS]])
        return [forms[0] if len(forms) == 1 else f'"{" ".join(forms)}"' for forms in written]


def _day(iso: str) -> int:
    return days_since_1970(date.fromisoformat(iso))
