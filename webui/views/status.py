"""What is in the archive, and whether it can be searched."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from webui.middleware.revalidation import untagged
from webui.openapi.declaring import Operation, documented
from webui.search.backend import Backend
from webui.search.results.status import Overview
from webui.views.http import html_response, json_response


def blueprint(backend: Backend) -> Blueprint:
    """Return the views of the archive itself."""
    views = Blueprint("status", __name__)

    @views.get("/status")
    def page() -> Response:
        """What is in the archive."""
        with backend.searcher() as searcher:
            overview = searcher.overview()
        return html_response(render_template("reference/status.html", overview=overview))

    @views.get("/api/status")
    @documented(Operation("What is in the index", Overview))
    def answer() -> Response:
        """The same as JSON."""
        with backend.searcher() as searcher:
            return json_response(searcher.overview())

    @views.get("/healthz")
    @untagged
    def health() -> Response:
        """Whether searches can be answered."""
        with backend.searcher() as searcher:
            searcher.check()
        response = make_response("ok\n")
        response.content_type = "text/plain; charset=utf-8"
        response.headers["Cache-Control"] = "no-store"
        return response

    return views
