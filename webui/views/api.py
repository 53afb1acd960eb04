"""What is below ``/api/`` without being anything."""

from __future__ import annotations

from flask import Blueprint, Response, abort


def blueprint() -> Blueprint:
    """Return the view of addresses below ``/api/`` that there are not."""
    views = Blueprint("api", __name__)

    @views.get("/api")
    @views.get("/api/")
    @views.get("/api/<path:name>")
    def unknown(name: str = "") -> Response:
        """Say what there is, to who asks for what there is not."""
        abort(404, f"There is nothing at /api/{name}; try /api/search.")

    return views
