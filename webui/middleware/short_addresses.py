"""Addresses of pages without the empty parameters that a plain form sends."""

from __future__ import annotations

from flask import Flask, Response, make_response, redirect, request

from webui.middleware.proxies import path_asked_for
from webui.page.addresses import address


def register(app: Flask) -> None:
    """Send a page that was asked for with empty parameters on to its address without them.

    They mean nothing, and make long what people keep and send to others. Scripts leave them
    out by themselves; only pages are sent on, and only those that can be read.
    """

    @app.after_request
    def shorten(response: Response) -> Response:
        if response.status_code != 200 or response.mimetype != "text/html":
            return response
        given = list(request.args.items(multi=True))
        kept = [(name, value) for name, value in given if value.strip()]
        if len(kept) == len(given):
            return response
        elsewhere = make_response(redirect(address(path_asked_for(), kept)))
        elsewhere.headers["Cache-Control"] = response.headers.get("Cache-Control", "no-cache")
        return elsewhere
