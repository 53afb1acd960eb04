"""Nobody reads without the password or a token, where there is a password."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus, urlencode

from flask import Flask, Response, request
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests, Unauthorized

from indexer.contract.settings import Settings
from webui.middleware.authentication.credentials import Credentials, credentials_of
from webui.middleware.authentication.password import BusyError
from webui.middleware.authentication.tries import Tries
from webui.middleware.observing.asked import FEED_PARAMETER
from webui.middleware.security import FEEDS
from webui.middleware.static_files import is_below_static

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

OPEN = frozenset({"/healthz", "/readyz", "/metrics", "/opensearch.xml", "/privacy"})
"""What everybody may ask: nothing of the archive is in it, and monitors know no passwords."""

# What programs ask: pages are for people, who have the password.
_FOR_PROGRAMS = re.compile(r"/api(?:/(?s:.*))?|/[a-z]+\.(?:atom|bib|csv|json|jsonl|ris|txt)")
# The realm has to stand in quotes (RFC 9110, 11.5), where Werkzeug writes none.
_BASIC = 'Basic realm="Cuttings", charset="UTF-8"'
_BEARER = 'Bearer realm="Cuttings"'
_GIVEN = "cuttings.token"
_ORIGINAL_ADDRESSES = ("REQUEST_URI", "RAW_URI")


def register(app: Flask, settings: Settings, tries: Tries | None = None) -> None:
    """Ask for the password of the settings, if there is one.

    Raises:
        SettingsError: the password or the tokens cannot be read.
    """
    credentials = credentials_of(settings)
    if credentials is None:
        return
    tries = Tries() if tries is None else tries
    app.wsgi_app = _TakingTokens(app.wsgi_app)  # type: ignore[method-assign]

    @app.before_request
    def ask() -> None:
        if not _is_open():
            _let_in(credentials, tries)

    @app.after_request
    def keep_private(response: Response) -> Response:
        if not _is_open():
            response.vary.add("Authorization")
            # Whoever keeps it for others, such as a proxy, would not ask them.
            if not response.cache_control.no_store:
                response.cache_control.private = True
        return response


def with_token(address: str) -> str:
    """Return the address of another page of a feed, with the token by which this one was asked.

    Who reads it has the token, and the program that follows the link cannot send it otherwise.
    """
    token = request.environ.get(_GIVEN)
    if token is None:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode({FEED_PARAMETER: token})}"


def _is_open() -> bool:
    # Static files are the program's own, and the page that asks for the password has some.
    return request.path in OPEN or (
        is_below_static(request.path) and request.endpoint in (None, "static")
    )


def _let_in(credentials: Credentials, tries: Tries) -> None:
    """Return if the request may be answered.

    Raises:
        Unauthorized, TooManyRequests, ServiceUnavailable: it may not, or not now.
    """
    for_programs = _FOR_PROGRAMS.fullmatch(request.path) is not None
    given = request.authorization
    if for_programs:
        bearer = given.token if given is not None and given.type == "bearer" else None
        for token in (bearer, request.environ.get(_GIVEN)):
            if token is not None and credentials.tokens.name_of(token) is not None:
                return
    if given is not None and given.type == "basic":
        _check_password(credentials, tries, given.username or "", given.password or "")
        return
    raise _UnauthorizedError(for_programs)


def _check_password(credentials: Credentials, tries: Tries, user: str, password: str) -> None:
    client = request.remote_addr or ""
    wait = tries.seconds_to_wait(client)
    try:
        # The right one is let in whoever was wrong before: behind a proxy, all may be one client.
        # Others than that client are not to wait for such checks, as long as any are needed.
        if credentials.password.is_right(user, password, may_wait=not wait):
            return
    except BusyError as error:
        if not wait:
            raise ServiceUnavailable(
                "Other passwords are being checked: try again.", retry_after=1
            ) from error
    if wait:
        raise TooManyRequests("Too many wrong passwords: try again later.", retry_after=wait)
    tries.count(client)
    raise _UnauthorizedError(_FOR_PROGRAMS.fullmatch(request.path) is not None)


class _UnauthorizedError(Unauthorized):
    """The answer that makes browsers ask for a password."""

    def __init__(self, for_programs: bool) -> None:
        super().__init__(
            "This archive asks for a password, or for a token in the header Authorization."
            if for_programs
            else "This archive asks for a password."
        )
        # What browsers know stands first: some programs read no further.
        self._challenges = [_BASIC, _BEARER] if for_programs else [_BASIC]

    def get_headers(self, *args: Any, **options: Any) -> list[tuple[str, str]]:
        asked = [("WWW-Authenticate", challenge) for challenge in self._challenges]
        return [*super().get_headers(*args, **options), *asked]


class _TakingTokens:
    """An application to which a token in the address of a feed is told apart from the address.

    So neither parameters nor links nor tags have it.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # Nobody else may say so.
        environ.pop(_GIVEN, None)
        if environ.get("PATH_INFO") in FEEDS:
            query, token = _parted(environ.get("QUERY_STRING", ""))
            if token is not None:
                environ["QUERY_STRING"] = query
                environ[_GIVEN] = token
                for name in _ORIGINAL_ADDRESSES:
                    if name in environ:
                        path = environ[name].partition("?")[0]
                        environ[name] = f"{path}?{query}" if query else path
        return self._app(environ, start_response)


def _parted(query: str) -> tuple[str, str | None]:
    """Return a query string without its token, and the token, if it has one."""
    kept, token = [], None
    for pair in query.split("&"):
        name, _, text = pair.partition("=")
        if unquote_plus(name) == FEED_PARAMETER:
            token = unquote_plus(text)
        else:
            kept.append(pair)
    return "&".join(kept), token
