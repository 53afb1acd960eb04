"""Places for what runs at once, and a bounded room for those who wait for one."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from webui.search.deadlines.deadline import ClientGoneError, DeadlineError, checkpoint

# Somebody who waits is looked at so often, and goes on at once when called.
_SLICE_SECONDS = 0.1


class FullError(Exception):
    """So many wait already that another one would wait for nothing.

    Attributes:
        lane: whose room is full.
    """

    def __init__(self, lane: str) -> None:
        super().__init__(lane)
        self.lane = lane


class TooLateError(Exception):
    """The deadline passed before a place was free.

    Attributes:
        lane: whose places were taken.
    """

    def __init__(self, lane: str) -> None:
        super().__init__(lane)
        self.lane = lane


class Lane:
    """Some places, taken in the order of coming. Safe to use from any thread.

    Args:
        name, places, room, prompt: see the attributes; without ``prompt`` it is all places.
        clock: monotonic, in seconds.

    Attributes:
        name: what it is called in messages and figures.
        places: how many may run at once.
        prompt: how many of these places are given at once; another one only while nobody gives
            one back for a tenth of a second, or where there is no room to wait in.
        room: how many may wait.
        running: how many have a place.
        waiting: how many wait for one.
        refused: how many found the room full, since the start.
        given_up: how many met their deadline, waiting or running, since the start.
        abandoned: for how many nobody waited any more, since the start.
    """

    def __init__(
        self,
        name: str,
        places: int,
        room: int,
        prompt: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self.places = places
        self.prompt = places if prompt is None else min(prompt, places)
        self.room = room
        self.running = 0
        self.refused = 0
        self.given_up = 0
        self.abandoned = 0
        self._clock = clock
        self._given_back = clock()
        self._lock = threading.Lock()
        self._queue: deque[threading.Event] = deque()

    @property
    def waiting(self) -> int:
        """How many wait for a place."""
        return len(self._queue)

    def enter(self) -> None:
        """Take a place, or wait for one until the deadline of this thread.

        Raises:
            FullError: there is no room to wait in.
            TooLateError: no place was free in time.
            ClientGoneError: nobody waits for the answer any more.
        """
        # It may have waited long before, for a thread.
        self._look()
        with self._lock:
            full = len(self._queue) >= self.room
            if self.running < (self.places if full else self.prompt):
                self.running += 1
                if not self._queue:
                    return
                # Whoever has waited longest makes room.
                self._queue.popleft().set()
            elif full:
                self.refused += 1
                raise FullError(self.name)
            called = threading.Event()
            self._queue.append(called)
        try:
            while not called.wait(_SLICE_SECONDS):
                self._look()
                if self._is_stuck_before(called):
                    return
        except BaseException:
            self._step_out(called)
            raise

    def leave(self) -> None:
        """Give a place back: to the one that has waited longest, if any has."""
        with self._lock:
            self._pass_on()

    def count(self, error: BaseException) -> None:
        """Count a request that was given up, by the reason."""
        with self._lock:
            if isinstance(error, DeadlineError):
                self.given_up += 1
            elif isinstance(error, ClientGoneError):
                self.abandoned += 1

    def _look(self) -> None:
        try:
            checkpoint()
        except DeadlineError as error:
            self.count(error)
            raise TooLateError(self.name) from error

    def _is_stuck_before(self, called: threading.Event) -> bool:
        """Take a further place for who waits longest, if those who run take long."""
        with self._lock:
            if called.is_set():
                return True
            taken_long = self._clock() - self._given_back >= _SLICE_SECONDS
            if not taken_long or self.running >= self.places or self._queue[0] is not called:
                return False
            self._queue.popleft()
            self.running += 1
            return True

    def _step_out(self, called: threading.Event) -> None:
        with self._lock:
            # Called while it was about to go: the place is its own by now.
            if called.is_set():
                self._pass_on()
            else:
                self._queue.remove(called)

    def _pass_on(self) -> None:
        self._given_back = self._clock()
        if self._queue and self.running <= self.prompt:
            # The place changes hands, so that nobody who comes just now is before those who wait.
            self._queue.popleft().set()
        else:
            self.running -= 1
