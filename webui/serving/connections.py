"""Which connections there are, and which of them go when there are too many.

Used by the thread of the event loop only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from enum import Enum, auto
from itertools import islice
from typing import Protocol

# From the connection, or the first byte of a later header, to the end of the request.
HEADER_SECONDS = 10.0
# A browser keeps a connection for the next page.
IDLE_SECONDS = 30.0
# Nothing of an answer was taken for so long.
STALLED_SECONDS = 30.0
# The same, where others wait for the place.
_STALLED_IN_A_CROWD_SECONDS = 5.0


class Phase(Enum):
    """What a connection is about."""

    INCOMPLETE = auto()
    """No complete request has come, whatever trickles in."""
    BUSY = auto()
    """A request waits or is being answered, or there is something left to be sent."""
    IDLE = auto()
    """All that was asked is answered, and nothing of a next request has come."""


class Connection(Protocol):
    """What has to be known of one. Compared by identity."""

    network: str
    """Who is counted as one client."""
    since: float
    """When its phase began."""
    phase: Phase | None
    """None before it is counted and after it was closed."""

    def drop(self) -> None:
        """Close it at once."""
        ...

    def stalled(self, now: float) -> float:
        """Return for how many seconds nothing of what is to be sent was taken."""
        ...


class Connections:
    """All connections of a process, each in its phase, in the order in which that began.

    Args:
        most: that may be open at once; half as many may be incomplete.
        most_of_a_network: that one client may have; None: as many as all.
        clock: monotonic, in seconds.
    """

    def __init__(
        self, most: int, most_of_a_network: int | None, clock: Callable[[], float]
    ) -> None:
        self.most = most
        self.most_incomplete = max(most // 2, 1)
        self._most_of_a_network = most_of_a_network or most
        self._clock = clock
        self._phases: dict[Phase, dict[Connection, None]] = {phase: {} for phase in Phase}
        self._incomplete_of: dict[str, dict[Connection, None]] = {}
        self._of: Counter[str] = Counter()

    def __len__(self) -> int:
        return sum(map(len, self._phases.values()))

    @property
    def active(self) -> int:
        """How many are about a request, or about to send one."""
        return self.count(Phase.BUSY) + self.count(Phase.INCOMPLETE)

    def within(self, phase: Phase) -> Iterator[Connection]:
        """Yield those in a phase; they may be dropped meanwhile."""
        yield from list(self._phases[phase])

    def count(self, phase: Phase) -> int:
        """Return how many are in a phase."""
        return len(self._phases[phase])

    def enter(self, connection: Connection, phase: Phase) -> None:
        """Note that a connection is new, or is about something else from now on."""
        if connection.phase is None:
            self._of[connection.network] += 1
        self._leave(connection)
        connection.phase, connection.since = phase, self._clock()
        self._phases[phase][connection] = None
        if phase is Phase.INCOMPLETE:
            self._incomplete_of.setdefault(connection.network, {})[connection] = None
            if self.count(phase) > self.most_incomplete:
                self._oldest_of_the_greediest().drop()

    def remove(self, connection: Connection) -> None:
        """Note that a connection was closed."""
        if connection.phase is not None:
            self._leave(connection)
            connection.phase = None
            self._of[connection.network] -= 1
            if not self._of[connection.network]:
                del self._of[connection.network]

    def _leave(self, connection: Connection) -> None:
        if connection.phase is not None:
            del self._phases[connection.phase][connection]
        if connection.phase is Phase.INCOMPLETE:
            own = self._incomplete_of[connection.network]
            del own[connection]
            if not own:
                del self._incomplete_of[connection.network]

    def has_room(self) -> bool:
        """Whether one more fits, if need be in place of the one that is missed least."""
        return len(self) < self.most or self._dispensable() is not None

    def make_room(self) -> None:
        """Make sure that one more fits, which has come."""
        if len(self) >= self.most and (dispensable := self._dispensable()) is not None:
            dispensable.drop()

    def admits(self, new: Connection) -> bool:
        """Whether a client may have a new one, if need be in place of one that it does not use."""
        if self._of[new.network] <= self._most_of_a_network:
            return True
        for phase in (Phase.INCOMPLETE, Phase.IDLE):
            for each in self._phases[phase]:
                if each.network == new.network and each is not new:
                    each.drop()
                    return True
        return False

    def sweep(self) -> None:
        """Drop those that have taken too long."""
        now = self._clock()
        for phase, seconds in (
            (Phase.INCOMPLETE, HEADER_SECONDS),
            (Phase.IDLE, IDLE_SECONDS),
        ):
            while (oldest := self._oldest(phase)) and now - oldest.since >= seconds:
                oldest.drop()
        for each in self.within(Phase.BUSY):
            if each.stalled(now) >= STALLED_SECONDS:
                each.drop()

    def _dispensable(self) -> Connection | None:
        if self.count(Phase.INCOMPLETE):
            return self._oldest_of_the_greediest()
        if idle := self._oldest(Phase.IDLE):
            return idle
        now = self._clock()
        stalled = max(self._phases[Phase.BUSY], key=lambda each: each.stalled(now), default=None)
        crowd = stalled is not None and stalled.stalled(now) >= _STALLED_IN_A_CROWD_SECONDS
        return stalled if crowd else None

    def _oldest(self, phase: Phase) -> Connection | None:
        return next(islice(self._phases[phase], 1), None)

    def _oldest_of_the_greediest(self) -> Connection:
        """Return the oldest incomplete connection of the client that has the most of them.

        Where all come from one address, or each from its own, that is the oldest of all.
        """
        own = max(self._incomplete_of.values(), key=lambda own: (len(own), -next(iter(own)).since))
        return next(iter(own))
