"""How answers are sent. All depend on the index: a kept copy is asked about each time."""

from __future__ import annotations

from flask import Response, make_response


def html_response(body: str) -> Response:
    """Return a page."""
    response = make_response(body)
    response.headers["Cache-Control"] = "no-cache"
    return response


def json_response(body: str) -> Response:
    """Return JSON."""
    response = make_response(body)
    response.content_type = "application/json"
    response.headers["Cache-Control"] = "no-cache"
    return response
