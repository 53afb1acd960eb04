"""The event loop, which sees that a client has gone whatever else is going on.

Waitress's own looks at a connection only while it expects something of it, so that nobody
notices who hangs up while being answered; and it asks each connection at each turn, although most
of hundreds only wait for their clients.
"""

from __future__ import annotations

import select
from typing import Any

from waitress import wasyncore

# The client has ended its side; Linux tells it apart from what there is to read.
ENDED = getattr(select, "POLLRDHUP", 0)

# Not POLLPRI: urgent bytes stay urgent until they are read as such, which nobody does, and so
# each turn would find them again.
_READ = getattr(select, "POLLIN", 0)

# What tells that an object is to be watched for the same as before.
_SETTLED = {_READ: "quiet", ENDED: "answering"}


class Loop:
    """Waits for what happens to sockets, and lets their objects deal with it.

    Args:
        sockets: what waitress calls a map, by file descriptor. An object may have three
            attributes: ``quiet``, true if it only waits for something to read; ``answering``,
            true if it reads and writes nothing for now; and ``client_ended``, false if
            ``handle_end()`` is to be told that its client sends no more.
    """

    def __init__(self, sockets: dict[int, Any]) -> None:
        self._sockets = sockets
        # Windows has none.
        self._poll = select.poll() if hasattr(select, "poll") else None
        self._watched: dict[int, tuple[Any, int]] = {}

    def turn(self, seconds: float) -> None:
        """Wait until something happens, or some seconds."""
        if self._poll is None:
            wasyncore.poll(seconds, self._sockets)
            return
        self._watch(self._poll)
        for descriptor, events in self._poll.poll(seconds * 1000):
            each = self._sockets.get(descriptor)
            # Its number may be another one's by now.
            if each is None or each is not self._watched[descriptor][0]:
                continue
            if events & ENDED:
                each.handle_end()
            wasyncore.readwrite(each, events & ~ENDED)

    def _watch(self, poll: select.poll) -> None:
        for descriptor in [each for each in self._watched if each not in self._sockets]:
            poll.unregister(descriptor)
            del self._watched[descriptor]
        for descriptor, each in list(self._sockets.items()):
            known, watched_for = self._watched.get(descriptor, (None, 0))
            # Of hundreds of connections few have anything to do.
            settled = _SETTLED.get(watched_for)
            if known is each and settled is not None and getattr(each, settled, False):
                continue
            events = _wanted(each)
            # It may have closed itself when it was asked.
            closed = self._sockets.get(descriptor) is not each
            if not closed and (known is not each or watched_for != events):
                # Resets are told even where nothing is asked for.
                poll.register(descriptor, events)
                self._watched[descriptor] = each, events


def _wanted(each: Any) -> int:
    events = 0
    # Who is read from is seen to end when all that came before was read.
    if each.readable():
        events |= _READ
    elif not getattr(each, "client_ended", True):
        events |= ENDED
    if not each.accepting and each.writable():
        events |= select.POLLOUT
    return events
