"""Addresses of pages without the empty parameters that a plain form sends."""

from __future__ import annotations

from flask import Flask, Response, make_response, redirect, request, url_for

from webui.page.addresses import address


def register(app: Flask) -> None:
    """Send a page that is asked for with empty parameters on to its address without them.

    They mean nothing, and make long what people keep and send to others. Scripts leave them
    out by themselves; only pages are sent on, before anything is searched for them.
    """

    @app.before_request
    def shorten() -> Response | None:
        # In each blueprint, the view of that name is what people look at.
        if request.endpoint is None or not request.endpoint.endswith(".page"):
            return None
        given = list(request.args.items(multi=True))
        kept = [(name, value) for name, value in given if value.strip()]
        if len(kept) == len(given):
            return None
        path = url_for(request.endpoint, **(request.view_args or {}))
        elsewhere = make_response(redirect(address(path, kept)))
        elsewhere.headers["Cache-Control"] = "no-cache"
        return elsewhere
