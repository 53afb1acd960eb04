"""What is in the archive."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from webui.middleware.repeating.revalidation import tagged_by
from webui.openapi.declaring import Operation, documented
from webui.search.backend import Backend, Searcher
from webui.search.results.status import Overview
from webui.views.http import html_response, json_response

# As many as a person looks at. All that are noted down are in the JSON.
_MOST_SHOWN = 100


def _last_sync(searcher: Searcher) -> str | None:
    last = searcher.last_sync
    return last.digest if last else None


def blueprint(backend: Backend) -> Blueprint:
    """Return the views of the archive itself."""
    views = Blueprint("status", __name__)

    @views.get("/status")
    @tagged_by(_last_sync)
    def page() -> Response:
        """What is in the archive."""
        with backend.searcher() as searcher:
            overview = searcher.overview()
        return html_response(
            render_template("reference/status.html", overview=overview, most=_MOST_SHOWN)
        )

    @views.get("/api/status")
    @tagged_by(_last_sync)
    @documented(Operation("What is in the index", Overview))
    def answer() -> Response:
        """The same as JSON."""
        with backend.searcher() as searcher:
            return json_response(searcher.overview())

    return views
