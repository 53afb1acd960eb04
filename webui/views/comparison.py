"""Several queries on one chart: as a page, as a table to keep, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from flask import Blueprint, Response, render_template

from webui.formats.csv_table import Cell
from webui.openapi.declaring import SOME_WORD, Operation, documented
from webui.page.addresses import compare_url, may_be_repeated
from webui.page.charts.line_chart import drawing
from webui.page.charts.stacked_chart import stacked_chart
from webui.page.controls import shown_chips
from webui.page.figures import counting_choices
from webui.page.overlap_links import linked_overlap
from webui.page.presets import presets
from webui.search.backend import Backend
from webui.search.criteria.comparison import MAX_QUERIES, Asked, comparison_of, parse_comparison
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.dates import today
from webui.search.criteria.described import COMPARISON
from webui.search.results.comparison import (
    Comparison,
    Overlap,
    OverlapBucket,
    OverlapProvider,
)
from webui.views.http import csv_response, html_response, json_response, parameters_of_request

_HEADER = (
    *("query", "bucket", "matching", "total", "ratio", "low", "high", "providers"),
    *("unit", "base", "interval"),
)
_PAIR_HEADER = (
    *("first", "second", "by", "value"),
    *("only_first", "both", "only_second", "jaccard", "unit"),
)
# So many boxes for queries are seen at once; the others are folded.
_FEWEST_BOXES = 3
# More rows than anybody reads; the CSV has all.
_MOST_PROVIDERS = 200
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
            reach = searcher.span
            linked = may_be_repeated(asked.parameters())

            def total(search: Criteria) -> int:
                return searcher.find(search, relax=False).total

            # Eight long queries would be put together, and searched, 84 times.
            overlaps = [
                linked_overlap(asked, each, total if linked or each.queries == asked.pair else None)
                for each in comparison.overlaps
            ]
        told = next((each for each in overlaps if each.overlap.queries == asked.pair), None)
        boxes = list(zip_longest(range(1, MAX_QUERIES + 1), asked.queries, fillvalue=""))
        shown = max(len(asked.queries), _FEWEST_BOXES - 1) + 1
        return html_response(
            render_template(
                "compare.html",
                asked=asked,
                boxes=boxes[:shown],
                more_boxes=boxes[shown:],
                chips=[
                    (chip.label, replace(asked, common=chip.without))
                    for chip in shown_chips(asked.common)
                ],
                comparison=comparison,
                counting=counting_choices(
                    asked.common, lambda common: compare_url(replace(asked, common=common))
                ),
                criteria=asked.common,
                drawing=drawing(comparison, asked),
                has_gaps=any(
                    not bucket.total for query in comparison.queries[:1] for bucket in query.buckets
                ),
                hidden_parameters=[
                    pair for pair in asked.common.parameters() if pair[0] not in _CONTROLS
                ],
                linked=linked,
                most_providers=_MOST_PROVIDERS,
                most_queries=MAX_QUERIES,
                overlaps=overlaps,
                presets=presets(asked.common, reach, _latest(comparison)),
                rows=list(zip(*(query.buckets for query in comparison.queries), strict=True)),
                told=told,
                told_drawing=(
                    stacked_chart(told.overlap.over_time or [], comparison.interval)
                    if told
                    else None
                ),
            )
        )

    @views.get("/compare.csv")
    def table() -> Response:
        """The numbers as CSV, or with a pair what its two queries have in common."""
        asked = _asked()
        with backend.searcher() as searcher:
            comparison = searcher.compare(asked)
        if asked.pair is not None:
            return csv_response(_PAIR_HEADER, _pair_rows(comparison, asked.pair), "overlap.csv")
        return csv_response(_HEADER, _rows(comparison), "compare.csv")

    @views.get("/api/compare")
    @documented(
        Operation(
            "Several queries over time, and what they share",
            Comparison,
            COMPARISON,
            example=(("q", SOME_WORD), ("q", f"NOT {SOME_WORD}")),
        )
    )
    def answer() -> Response:
        """The numbers as JSON."""
        asked = _asked()
        with backend.searcher() as searcher:
            return json_response(searcher.compare(asked))

    return views


def _latest(comparison: Comparison) -> str:
    """Return the last day of the last bucket with a hit; empty if there are later hits."""
    if any(query.later for query in comparison.queries):
        return ""
    found = (each.end for query in comparison.queries for each in query.buckets if each.matching)
    return max(found, default="")


def _rows(comparison: Comparison) -> Iterator[tuple[Cell, ...]]:
    for query in comparison.queries:
        for bucket in query.buckets:
            yield (
                *(query.text, bucket.start, bucket.matching, bucket.total),
                *(bucket.ratio, bucket.low, bucket.high, bucket.providers),
                *(comparison.unit, comparison.base, comparison.interval),
            )


def _pair_rows(comparison: Comparison, pair: tuple[int, int]) -> Iterator[tuple[Cell, ...]]:
    texts = [comparison.queries[place].text for place in pair]
    overlap = next(each for each in comparison.overlaps if each.queries == pair)
    yield (*texts, "all", None, *_parts(overlap))
    for bucket in overlap.over_time or ():
        yield (*texts, comparison.interval, bucket.start, *_parts(bucket))
    for row in overlap.by_provider or ():
        yield (*texts, "provider", row.provider, *_parts(row))


def _parts(counted: Overlap | OverlapBucket | OverlapProvider) -> tuple[Cell, ...]:
    # Overlaps are of articles, whatever else is counted.
    return counted.only_first, counted.both, counted.only_second, counted.jaccard, "article"


def _asked() -> Asked:
    """Read the parameters of the request.

    Raises:
        ParameterError: one of them cannot be read.
    """
    return parse_comparison(parameters_of_request(), today())
