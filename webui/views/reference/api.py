"""What the API is: as a document for programs, and as a page for people."""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, abort, current_app, render_template, request

from indexer.contract.errors import IndexStateError
from webui.openapi.declaring import SOME_WORD, Operation, documented
from webui.openapi.document import openapi_document, operations
from webui.openapi.entries import entries, shared_rows
from webui.page.addresses import address
from webui.search.backend import Backend
from webui.search.criteria.criteria import Criteria
from webui.views.http import criteria_of_request, html_response, object_response

_WORD = re.compile(r"[^\W\d_]{2,}")


def blueprint(backend: Backend) -> Blueprint:
    """Return the views of the API as a whole, and of addresses below it that there are not."""
    views = Blueprint("api", __name__)

    @cache
    def document() -> dict[str, Any]:
        return openapi_document(current_app)

    @views.get("/api/")
    def page() -> Response:
        """Every address with its parameters, an example and its errors."""
        return html_response(
            render_template(
                "reference/api.html",
                criteria=criteria_of_request(),
                entries=entries(document()),
                examples=_examples(backend),
                shared=shared_rows(document()),
            )
        )

    @views.get("/api/openapi.json")
    @documented(Operation("This document", None, asks_archive=False))
    def openapi() -> Response:
        """The document, for programs."""
        servers = [{"url": request.script_root or "/"}]
        return object_response({**document(), "servers": servers})

    @views.get("/api/<path:name>")
    def unknown(name: str) -> Response:
        """Say what there is, to who asks for what there is not."""
        abort(404, f"There is nothing at /api/{name}; /api/ lists what there is.")

    return views


def _examples(backend: Backend) -> dict[str, str]:
    """Return an address of each kind that shows something of this archive, by path.

    Without any article only those that need none.
    """
    id, word = _newest(backend)
    found = {}
    for path, (_, operation) in operations(current_app).items():
        if "{" in path and id is None:
            continue
        filled = re.sub(r"\{\w+\}", lambda _: quote(id or "", safe="/"), path)
        pairs = [(name, text.replace(SOME_WORD, word)) for name, text in operation.example]
        found[path] = address(request.script_root + filled, pairs)
    return found


def _newest(backend: Backend) -> tuple[str | None, str]:
    """Return the id of the newest article, and a word of its title."""
    try:
        with backend.searcher() as searcher:
            hits = searcher.find(Criteria(sort="newest", size=10)).page().hits
    except IndexStateError:
        hits = []
    if not hits:
        return None, "news"
    words = _WORD.findall(hits[0].title)
    return hits[0].id, max(words, key=len, default="news").lower()
