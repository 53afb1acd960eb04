"""The facets, and the providers of the hits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tests.webui.search.reference.answers.histogram import date_facet
from tests.webui.search.reference.archive import Archive, Entry
from tests.webui.search.reference.finding.filters import passes
from tests.webui.search.reference.found import Found
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.facet_specs import FACETS, FacetName
from webui.search.query.terms import fold
from webui.search.results.search import Facets, FacetValue


def count_labels(entries: Iterable[Entry], facet: FacetName) -> Counter[str]:
    """Count the values of a facet."""
    return Counter(label for entry in entries for label in entry.labels(facet))


def facets(archive: Archive, found: Found) -> Facets:
    """Count each facet over the hits, its own selection left out."""
    criteria = found.criteria
    values: dict[FacetName, list[FacetValue]] = {}
    cut = set()
    for facet in FACETS:
        counted = [entry for entry in found.matches if passes(entry, criteria, but=facet)]
        if found.sampled:
            counted = found.hits
        counts = count_labels(counted, facet)
        values[facet] = _listed(counts, criteria, facet, criteria.facet_size)
        shown = {value.value for value in values[facet]}
        if any(label not in shown for label in _wanted(counts, criteria, facet)):
            cut.add(facet)
    date = date_facet(archive, criteria, found.hits)
    return Facets(values=values, date=date, cut=frozenset(cut))


def by_count(counts: dict[str, int]) -> list[str]:
    """Return labels, the most frequent first, ties by label."""
    return sorted(counts, key=lambda label: (-counts[label], label))


def _wanted(counts: Counter[str], criteria: Criteria, facet: FacetName) -> dict[str, int]:
    """Return the counts of the values that hold what is looked for."""
    part = fold(criteria.looked_for(facet))
    return {label: count for label, count in counts.items() if part in fold(label)}


def _listed(
    counts: Counter[str], criteria: Criteria, facet: FacetName, size: int
) -> list[FacetValue]:
    """List the most frequent values, and then whatever else is selected."""
    selected = criteria.included(facet)
    top = by_count(_wanted(counts, criteria, facet))[:size]
    rest = by_count({label: counts[label] for label in selected if label not in top})
    return [
        FacetValue(value=label, count=counts[label], selected=label in selected)
        for label in top + rest
    ]
