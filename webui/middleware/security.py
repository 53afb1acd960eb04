"""What every response carries, and which host names are answered.

Titles, excerpts and URLs are a stranger's: templates escape them, and these
headers make sure that a mistake there still runs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask, Request, Response, abort, request

# Nothing inline, and nothing from elsewhere but articles' pictures. Pico's icons are data: URLs.
_CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data: https: http:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)

HEADERS = {
    "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

FEEDS = frozenset({"/feed.atom", "/feed.json"})
"""Addresses that programs read on behalf of readers."""

_ORIGIN = re.compile(r"\A[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")
_PORT = re.compile(r":[0-9]*\Z")


def secure(
    app: Flask,
    trusted_hosts: frozenset[str],
    answered_by_any_name: Callable[[], bool] = lambda: False,
) -> None:
    """Add the headers to every response and refuse requests of other pages.

    A web page elsewhere could point a name of its own at 127.0.0.1 and read the
    answers (DNS rebinding); it cannot choose the Host header. Werkzeug's own
    check knows no IPv6 addresses.

    Under our own name it cannot read an answer, but could have it made, with the password that
    the reader's browser sends along, and tell from the time that it takes what there is.

    Args:
        app: the application.
        trusted_hosts: names in lower case.
        answered_by_any_name: whether the name does not matter for a request.
    """

    @app.before_request
    def refuse_unknown_hosts() -> None:
        name = host_name(request.headers.get("Host", ""))
        if name not in trusted_hosts and not answered_by_any_name():
            abort(400, "This server does not answer to that host name.")

    @app.before_request
    def refuse_other_pages() -> None:
        if _is_asked_by_another_page(request):
            abort(403, "Pages elsewhere may link here, and ask nothing.")

    @app.after_request
    def add_headers(response: Response) -> Response:
        if response.location is not None:
            response.location = _below_this_host(response.location)
        # None of them is there yet, and to look for each costs more than all else here.
        response.headers.extend(HEADERS)
        return response


def _is_asked_by_another_page(asked: Request) -> bool:
    """Whether a page of another site asks in the background, or wants the answer as a part of it.

    Browsers say so (https://www.w3.org/TR/fetch-metadata/). Who follows a link there is a reader,
    and a program that reads feeds may be a part of a browser.
    """
    headers = asked.headers
    return (
        headers.get("Sec-Fetch-Site") == "cross-site"
        and asked.path not in FEEDS
        and (headers.get("Sec-Fetch-Mode"), headers.get("Sec-Fetch-Dest", "document"))
        != ("navigate", "document")
    )


def _below_this_host(location: str) -> str:
    """Return where a redirection leads, as a path on this server.

    Werkzeug's own, for doubled slashes, repeat the host that the request named. Two slashes or
    a backslash at the beginning would name another one. (RFC 9110, 10.2.2, allows paths.)
    """
    return "/" + _ORIGIN.sub("", location).lstrip("/\\")


def host_name(host: str) -> str:
    """Return the name in a Host header, in lower case, without the port."""
    return _PORT.sub("", host).lower()


def split_hosts(text: str, listening: str) -> frozenset[str]:
    """Return the trusted host names of the setting, and the address that is listened on."""
    names = {name.strip().lower() for name in text.split(",")} - {""}
    own = f"[{listening}]" if ":" in listening else listening
    return frozenset(names | {own.lower()})
