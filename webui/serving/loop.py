"""One turn of the event loop, which sees that a client has gone whatever else is going on.

Waitress's own loop looks at a connection only while it expects something of it. So who hangs
up while being answered is not noticed.
"""

from __future__ import annotations

import select
from typing import Any

from waitress import wasyncore

# The client has ended its side; Linux tells it apart from what there is to read.
ENDED = getattr(select, "POLLRDHUP", 0)


def turn(sockets: dict[int, Any], seconds: float) -> None:
    """Wait until something happens, or some seconds, and let the objects deal with it.

    Args:
        sockets: what waitress calls a map, by file descriptor. An object that has the attribute
            ``client_ended`` false is told by ``handle_end()`` that its client sends no more.
    """
    # Windows has none.
    if not hasattr(select, "poll"):
        wasyncore.poll(seconds, sockets)
        return
    poll = select.poll()
    watched = dict(sockets)
    for descriptor, each in watched.items():
        events = 0
        # Who is read from is seen to end when all that came before was read.
        if each.readable():
            events |= select.POLLIN | select.POLLPRI
        elif not getattr(each, "client_ended", True):
            events |= ENDED
        if not each.accepting and each.writable():
            events |= select.POLLOUT
        # It may have closed itself when it was asked.
        if sockets.get(descriptor) is each:
            # Resets are told even where nothing is asked for.
            poll.register(descriptor, events)
    for descriptor, events in poll.poll(seconds * 1000):
        each = sockets.get(descriptor)
        # Its number may be another one's by now.
        if each is None or each is not watched[descriptor]:
            continue
        if events & ENDED:
            each.handle_end()
        wasyncore.readwrite(each, events & ~ENDED)
