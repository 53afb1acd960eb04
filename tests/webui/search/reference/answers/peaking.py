"""What makes a peak of the histogram."""

from __future__ import annotations

from datetime import date

from tests.webui.search.reference.answers.lacking import Item, counted, items_of, written
from tests.webui.search.reference.archive import Archive, Entry
from tests.webui.search.reference.finding.filters import passes
from tests.webui.search.reference.finding.ordering import in_order
from tests.webui.search.reference.found import Found
from webui.search.measures.peaks import Peak, find_peaks
from webui.search.query.clauses import leaves
from webui.search.query.syntax import plain_term
from webui.search.query.terms import stems
from webui.search.results.search import DateFacet, DatePeak, Facets, PeakStory


def with_peaks(archive: Archive, found: Found, facets: Facets) -> Facets:
    """Return facets of which the date has its peaks, where they are asked for."""
    if not found.criteria.peaks:
        return facets
    facet = facets.date
    every = [entry for entry in archive.entries if passes(entry, found.criteria.period())]
    spans = [(_day(bucket.start), _day(bucket.end)) for bucket in facet.buckets]
    counts, bases = (
        [sum(entry.day is not None and a <= entry.day <= b for entry in some) for a, b in spans]
        for some in (found.hits, every)
    )
    peaks = sorted(find_peaks(counts, bases), key=lambda peak: (-peak.count, peak.first))[:5]
    told = [_told(found, facet, peak) for peak in sorted(peaks, key=lambda peak: peak.first)]
    return facets.model_copy(update={"date": facet.model_copy(update={"peaks": told})})


def _told(found: Found, facet: DateFacet, peak: Peak) -> DatePeak:
    start, end = facet.buckets[peak.first].start, facet.buckets[peak.last].end
    dated = [hit for hit in found.hits if hit.day]
    inside = [hit for hit in dated if hit.day and _day(start) <= hit.day <= _day(end)]
    return DatePeak(
        start=start,
        end=end,
        count=peak.count,
        expected=round(peak.expected, 2),
        stories=_stories(inside),
        words=_words(found, inside, [hit for hit in dated if hit not in inside]),
    )


def _stories(hits: list[Entry]) -> list[PeakStory]:
    oldest = in_order(hits, "oldest", {})
    stories: dict[str, list[Entry]] = {}
    for hit in oldest:
        stories.setdefault(hit.story.id, []).append(hit)
    largest = sorted(stories.values(), key=lambda members: -len(members))[:3]
    return [
        PeakStory(id=members[0].story.id, title=members[0].article.title, size=len(members))
        for members in largest
        if len(members) > 1
    ]


def _words(found: Found, hits: list[Entry], others: list[Entry]) -> list[str]:
    tree = found.parsed.tree
    asked = {
        token.text
        for leaf in leaves(tree)
        if (term := plain_term(leaf)) is not None
        for token in stems(term.text)
    }
    best = list(counted(hits, others, asked, len).items())[:20]
    kept = [
        item
        for item, one in best
        if not any(_holds(other, item) and more[2] >= 0.8 * one[2] for other, more in best)
    ]
    assert all(item in {i for hit in hits for i in items_of(hit)} for item in kept)
    return [str(written(item, hits)) for item in kept[:5]]


def _holds(phrase: Item, word: Item) -> bool:
    return len(word) == 1 and len(phrase) == 2 and word[0] in phrase


def _day(iso: str) -> date:
    return date.fromisoformat(iso)
