"""Tells systemd, or who else started the server, how it is (sd_notify(3)).

Knows nothing but the standard library.
"""

from __future__ import annotations

import os
import socket
import time

READY = "READY=1"
STOPPING = "STOPPING=1"


def tell_manager(state: str) -> None:
    """Send a state to the socket that ``NOTIFY_SOCKET`` names, if there is one."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        try:
            # An address without a file begins with a zero byte.
            manager.connect(address.replace("@", "\0", 1) if address[0] == "@" else address)
            manager.send(state.encode())
        # Nobody is told that nobody listens.
        except OSError:
            pass


def reloading() -> str:
    """Return the state of a reload that begins now; what ends it is :data:`READY`."""
    return f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}"
