"""What a request asks, as it may be kept: in the log."""

from __future__ import annotations

import re
from secrets import token_hex
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_plus

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from webui.middleware.observing.request_outcome import Pair

# What proxies make: hexadecimal numbers, UUIDs, base 64, and names with the parts of a trace.
_READABLE_ID = re.compile(r"[A-Za-z0-9._:=+/@-]{1,128}")
_ID_BYTES = 8

FEED_PARAMETER = "token"
"""By which feeds are given a token."""

# Parameters whose values stand in no log.
_SECRETS = frozenset({FEED_PARAMETER})

_REDACTED = "redacted"
_MOST_PARAMETERS = 100
_MOST_CHARACTERS = 1000


def request_id(told: str | None) -> str:
    """Return what a request is called: as it was told, if that can be read, or a new name."""
    return told if told and _READABLE_ID.fullmatch(told) else token_hex(_ID_BYTES)


def parameters(query: str) -> list[Pair]:
    """Return the parameters of an address in their order, without secrets, and cut to a length.

    Args:
        query: as it stands in the address.
    """
    parts = [part for part in query.split("&") if part]
    found = [*map(_pair, parts[:_MOST_PARAMETERS])]
    if more := len(parts) - len(found):
        found.append(("…", f"{more:,} more"))
    return found


def address_of(environ: WSGIEnvironment) -> str:
    """Return the whole address of a request below its host, without secrets."""
    raw = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    path = quote(raw.encode("latin-1", "replace"), safe="/:@!$&'()*+,;=~-._")
    query = "&".join(_without_secret(part) for part in _query(environ).split("&"))
    return f"{path}?{query}" if query else path


def parameters_of(environ: WSGIEnvironment) -> list[Pair]:
    """Return the parameters of a request."""
    return parameters(_query(environ))


def _query(environ: WSGIEnvironment) -> str:
    # WSGI has each byte as a character.
    raw: bytes = environ.get("QUERY_STRING", "").encode("latin-1", "replace")
    return raw.decode(errors="replace")


def _pair(part: str) -> Pair:
    name, _, value = part.partition("=")
    name = _shortened(unquote_plus(name, errors="replace"))
    return name, _REDACTED if name in _SECRETS else _shortened(
        unquote_plus(value, errors="replace")
    )


def _shortened(text: str) -> str:
    return text if len(text) <= _MOST_CHARACTERS else text[:_MOST_CHARACTERS] + "…"


def _without_secret(part: str) -> str:
    name, equals, _ = part.partition("=")
    return f"{name}={_REDACTED}" if equals and unquote_plus(name) in _SECRETS else part
