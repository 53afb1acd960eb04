"""Standing searches: all of them, each of them, and the same as JSON.

What is answered depends on their files, so it has no tag of the archive's state.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flask import Blueprint, Response, abort, render_template, request

from indexer.contract.errors import SearchesFolderError
from webui.middleware.repeating.revalidation import untagged
from webui.openapi.declaring import Operation, documented
from webui.page.addresses import feed_url
from webui.page.charts.bar_chart import places_of
from webui.page.charts.line_chart import small_line
from webui.page.controls import shown_chips
from webui.search.backend import Backend
from webui.search.criteria.dates import today
from webui.search.criteria.described import Parameter
from webui.search.criteria.parameters import once, unknown_parameter
from webui.search.criteria.reading import parse_criteria
from webui.search.standing.listed import (
    StandingSearches,
    listed,
    new_of,
)
from webui.search.standing.searches_folder import Searches, read_searches
from webui.views.http import html_response, json_response, parameters_of_request

NAME = Parameter(
    "name",
    "Only this search, by the name of its file without .md, with what is new.",
    {"type": "string"},
)
"""The parameter of the API."""


def blueprint(backend: Backend, folder: Path) -> Blueprint:
    """Return the views of standing searches.

    Args:
        backend: the archive.
        folder: of their files.
    """
    views = Blueprint("standing_searches", __name__)

    @views.get("/searches")
    @untagged
    def page() -> Response:
        """All searches, with counts."""
        images = _images()
        searches = _read(folder)
        with backend.searcher() as searcher:
            found = listed(searches, searcher, today())
        return html_response(
            render_template(
                "standing/searches.html",
                asked={
                    each.name: replace(each.criteria, images=images and each.criteria.images)
                    for each in searches.good
                },
                found=found,
                images=images,
                new_of=new_of,
                small_line=small_line,
            )
        )

    @views.get("/searches/<name>")
    @untagged
    def one(name: str) -> Response:
        """One search, and what is new of it."""
        images = _images()
        searches = _read(folder).called(name)
        for broken in searches.unreadable:
            abort(404, f"The file of this search cannot be read: {broken}.")
        if not searches.good:
            abort(404, "There is no standing search of this name.")
        (search,) = searches.good
        criteria = replace(search.criteria, images=images and search.criteria.images)
        with backend.searcher() as searcher:
            found = listed(searches, searcher, today(), hits=True)
        facet = found.searches[0].date
        return html_response(
            render_template(
                "standing/one.html",
                buckets=list(zip(facet.buckets, places_of(facet, criteria), strict=True)),
                chips=shown_chips(criteria),
                criteria=criteria,
                feed=feed_url(criteria, "atom"),
                found=found,
                fresh=new_of(criteria, found.last_import),
                images=images,
                line=small_line([bucket.count for bucket in facet.buckets]),
                search=found.searches[0],
            )
        )

    @views.get("/api/searches")
    @untagged
    @documented(Operation("The standing searches", StandingSearches, (NAME,), tagged=False))
    def answer() -> Response:
        """All of them as JSON, or one with what is new of it."""
        _refuse_others(NAME.name)
        searches = _read(folder)
        name = once(NAME.name, [text for text in request.args.getlist(NAME.name) if text])
        if name is not None:
            searches = searches.called(name)
        with backend.searcher() as searcher:
            return json_response(listed(searches, searcher, today(), hits=name is not None))

    return views


def _read(folder: Path) -> Searches:
    try:
        return read_searches(folder, today())
    except SearchesFolderError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            return Searches()
        raise


def _images() -> bool:
    """Whether there are to be pictures, the only parameter of the pages."""
    _refuse_others("images")
    return parse_criteria(parameters_of_request(), today()).images


def _refuse_others(known: str) -> None:
    """Refuse all parameters but one: a search has those of its file."""
    for name in parameters_of_request():
        if name != known:
            raise unknown_parameter(name, (known,))
