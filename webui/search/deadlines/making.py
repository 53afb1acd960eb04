"""What is made once for all who ask, and goes on being made when they have given up.

What takes longer than a deadline would else be begun by each who asks, and finished by none.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future, wait
from contextlib import AbstractContextManager, ExitStack, nullcontext
from contextvars import ContextVar
from typing import Any, TypeAlias, TypeVar, cast

from webui.search.deadlines.deadline import (
    WAITING_SECONDS,
    Deadline,
    DeadlineError,
    PreparingError,
    checkpoint,
    is_limited,
    limited,
)

_T = TypeVar("_T")

Lent: TypeAlias = Callable[[], AbstractContextManager[Any]]
"""Gives a context in which something stays open."""

MAKING = "making"
"""The name of the threads that make something."""

# Whether this thread makes something for all: then it waits for nobody.
_is_maker: ContextVar[bool] = ContextVar("is_maker", default=False)


class Makings:
    """Values that are being made. Safe to use from any thread.

    There is a thread for each of them, so there must not be many that can be asked for.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._futures: dict[Hashable, Future[Any]] = {}
        self._threads: set[threading.Thread] = set()
        self._stopped = False

    def once(self, key: Hashable, make: Callable[[], _T], lent: Lent = nullcontext) -> _T:
        """Return what is made for a key; all who ask meanwhile get the same.

        Without a deadline it is made at once; else by a thread that goes on with it when the
        deadline has passed.

        Args:
            key: what it is.
            make: makes it, and keeps it.
            lent: keeps open what it is made of, for as long as it is being made.

        Raises:
            PreparingError: it was not there before the deadline.
            ClientGoneError: nobody waits for it any more.
            Exception: of ``make``.
        """
        if not is_limited() or _is_maker.get():
            return make()
        with self._lock:
            future = self._futures.get(key) or self._begin(key, make, lent)
        try:
            while not future.done():
                wait([future], WAITING_SECONDS)
                checkpoint()
        except DeadlineError as error:
            raise PreparingError from error
        failure = future.exception()
        if failure is not None:
            raise _another(failure)
        return cast("_T", future.result())

    def stop(self, seconds: float) -> None:
        """Give up whatever is being made, and wait so long until it is."""
        self._stopped = True
        end = time.monotonic() + seconds
        for thread in list(self._threads):
            thread.join(max(end - time.monotonic(), 0))

    def _begin(self, key: Hashable, make: Callable[[], Any], lent: Lent) -> Future[Any]:
        future: Future[Any] = Future()
        held = ExitStack()
        held.enter_context(lent())
        thread = threading.Thread(
            target=self._make, args=(key, make, future, held), name=MAKING, daemon=True
        )
        try:
            thread.start()
        except RuntimeError:
            # There are no threads left.
            held.close()
            raise
        self._futures[key] = future
        self._threads.add(thread)
        return future

    def _make(
        self, key: Hashable, make: Callable[[], Any], future: Future[Any], held: ExitStack
    ) -> None:
        _is_maker.set(True)
        try:
            with held, limited(Deadline(0, lambda: self._stopped)):
                value = make()
        except BaseException as error:
            self._forget(key)
            future.set_exception(error)
        else:
            self._forget(key)
            future.set_result(value)

    def _forget(self, key: Hashable) -> None:
        with self._lock:
            del self._futures[key]
            self._threads.discard(threading.current_thread())


def _another(error: BaseException) -> BaseException:
    """Return an error that says the same: each thread that raises one writes its way into it.

    Its own ``__init__`` is passed over, as it may want other arguments than were kept.
    """
    kind, arguments = type(error), error.__reduce__()[1]
    base: Any = next(each for each in kind.__mro__ if each.__module__ == "builtins")
    same: BaseException = kind.__new__(kind, *arguments)
    base.__init__(same, *arguments)
    same.__dict__.update(error.__dict__)
    same.__cause__, same.__context__ = error.__cause__, error.__context__
    same.__suppress_context__ = error.__suppress_context__
    return same.with_traceback(error.__traceback__)
