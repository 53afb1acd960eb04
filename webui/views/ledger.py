"""The ledger: what each provider published month by month, as a page, a table and JSON."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, render_template

from webui.formats.csv_table import Cell
from webui.openapi.declaring import Operation, documented
from webui.page.addresses import ledger_url
from webui.page.charts.heat_map import cells, earlier, headings, heads
from webui.page.controls import page_count, page_numbers, shown_chips
from webui.search.backend import Backend, Searcher
from webui.search.criteria.dates import today
from webui.search.criteria.described import LEDGER
from webui.search.criteria.ledger import LedgerAsked, parse_ledger
from webui.search.results.ledger import Ledger
from webui.views.http import csv_response, html_response, json_response, parameters_of_request

_ORDERS = {"output": "Most articles", "name": "By name", "gaps": "Longest in gaps"}
_STEPS = {"day": "Days", "week": "Weeks", "month": "Months", "year": "Years"}
# What the page offers; any other number works as well.
_LEASTS = (0, 10, 100, 1000)
_HEADER = ("provider", "start", "end", "articles", "usual", "gap_days", "nothing_days")

# Rows and columns that a screen holds, and that somebody reads.
_SIZE = 50
_MOST_BUCKETS = 60
# Of the JSON; its rows are those of the page.
_MOST_ANSWERED = 1000
# Of the CSV: more than a hundred years of days. So many rows are counted at once.
_MOST_KEPT = 40_000
_SIZE_KEPT = 100


def blueprint(backend: Backend) -> Blueprint:
    """Return the views of the ledger."""
    views = Blueprint("ledger", __name__)

    @views.get("/ledger")
    def page() -> Response:
        """The providers, the most active ones first, with their months and their gaps."""
        asked = _asked()
        with backend.searcher() as searcher:
            asked = asked.with_providers(searcher.called)
            ledger = searcher.ledger(asked, _SIZE, _MOST_BUCKETS)
        before = earlier(ledger, asked.criteria)
        return html_response(
            render_template(
                "ledger.html",
                asked=asked,
                cells=cells(ledger, asked.criteria),
                chips=[
                    (chip.label, asked.changed(criteria=chip.without))
                    for chip in shown_chips(asked.criteria)
                ],
                criteria=asked.criteria,
                csv_url=ledger_url(asked.changed(), csv=True),
                earlier=asked.changed(criteria=before) if before else None,
                headings=headings(ledger),
                heads=heads(ledger),
                leasts=sorted({*_LEASTS, asked.least}),
                ledger=ledger,
                orders=_ORDERS,
                page_numbers=page_numbers(asked.page, pages := page_count(ledger.providers, _SIZE)),
                pages=pages,
                steps=_STEPS,
            )
        )

    @views.get("/ledger.csv")
    def table() -> Response:
        """The same as CSV: a row for each provider and bucket in which there is anything."""
        asked = _asked()
        with backend.searcher() as searcher:
            return csv_response(_HEADER, _rows(searcher, asked), "ledger.csv")

    @views.get("/api/ledger")
    @documented(
        Operation(
            "What each provider published, and its gaps",
            Ledger,
            LEDGER,
            example=(("interval", "year"),),
        )
    )
    def answer() -> Response:
        """The same as JSON."""
        asked = _asked()
        with backend.searcher() as searcher:
            return json_response(searcher.ledger(asked, _SIZE, _MOST_ANSWERED))

    return views


def _rows(searcher: Searcher, asked: LedgerAsked) -> Iterator[tuple[Cell, ...]]:
    number, rest = 1, True
    while rest:
        ledger = searcher.ledger(asked.changed(page=number), _SIZE_KEPT, _MOST_KEPT)
        for row in ledger.rows:
            for bucket, count, missing in zip(ledger.buckets, row.counts, row.missing, strict=True):
                if count or missing:
                    yield (
                        *(row.provider, bucket.start, bucket.end, count, row.usual),
                        *(missing, bucket.nothing),
                    )
        rest = number * _SIZE_KEPT < ledger.providers
        number += 1


def _asked() -> LedgerAsked:
    """Read the parameters.

    Raises:
        ParameterError: one of them cannot be read.
    """
    return parse_ledger(parameters_of_request(), today())
