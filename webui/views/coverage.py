"""Who covers it: the hits of a search by provider, as a page and as a table to keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from flask import Blueprint, Response, render_template

from webui.formats.csv_table import Cell
from webui.page.addresses import coverage_url, may_be_repeated
from webui.page.controls import shown_chips
from webui.search.backend import Backend
from webui.search.criteria.criteria import Criteria, Order
from webui.search.criteria.dates import today
from webui.search.criteria.parameters import choice, once
from webui.search.criteria.reading import parse_criteria
from webui.search.results.coverage import CoverageTable
from webui.views.http import csv_response, html_response, parameters_of_request

_ORDERS = {"count": "Most articles", "share": "Greatest share", "first": "First to cover it"}
_HEADER = ("provider", "articles", "output", "share", "first", "last")

# More rows than anybody reads; the CSV has all.
_MOST_ROWS = 1000


def blueprint(backend: Backend) -> Blueprint:
    """Return the views of who covers a search."""
    views = Blueprint("coverage", __name__)

    @views.get("/coverage")
    def page() -> Response:
        """The providers of the hits, and those that published and have none."""
        criteria, by = _asked()
        with backend.searcher() as searcher:
            criteria = criteria.with_providers(searcher.called)
            found = searcher.find(criteria)
            covered = found.coverage(by, _MOST_ROWS)
        # The CSV says by its address that it holds some of the words.
        kept = criteria.changed(match="any") if found.relaxed else criteria
        return html_response(
            render_template(
                "coverage.html",
                by=by,
                chips=shown_chips(criteria),
                coverage=covered,
                criteria=criteria,
                csv_url=coverage_url(kept, by, csv=True),
                dated=bool(criteria.span) or bool(criteria.date),
                linked=may_be_repeated(criteria.parameters()),
                notices=found.notices,
                orders=_ORDERS,
                period=criteria.period(),
                total=found.total,
            )
        )

    @views.get("/coverage.csv")
    def table() -> Response:
        """The same as CSV; those that are silent have no articles."""
        criteria, by = _asked()
        with backend.searcher() as searcher:
            covered = searcher.find(criteria, relax=False).coverage(by)
        return csv_response(_HEADER, _rows(covered), "coverage.csv")

    return views


def _rows(covered: CoverageTable) -> Iterator[tuple[Cell, ...]]:
    for row in covered.rows:
        yield row.provider, row.count, row.output, row.share, row.first, row.last
    for silent in covered.silent:
        yield silent.provider, 0, silent.output, 0, None, None


def _asked() -> tuple[Criteria, Order]:
    """Read the parameters: those of a search, and the order of the rows.

    Raises:
        ParameterError: one of them cannot be read.
    """
    parameters = parameters_of_request()
    criteria = parse_criteria(parameters, today(), extra=("by",))
    given = once("by", [text.strip() for text in parameters.get("by", ()) if text.strip()])
    by = choice(*_ORDERS)("by", given) if given else "count"
    return criteria, cast("Order", by)
