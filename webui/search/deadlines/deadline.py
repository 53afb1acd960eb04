"""The deadline of the work of a thread, which is looked at between its steps.

Whoever answers a request sets one with :func:`limited`; whatever takes long calls
:func:`checkpoint` between two steps, without knowing for whom it works. Where none is set, as
on the command line and in threads that prepare something for all, nothing is given up.

Nobody has to clean up after an error of a checkpoint more than after any other: what is half
made is not kept.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, TypeVar

from indexer.contract.errors import CuttingsError

_T = TypeVar("_T")

# Whether a client is still there is asked of the system, so not at each step.
_ASKING_SECONDS = 0.05

WAITING_SECONDS = 0.05
"""For how long one waits for somebody else before one looks at the deadline again."""


class GivenUpError(CuttingsError):
    """Base of the reasons for which work is given up though nothing is wrong with it."""


class DeadlineError(GivenUpError):
    """The work takes longer than it may.

    Attributes:
        seconds: how long it may take.
    """

    def __init__(self, seconds: float) -> None:
        unit = "second" if seconds == 1 else "seconds"
        super().__init__(
            f"The answer would take longer than {seconds:g} {unit}, so it was given up. Ask for"
            " less: fewer words with * or ~, fewer phrases, fewer queries at once."
        )
        self.seconds = seconds


class ClientGoneError(GivenUpError):
    """Whoever asked has gone, so nobody would read the answer."""

    def __init__(self) -> None:
        super().__init__("Whoever asked has gone.")


class PreparingError(GivenUpError):
    """What the answer needs is still being made, and goes on being made for whoever asks next."""

    def __init__(self) -> None:
        super().__init__(
            "What the answer needs is being prepared for the first time. Try again in some seconds."
        )


class Deadline:
    """A time until which work goes on, and somebody for whom it does.

    Args:
        seconds: from its beginning on; 0 stands for ever.
        gone: whether whoever wants the work done has gone; asked some times a second.
        clock: gives seconds, monotonic.
        since: when it began, by the clock; None: now.
    """

    __slots__ = ("_ask_at", "_at", "_clock", "_gone", "seconds")

    def __init__(
        self,
        seconds: float,
        gone: Callable[[], bool] | None = None,
        clock: Callable[[], float] = time.monotonic,
        since: float | None = None,
    ) -> None:
        self.seconds = seconds
        self._gone = gone
        self._clock = clock
        begun = clock() if since is None else since
        self._at = begun + seconds if seconds else math.inf
        self._ask_at = begun + _ASKING_SECONDS if gone is not None else math.inf

    @property
    def left(self) -> float:
        """Seconds until it passes, 0 where it has; infinite where it never does."""
        return max(self._at - self._clock(), 0)

    def look(self) -> None:
        """Do nothing as long as the work is to go on.

        Raises:
            ClientGoneError: nobody waits for it.
            DeadlineError: it has taken as long as it may.
        """
        now = self._clock()
        if now >= self._ask_at:
            self._ask_at = now + _ASKING_SECONDS
            if self._gone is not None and self._gone():
                raise ClientGoneError
        if now >= self._at:
            raise DeadlineError(self.seconds)


_deadline: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def limited(deadline: Deadline | None) -> Iterator[None]:
    """Let the work of this thread have a deadline within the block; None lets it have none."""
    before = _deadline.set(deadline)
    try:
        yield
    finally:
        _deadline.reset(before)


def is_limited() -> bool:
    """Whether the work of this thread has a deadline."""
    return _deadline.get() is not None


def seconds_left() -> float:
    """Return how long the work of this thread may go on; infinite where nothing limits it."""
    deadline = _deadline.get()
    return math.inf if deadline is None else deadline.left


def checkpoint() -> None:
    """Give up the work of this thread if its deadline has passed or nobody waits for it.

    Takes some 100 ns where there is no deadline, and less than a microsecond where there is one.

    Raises:
        GivenUpError: it is to be given up.
    """
    deadline = _deadline.get()
    if deadline is not None:
        deadline.look()


def in_steps(items: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    """Yield some items after the other, with a checkpoint before each.

    Args:
        items: all of them.
        size: how many at a time; so many should take some milliseconds.
    """
    for start in range(0, len(items), size):
        checkpoint()
        yield items[start : start + size]


class Lock(Protocol):
    """What :func:`holding` takes: a lock of ``threading``, of either kind."""

    def acquire(self, blocking: bool = ..., timeout: float = ...) -> bool:
        """Take it, or wait for it so many seconds."""
        ...

    def release(self) -> None:
        """Give it back."""
        ...


def acquire(lock: Lock) -> None:
    """Take a lock; whoever waits for it looks at the deadline meanwhile.

    Raises:
        GivenUpError: the deadline passed before the lock was free.
    """
    if not is_limited():
        lock.acquire()
        return
    while not lock.acquire(timeout=WAITING_SECONDS):
        checkpoint()


@contextmanager
def holding(lock: Lock) -> Iterator[None]:
    """Hold a lock within the block, taken by :func:`acquire`.

    Raises:
        GivenUpError: the deadline passed before the lock was free.
    """
    acquire(lock)
    try:
        yield
    finally:
        lock.release()
