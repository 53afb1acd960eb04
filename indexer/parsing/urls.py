"""Which addresses may become links."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_NOT_IN_A_LINK = re.compile(r"[\x00-\x20\x7f-\xa0\\\s]")

# Nearly all addresses are of this kind; splitting one takes twenty times as long.
_ORDINARY = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*+(?:[/?#][!-\[\]-~]*+)?")


def web_link(address: str) -> str:
    """Return ``address`` if it is a well-formed http or https URL with a host, else ``""``."""
    if _ORDINARY.fullmatch(address):
        return address
    address = address.strip()
    if _NOT_IN_A_LINK.search(address):
        return ""
    try:
        parts = urlsplit(address)
        has_host = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return ""
    return address if has_host and parts.scheme in ("http", "https") else ""
