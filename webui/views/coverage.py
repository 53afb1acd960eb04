"""Who covers it: the hits of a search by provider, as a page and as a table to keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from flask import Blueprint, Response, render_template

from webui.formats.csv_table import Cell
from webui.middleware.observing.noted import note_hits
from webui.openapi.declaring import SOME_WORD, Operation, documented
from webui.page.addresses import coverage_url, may_be_repeated
from webui.page.controls import shown_chips
from webui.page.figures import counting_by_provider, heading_by_provider
from webui.search.backend import Backend
from webui.search.criteria.criteria import Criteria, Order, named
from webui.search.criteria.dates import today
from webui.search.criteria.described import COVERAGE
from webui.search.criteria.ledger import LedgerAsked, least_output
from webui.search.criteria.parameters import choice, once
from webui.search.criteria.reading import parse_criteria
from webui.search.results.whole.coverage import CoverageTable
from webui.views.http import csv_response, html_response, json_response, parameters_of_request

_ORDERS = {
    "count": "Most articles",
    "share": "Greatest share",
    "first": "First to cover it",
    "output": "Most published",
    "name": "By name",
}
# What the page offers; any other number works as well.
_LEASTS = (0, 10, 100, 1000)
_HEADER = (
    *("provider", "count", "output", "share", "low", "high", "first", "last"),
    *("expected", "chance", "gap_start", "gap_end", "unit", "base"),
)

# More rows than anybody reads; the CSV has all.
_MOST_ROWS = 1000


def blueprint(backend: Backend) -> Blueprint:
    """Return the views of who covers a search."""
    views = Blueprint("coverage", __name__)

    @views.get("/coverage")
    def page() -> Response:
        """The providers of the hits, and those that published and have none."""
        criteria, by, least = _asked()
        with backend.searcher() as searcher:
            criteria = criteria.with_providers(searcher.called)
            found = searcher.find(criteria)
            covered = found.coverage(by, least, _MOST_ROWS)
            note_hits(found.total)
        # The CSV says by its address that it holds some of the words.
        kept = criteria.changed(match="any") if found.relaxed else criteria
        return html_response(
            render_template(
                "coverage.html",
                by=by,
                chips=shown_chips(criteria),
                counted_as=heading_by_provider(criteria),
                counting=counting_by_provider(
                    criteria, lambda other: coverage_url(other, by, least)
                ),
                coverage=covered,
                criteria=criteria,
                csv_url=coverage_url(kept, by, least, csv=True),
                leasts=sorted({*_LEASTS, least}),
                ledger=LedgerAsked(criteria.period().changed(date=""), least=least),
                dated=bool(criteria.span) or bool(criteria.date),
                linked=may_be_repeated(criteria.parameters()),
                orders=_ORDERS,
                period=criteria.period() if criteria.base == "all" else criteria.changed(q=""),
                where=named(criteria.searched),
            )
        )

    @views.get("/coverage.csv")
    def table() -> Response:
        """The same as CSV; those that are silent have no articles."""
        criteria, by, least = _asked()
        with backend.searcher() as searcher:
            found = searcher.find(criteria, relax=False)
            note_hits(found.total)
            covered = found.coverage(by, least)
        return csv_response(_HEADER, _rows(criteria, covered), "coverage.csv")

    @views.get("/api/coverage")
    @documented(
        Operation("Who covers a search", CoverageTable, COVERAGE, example=(("q", SOME_WORD),))
    )
    def answer() -> Response:
        """The same as JSON."""
        criteria, by, least = _asked()
        with backend.searcher() as searcher:
            return json_response(searcher.find(criteria).coverage(by, least, _MOST_ROWS))

    return views


def _rows(criteria: Criteria, covered: CoverageTable) -> Iterator[tuple[Cell, ...]]:
    unit, base = criteria.unit, criteria.base
    for row in covered.rows:
        yield (
            *(row.provider, row.count, row.output, row.share, row.low, row.high),
            *(row.first, row.last, row.expected, None, None, None, unit, base),
        )
    for silent in covered.silent:
        gap, low = silent.gap, None if silent.high is None else 0
        yield (
            *(silent.provider, 0, silent.output, 0, low, silent.high),
            *(None, None, silent.expected, silent.chance),
            *((gap.start, gap.end) if gap else (None, None)),
            *(unit, base),
        )


def _asked() -> tuple[Criteria, Order, int]:
    """Read the parameters: those of a search, the order of the rows and the least output.

    Raises:
        ParameterError: one of them cannot be read.
    """
    parameters = parameters_of_request()
    criteria = parse_criteria(parameters, today(), extra=("by", "least"))
    own = {
        name: [text.strip() for text in parameters.get(name, ()) if text.strip()]
        for name in ("by", "least")
    }
    given = once("by", own["by"])
    by = choice(*_ORDERS)("by", given) if given else "count"
    return criteria, cast("Order", by), least_output(own["least"])
