"""The end of a process: what was received is answered, and nothing waits for ever."""

from __future__ import annotations

from collections.abc import Callable

from webui.serving.connections import Connections, Phase

# A client that asks again meanwhile is told that the connection ends, where it would
# otherwise lose a request that crosses with the end. Nobody waits for a process that retires.
_GRACE_SECONDS = 1.0
_RETIRING_GRACE_SECONDS = 5.0
# An export to a slow client goes on; who takes nothing of it for long is dropped anyway.
_RETIRING_SECONDS = 600.0


class Drain:
    """Ends connections as they are done with.

    Args:
        connections: all that there are.
        seconds: until what is left is cut, unless others have taken over.
        retiring: whether others have taken over, so that there is no hurry.
        clock: monotonic, in seconds.

    Attributes:
        unanswered: requests that were cut, once it is over.
    """

    def __init__(
        self,
        connections: Connections,
        seconds: float,
        retiring: bool,
        clock: Callable[[], float],
    ) -> None:
        self.unanswered = 0
        self._connections = connections
        self._clock = clock
        self._begun = clock()
        self._end = self._begun + (_RETIRING_SECONDS if retiring else seconds)
        self._grace = _RETIRING_GRACE_SECONDS if retiring else min(_GRACE_SECONDS, seconds)

    def hurry(self, seconds: float) -> None:
        """Let it be over within some seconds from now."""
        self._end = min(self._end, self._clock() + seconds)
        self._grace = min(self._grace, _GRACE_SECONDS)

    def cut(self) -> None:
        """Let it be over now."""
        self.hurry(0)

    def is_over(self) -> bool:
        """Whether nothing is left to be answered, or there is no time left."""
        now = self._clock()
        if now >= self._end:
            self.unanswered = self._connections.count(Phase.BUSY)
            return True
        for phase in (Phase.INCOMPLETE, Phase.IDLE):
            for each in self._connections.within(phase):
                if now - max(self._begun, each.since) >= self._grace:
                    each.drop()
        return not len(self._connections)
