"""Whether the server lives, and whether it can answer."""

from __future__ import annotations

from flask import Blueprint, Response, make_response

from webui.middleware.repeating.revalidation import untagged
from webui.search.backend import Backend


def blueprint(backend: Backend) -> Blueprint:
    """Return the two views: restart a server that does not live, ask none that is not ready."""
    views = Blueprint("health", __name__)

    @views.get("/healthz")
    @untagged
    def alive() -> Response:
        """That requests are served, whatever the index is like."""
        return _ok()

    @views.get("/readyz")
    @untagged
    def ready() -> Response:
        """Whether searches can be answered."""
        with backend.searcher() as searcher:
            searcher.check()
        return _ok()

    return views


def _ok() -> Response:
    response = make_response("ok\n")
    response.content_type = "text/plain; charset=utf-8"
    response.headers["Cache-Control"] = "no-store"
    return response
