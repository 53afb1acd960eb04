"""Several queries on one chart: as a page, as a table to keep, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from flask import Blueprint, Response, render_template

from webui.formats.csv_table import Cell
from webui.page.addresses import may_be_repeated
from webui.page.controls import PRESETS, shown_chips
from webui.page.line_chart import drawing
from webui.search.backend import Backend
from webui.search.criteria.comparison import MAX_QUERIES, Asked, comparison_of, parse_comparison
from webui.search.criteria.dates import today
from webui.search.results.comparison import Comparison
from webui.views.http import csv_response, html_response, json_response, parameters_of_request

_MEASURES = {"count": "Counts", "share": "Share of all coverage"}
_HEADER = ("query", "bucket", "matching", "total", "ratio")
# The form has visible controls for these.
_CONTROLS = ("from", "to", "last")


def blueprint(backend: Backend) -> Blueprint:
    """Return the views of comparisons."""
    views = Blueprint("comparison", __name__)
    views.add_app_template_global(comparison_of, "comparison_of")

    @views.get("/compare")
    def page() -> Response:
        """Boxes for the queries, the chart and its numbers."""
        asked = _asked()
        with backend.searcher() as searcher:
            asked = asked.with_providers(searcher.called)
            comparison = searcher.compare(asked)
        return html_response(
            render_template(
                "compare.html",
                asked=asked,
                boxes=list(zip_longest(range(1, MAX_QUERIES + 1), asked.queries, fillvalue="")),
                chips=[
                    (chip.label, Asked(asked.queries, chip.without))
                    for chip in shown_chips(asked.common)
                ],
                comparison=comparison,
                criteria=asked.common,
                drawing=drawing(comparison, asked),
                hidden_parameters=[
                    pair for pair in asked.common.parameters() if pair[0] not in _CONTROLS
                ],
                linked=may_be_repeated(asked.parameters()),
                measures=_MEASURES,
                presets=PRESETS,
                rows=list(zip(*(query.buckets for query in comparison.queries), strict=True)),
            )
        )

    @views.get("/compare.csv")
    def table() -> Response:
        """The numbers as CSV."""
        asked = _asked()
        with backend.searcher() as searcher:
            comparison = searcher.compare(asked)
        return csv_response(_HEADER, _rows(comparison), "compare.csv")

    @views.get("/api/compare")
    def answer() -> Response:
        """The numbers as JSON."""
        asked = _asked()
        with backend.searcher() as searcher:
            return json_response(searcher.compare(asked))

    return views


def _rows(comparison: Comparison) -> Iterator[tuple[Cell, ...]]:
    for query in comparison.queries:
        for bucket in query.buckets:
            yield query.text, bucket.start, bucket.matching, bucket.total, bucket.ratio


def _asked() -> Asked:
    """Read the parameters of the request.

    Raises:
        ParameterError: one of them cannot be read.
    """
    return parse_comparison(parameters_of_request(), today())
