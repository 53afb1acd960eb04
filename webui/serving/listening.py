"""The sockets that are listened on. Knows nothing but the standard library."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Sequence

BACKLOG = 1024
"""Connections of a socket that the system takes in before we do; it may be one more."""

# A port that is free at one address of a host may be taken at another one.
_TRIES = 20
# What a host's name stands for need not be there: localhost without IPv6.
_NOT_HERE = frozenset({errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT})


def listen(host: str, port: int) -> list[socket.socket]:
    """Return a listening socket for each address of a host, all on the same port.

    Args:
        port: 0 takes a free one.

    Raises:
        OSError: one of the addresses cannot be listened on.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    # What cannot be encoded as the name of a host.
    except (socket.gaierror, UnicodeError) as error:
        raise OSError("there is no such address here") from error
    addresses = list(dict.fromkeys((family, address) for family, _, _, _, address in found))
    for _ in range(_TRIES):
        try:
            return _listen(addresses)
        except OSError as error:
            if port or error.errno != errno.EADDRINUSE:
                raise
    return _listen(addresses)


def _listen(
    addresses: Sequence[tuple[socket.AddressFamily, tuple[object, ...]]],
) -> list[socket.socket]:
    listening: list[socket.socket] = []
    missing: OSError | None = None
    for family, address in addresses:
        host, port, *rest = address
        if listening:
            port = port_of(listening[0])
        try:
            listening.append(_bound(family, (host, port, *rest)))
        except OSError as error:
            if error.errno not in _NOT_HERE:
                for each in listening:
                    each.close()
                raise
            missing = error
    if not listening:
        raise missing or OSError("there is no such address here")
    return listening


def _bound(family: socket.AddressFamily, address: tuple[object, ...]) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        # On Windows, this would let another program take the port over.
        if os.name == "posix":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.setblocking(False)
        made.bind(address)
        made.listen(BACKLOG)
    except BaseException:
        made.close()
        raise
    return made


def port_of(listening: socket.socket) -> int:
    """Return the port of a socket."""
    return int(listening.getsockname()[1])


def page_address(host: str, port: int, prefix: str) -> str:
    """Return the address of the search page."""
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}{prefix}/"
