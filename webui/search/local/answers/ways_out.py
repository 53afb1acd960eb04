"""What else might be searched for where nothing was found, and how much it would find."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cache

from webui.search.criteria.criteria import SEARCHED, Criteria, Match, SearchedField, named
from webui.search.criteria.dates import parse_last, period_words
from webui.search.criteria.facet_specs import FACETS
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.engine import Matches
from webui.search.local.finding.find import Found, count
from webui.search.local.finding.matching import has_several_words, match_query
from webui.search.local.finding.narrowing import narrow
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.query.name_clauses import name_changes
from webui.search.query.parser import ParsedQuery
from webui.search.results.search import WayOut


def ways_out(snapshot: Snapshot, criteria: Criteria, found: Found) -> list[WayOut]:
    """Return searches with one thing less that find something; those that find least first.

    Args:
        snapshot: where to look.
        criteria: the search that found nothing.
        found: what it found, for its query need not be parsed and executed again.
    """
    labels: dict[Criteria, str] = {}
    for label, other in _offers(snapshot, criteria, found.parsed):
        labels.setdefault(other, label)
    labels.pop(criteria.changed(), None)

    # All of these have the same query, and differ in the filters and in how it is read.
    @cache
    def matches(match: Match, fields: tuple[SearchedField, ...]) -> Matches:
        checkpoint()
        if (match, fields) == (found.matched.match, criteria.in_):
            return found.matched.matches
        asked = criteria.changed(match=match, in_=fields)
        return match_query(snapshot, asked, found.parsed, relax=False).matches

    ways = [
        WayOut(label, way, len(narrow(snapshot, way, matches(way.match, way.in_)).hits.docs))
        for way, label in labels.items()
    ]
    for label, text in name_changes(found.parsed.tree, snapshot.providers):
        way = criteria.changed(q=text)
        ways.append(WayOut(label, way, count(snapshot, way)))
    return sorted((way for way in ways if way.total), key=lambda way: way.total)


def _offers(
    snapshot: Snapshot, criteria: Criteria, parsed: ParsedQuery
) -> Iterator[tuple[str, Criteria]]:
    for facet in FACETS:
        yield f"in any {facet}", criteria.including(facet)
        yield f"without leaving out a {facet}", criteria.excluding(facet)
    newest = snapshot.span.last
    if criteria.last and newest is not None:
        # An archive may have ended long before today.
        with suppress(ValueError):
            first = parse_last(criteria.last, newest).first
            yield (
                f"the last {period_words(criteria.last)} of the index",
                criteria.changed(from_=str(first), to=str(newest)),
            )
    yield "at any time", criteria.changed(from_="", to="", last="", date="")
    yield "in any quality", criteria.changed(min_quality=None)
    yield "whether curated or not", criteria.changed(curated=False)
    yield "whenever first indexed", criteria.changed(added_from="", added_to="", since=None)
    yield "beyond the list", criteria.changed(id_=())
    yield "without filters", criteria.without_filters()
    yield f"in {named(SEARCHED)}", criteria.changed(in_=())
    if has_several_words(parsed):
        yield "with any of the words", criteria.changed(match="any")
        unfiltered = criteria.without_filters().changed(match="any")
        yield "with any of the words and without filters", unfiltered
