"""The JSON interface."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response

from webui.search.local.answers import search as service
from webui.search.local.answers.article import article_detail
from webui.search.local.answers.status import overview
from webui.search.local.snapshot.holder import SnapshotHolder
from webui.views.http import criteria_of_request, json_response
from webui.views.missing import NO_ARTICLE


def blueprint(holder: SnapshotHolder) -> Blueprint:
    """Return the views below ``/api/``, and ``/healthz``."""
    views = Blueprint("api", __name__)

    @views.get("/api/search")
    def search() -> Response:
        """A page of hits, with facets."""
        criteria = criteria_of_request()
        with holder.snapshot() as snapshot:
            return json_response(service.search(snapshot, criteria).model_dump_json())

    @views.get("/api/articles/<path:article_id>")
    def article(article_id: str) -> Response:
        """All that the index knows of an article."""
        with holder.snapshot() as snapshot:
            doc = snapshot.find(article_id)
            if doc is None:
                abort(404, NO_ARTICLE)
            return json_response(article_detail(snapshot, doc).model_dump_json())

    @views.get("/api/status")
    def status() -> Response:
        """What is in the index."""
        with holder.snapshot() as snapshot:
            return json_response(overview(snapshot).model_dump_json())

    @views.get("/api")
    @views.get("/api/")
    @views.get("/api/<path:name>")
    def unknown(name: str = "") -> Response:
        """Say what there is, to who asks for what there is not."""
        abort(404, f"There is nothing at /api/{name}; try /api/search.")

    @views.get("/healthz")
    def health() -> Response:
        """Whether searches can be answered."""
        with holder.snapshot() as snapshot:
            snapshot.check()
        response = make_response("ok\n")
        response.content_type = "text/plain; charset=utf-8"
        response.headers["Cache-Control"] = "no-store"
        return response

    return views
