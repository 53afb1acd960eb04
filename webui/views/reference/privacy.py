"""What is noted of readers, and told to others: who is noted may have no folder of docs."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from webui.views.http import criteria_of_request, html_response


def blueprint() -> Blueprint:
    """Return the view of privacy."""
    views = Blueprint("privacy", __name__)

    @views.get("/privacy")
    def page() -> Response:
        """What is noted of readers, and what is told to others."""
        criteria = criteria_of_request()
        return html_response(render_template("reference/privacy.html", criteria=criteria))

    return views
