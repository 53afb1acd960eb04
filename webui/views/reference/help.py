"""The query language, as a page: whoever searches may have no folder of docs."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from webui.views.http import criteria_of_request, html_response


def blueprint() -> Blueprint:
    """Return the view of the help."""
    views = Blueprint("help", __name__)

    @views.get("/help")
    def page() -> Response:
        """What can be written into the search box."""
        return html_response(render_template("reference/help.html", criteria=criteria_of_request()))

    return views
