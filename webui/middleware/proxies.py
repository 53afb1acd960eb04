"""What a proxy in front says of a request, if it is one that is trusted.

A prefix that the proxy leaves in the path is a matter of the server (``url_prefix`` of
waitress); that all addresses begin with it follows from WSGI's ``SCRIPT_NAME`` in both cases.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, abort, request
from werkzeug.middleware.proxy_fix import ProxyFix

from indexer.contract.settings import Settings
from indexer.contract.surroundings.address_texts import networks, path_prefix
from webui.middleware.observing.peers import is_within

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_REFUSED = "cuttings.refused_header"
_SCHEMES = frozenset({"http", "https"})


def register(app: Flask, settings: Settings) -> None:
    """Believe the proxies of the settings; nobody else's headers are looked at.

    What even a trusted proxy must not say, since it may pass on what it was sent, is answered
    with 400: a scheme that is none of ours, and a prefix that may lead to elsewhere. Where the
    prefix is set, nobody is asked for it.
    """
    if settings.trusted_proxy:
        app.wsgi_app = _Trusting(app.wsgi_app, settings)  # type: ignore[method-assign]

    @app.before_request
    def refuse() -> None:
        if name := request.environ.get(_REFUSED):
            abort(400, f"The header {name}, which the proxy has sent, cannot be read.")


def path_asked_for() -> str:
    """Return the path of the request as the reader's browser knows it, with the prefix."""
    return request.script_root + request.path


class _Trusting:
    """An application that believes what some proxies say."""

    def __init__(self, app: WSGIApplication, settings: Settings) -> None:
        self._app = app
        self._trusted = networks(settings.trusted_proxy)
        self._asks_prefix = not settings.prefix
        self._fixed = ProxyFix(app, x_for=1, x_proto=1, x_host=1, x_port=0, x_prefix=1)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not is_within(environ.get("REMOTE_ADDR", ""), self._trusted):
            return self._app(environ, start_response)
        return self._fixed(self._readable(environ), start_response)

    def _readable(self, environ: WSGIEnvironment) -> WSGIEnvironment:
        """Leave of each header what the nearest proxy says; note what cannot be read of it."""
        if scheme := _taken(environ, "HTTP_X_FORWARDED_PROTO"):
            if scheme in _SCHEMES:
                environ["HTTP_X_FORWARDED_PROTO"] = scheme
            else:
                environ[_REFUSED] = "X-Forwarded-Proto"
        prefix = _taken(environ, "HTTP_X_FORWARDED_PREFIX")
        if self._asks_prefix:
            try:
                environ["HTTP_X_FORWARDED_PREFIX"] = path_prefix(prefix)
            except ValueError:
                environ[_REFUSED] = "X-Forwarded-Prefix"
        return environ


def _taken(environ: WSGIEnvironment, name: str) -> str:
    """Take a header out; return the last of its values."""
    text: str = environ.pop(name, "")
    return text.rpartition(",")[2].strip()
