"""Which addresses may become links."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# Blanks, controls, backslashes, which browsers take for slashes, and what turns the direction of
# a line, which no address may have (RFC 3987, 4.1).
_NOT_IN_A_LINK = re.compile(r"[\x00-\x20\x7f-\xa0\\\s\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Of ASCII. Browsers decode "%" in names of hosts, so that one could hide what it is.
_HOST = re.compile(r"[A-Za-z0-9._-]*|[0-9a-f:.]*")

# No host is longer, and the standard library's way to normalise one takes quadratic time.
_LONGEST_AUTHORITY = 500
_START = re.compile(rf"https?://[^/?#]{{1,{_LONGEST_AUTHORITY}}}+(?![^/?#])", re.IGNORECASE)

# Nearly all addresses are of this kind; splitting one takes twenty times as long.
_ORDINARY = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*+(?:[/?#][!-\[\]-~]*+)?")


def web_link(address: str) -> str:
    """Return ``address`` if it is a well-formed http or https URL with a host, else ``""``.

    One with a user name is none: ``https://bank.example@evil.example/`` looks like the address
    of the one, and leads to the other.
    """
    if not address or _ORDINARY.fullmatch(address):
        return address
    address = address.strip()
    if not _START.match(address) or _NOT_IN_A_LINK.search(address):
        return ""
    try:
        parts = urlsplit(address)
        has_host = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return ""
    if not has_host or parts.scheme not in ("http", "https") or "@" in parts.netloc:
        return ""
    ascii_letters = "".join(filter(str.isascii, parts.hostname or ""))
    return address if _HOST.fullmatch(ascii_letters) else ""
