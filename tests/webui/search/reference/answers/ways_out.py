"""Searches with one thing less."""

from __future__ import annotations

from contextlib import suppress

from tests.webui.search.reference.answers.histogram import days_of
from tests.webui.search.reference.archive import Archive
from tests.webui.search.reference.found import Found, count, has_several_words
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.dates import parse_last, period_words
from webui.search.criteria.facet_specs import FACETS
from webui.search.query.name_clauses import name_changes
from webui.search.results.search import WayOut


def ways_out(archive: Archive, found: Found) -> list[WayOut]:
    """Return other searches that find something, those that find least first."""
    asked = found.criteria
    offers = [
        offer
        for facet in FACETS
        for offer in (
            (f"in any {facet}", asked.including(facet)),
            (f"without leaving out a {facet}", asked.excluding(facet)),
        )
    ]
    newest = days_of(archive.entries).last
    if asked.last and newest:
        # An archive may have ended long before today.
        with suppress(ValueError):
            first = parse_last(asked.last, newest).first
            label = f"the last {period_words(asked.last)} of the index"
            offers.append((label, asked.changed(from_=str(first), to=str(newest))))
    offers += [
        ("at any time", asked.changed(from_="", to="", last="", date="")),
        ("in any quality", asked.changed(min_quality=None)),
        ("whether curated or not", asked.changed(curated=False)),
        ("whenever first indexed", asked.changed(added_from="", added_to="", since=None)),
        ("beyond the list", asked.changed(id_=())),
        ("without filters", asked.without_filters()),
        ("in title, excerpt and topics", asked.changed(in_=())),
    ]
    if has_several_words(found.parsed.tree):
        any_word = asked.changed(match="any")
        offers += [
            ("with any of the words", any_word),
            ("with any of the words and without filters", any_word.without_filters()),
        ]
    ways: dict[Criteria, WayOut] = {}
    for label, other in offers:
        if other != asked.changed():
            ways.setdefault(other, WayOut(label, other, count(archive, other)))
    names = {entry.provider for entry in archive.entries} - {""}
    for label, text in name_changes(found.parsed.tree, names):
        other = asked.changed(q=text)
        ways.setdefault(other, WayOut(label, other, count(archive, other)))
    return sorted((way for way in ways.values() if way.total), key=lambda way: way.total)
