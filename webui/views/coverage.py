"""Who covers it: the hits of a search by provider, as a page and as a table to keep."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import cast

from flask import Blueprint, Response, render_template, request

from webui.formats.csv_table import Cell
from webui.page.addresses import coverage_url, may_be_repeated
from webui.page.controls import shown_chips
from webui.search.criteria.criteria import Criteria, Order
from webui.search.criteria.parameters import ParameterError, choice
from webui.search.criteria.reading import parse_criteria
from webui.search.local.answers.coverage import Coverage, coverage
from webui.search.local.finding.find import find
from webui.search.local.snapshot.holder import SnapshotHolder
from webui.views.http import csv_response, html_response

_ORDERS = {"count": "Most articles", "share": "Greatest share", "first": "First to cover it"}
_HEADER = ("provider", "articles", "output", "share", "first", "last")

# More rows than anybody reads; the CSV has all.
_MOST_ROWS = 1000


def blueprint(holder: SnapshotHolder) -> Blueprint:
    """Return the views of who covers a search."""
    views = Blueprint("coverage", __name__)

    @views.get("/coverage")
    def page() -> Response:
        """The providers of the hits, and those that published and have none."""
        criteria, by = _asked()
        with holder.snapshot() as snapshot:
            found = find(snapshot, criteria)
            covered = coverage(snapshot, criteria, found.hits.docs)
        # The CSV says by its address that it holds some of the words.
        kept = criteria.changed(match="any") if found.matched.relaxed else criteria
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
                rows=covered.rows(by, _MOST_ROWS),
                silent=covered.silent_rows(_MOST_ROWS),
                total=len(found.hits.docs),
            )
        )

    @views.get("/coverage.csv")
    def table() -> Response:
        """The same as CSV; those that are silent have no articles."""
        criteria, by = _asked()
        with holder.snapshot() as snapshot:
            found = find(snapshot, criteria, relax=False)
            covered = coverage(snapshot, criteria, found.hits.docs)
        return csv_response(_HEADER, _rows(covered, by), "coverage.csv")

    return views


def _rows(covered: Coverage, by: Order) -> Iterator[tuple[Cell, ...]]:
    for row in covered.rows(by):
        yield row.provider, row.count, row.output, row.share, row.first, row.last
    for silent in covered.silent_rows():
        yield silent.provider, 0, silent.output, 0, None, None


def _asked() -> tuple[Criteria, Order]:
    """Read the parameters: those of a search, and the order of the rows.

    Raises:
        ParameterError: one of them cannot be read.
    """
    parameters = request.args.to_dict(flat=False)
    criteria = parse_criteria(parameters, datetime.now(UTC).date(), extra=("by",))
    given = [text.strip() for text in parameters.get("by", ()) if text.strip()]
    if len(given) > 1:
        raise ParameterError("by", "by may be given once only.")
    by = choice(*_ORDERS)("by", given[0]) if given else "count"
    return criteria, cast("Order", by)
