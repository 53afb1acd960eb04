"""Addresses as people write them into settings."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import urlsplit

# Names that need no escape anywhere, none of them a step of a path.
_PREFIX = re.compile(r"(?!\.\.?(?:/|\Z))[\w.~-]+(?:/(?!\.\.?(?:/|\Z))[\w.~-]+)*", re.ASCII)


def node_address(address: str) -> str:
    """Return the address of a node of a cluster, without a slash at the end.

    Raises:
        ValueError: it is none, or holds a user or a password.
    """
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("an address begins with http:// or https://, and has no ? or #")
    # It stands in messages and in the log.
    if "@" in parts.netloc:
        raise ValueError("user and password are settings of their own")
    return address.rstrip("/")


def path_prefix(text: str) -> str:
    """Return the prefix of addresses that a text means: a slash before each name, none at the end.

    Raises:
        ValueError: an address that begins so might lead to somewhere else.
    """
    names = text.removeprefix("/").removesuffix("/")
    if names and not _PREFIX.fullmatch(names):
        raise ValueError(
            "a prefix is made of letters, digits, “-”, “_”, “.” and “~”, as in /cuttings"
        )
    return f"/{names}" if names else ""


def networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return the networks that are named in a text, separated by commas; an address is one, too.

    Raises:
        ValueError: something in it is no address and no network.
    """
    names = [name.strip() for name in text.split(",")]
    return tuple(ip_network(name) for name in names if name)
