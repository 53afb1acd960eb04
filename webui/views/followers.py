"""Who follows whom: pairs of providers over the stories of a search, and one pair's stories."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, render_template

from webui.formats.csv_table import Cell
from webui.openapi.declaring import Operation, documented
from webui.page.addresses import followers_url, may_be_repeated
from webui.page.controls import shown_chips
from webui.page.wording import about_days, lasting
from webui.search.backend import Backend
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.dates import today
from webui.search.criteria.described import FOLLOWERS
from webui.search.criteria.followers import PAIR_PARAMETERS, PairsAsked, parse_pairs
from webui.search.criteria.reading import parse_criteria
from webui.search.results.followers import Followers
from webui.views.http import csv_response, html_response, json_response, parameters_of_request

_ORDERS = {"stories": "Most stories", "lead": "Clearest order"}
# What the page offers; any other number works as well.
_LEASTS = (2, 5, 10, 20)
_HEADER = (
    *("provider", "other", "stories", "before", "after", "neither", "share"),
    *("lag_seconds", "lag_by_day", "lag_after_seconds", "lag_after_by_day", "by_day"),
)
_SHARED_HEADER = (
    *("story", "provider", "id", "title", "published"),
    *("other", "other_id", "other_title", "other_published", "lag_seconds", "by_day"),
)

# More rows than anybody reads.
_MOST_SHOWN = 200
_MOST_ANSWERED = 1000
# Thousands of providers make millions of pairs.
_MOST_KEPT = 100_000


def blueprint(backend: Backend) -> Blueprint:
    """Return the views of who follows whom."""
    views = Blueprint("followers", __name__)

    @views.get("/followers")
    def page() -> Response:
        """The pairs, or the stories of one pair."""
        criteria, asked = _asked()
        with backend.searcher() as searcher:
            criteria = criteria.with_providers(searcher.called)
            asked = asked.with_providers(searcher.called)
            found = searcher.find(criteria)
            followers = found.followers(asked, _MOST_SHOWN)
        # The CSV says by its address that it holds some of the words.
        kept = criteria.changed(match="any") if found.relaxed else criteria
        return html_response(
            render_template(
                "following/followers.html" if followers.shared is None else "following/pair.html",
                asked=asked,
                chips=shown_chips(criteria),
                criteria=criteria,
                csv_url=followers_url(kept, asked, csv=True),
                followers=followers,
                median_text=_median_text,
                lasting=lasting,
                leasts=sorted({*_LEASTS, asked.min_stories}),
                linked=may_be_repeated([*criteria.parameters(), *asked.parameters()]),
                orders=_ORDERS,
            )
        )

    @views.get("/followers.csv")
    def table() -> Response:
        """The same as CSV: of all pairs, or of all stories of one pair."""
        criteria, asked = _asked()
        with backend.searcher() as searcher:
            followers = searcher.find(criteria, relax=False).followers(asked, _MOST_KEPT)
        if followers.shared is None:
            return csv_response(_HEADER, _rows(followers), "followers.csv")
        return csv_response(_SHARED_HEADER, _shared_rows(followers), "followers.csv")

    @views.get("/api/followers")
    @documented(
        Operation(
            "Who follows whom, over the stories of a search",
            Followers,
            FOLLOWERS,
            example=(("min_stories", "2"),),
        )
    )
    def answer() -> Response:
        """The same as JSON."""
        criteria, asked = _asked()
        with backend.searcher() as searcher:
            return json_response(searcher.find(criteria).followers(asked, _MOST_ANSWERED))

    return views


def _median_text(seconds: int, by_day: bool) -> str:
    return about_days(seconds) if by_day else lasting(seconds)


def _rows(followers: Followers) -> Iterator[tuple[Cell, ...]]:
    for pair in followers.pairs:
        cells = (getattr(pair, name) for name in _HEADER)
        yield tuple(int(cell) if isinstance(cell, bool) else cell for cell in cells)


def _shared_rows(followers: Followers) -> Iterator[tuple[Cell, ...]]:
    for pair in followers.pairs:
        for each in followers.shared or ():
            one, other = each.provider, each.other
            yield (
                *(each.story.id, pair.provider, one.id, one.title, one.published),
                *(pair.other, other.id, other.title, other.published),
                *(each.lag_seconds, int(each.by_day)),
            )


def _asked() -> tuple[Criteria, PairsAsked]:
    """Read the parameters: those of a search, and which pairs.

    Raises:
        ParameterError: one of them cannot be read.
    """
    parameters = parameters_of_request()
    criteria = parse_criteria(parameters, today(), extra=PAIR_PARAMETERS)
    return criteria, parse_pairs(parameters)
