"""Follows each request to the last byte of its answer, and tells those who want to know."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextvars import ContextVar
from ipaddress import IPv4Network, IPv6Network
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol

from indexer.contract.errors import IndexDamagedError
from webui.middleware.observing.asked import address_of, parameters_of, request_id
from webui.middleware.observing.noted import (
    found_damage,
    has_gone,
    hits_of,
    id_of,
    note_damage,
    note_id,
    route_of,
    waited_of,
)
from webui.middleware.observing.peers import is_within
from webui.middleware.observing.request_outcome import Broken, Outcome

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_log = logging.getLogger(__name__)

# An attribute of errors.
_LOGGED = "cuttings_logged"

_current: ContextVar[WSGIEnvironment | None] = ContextVar("request", default=None)


class Observer(Protocol):
    """Wants to know of requests."""

    def begun(self) -> None:
        """A request has come."""
        ...

    def ended(self, outcome: Outcome) -> None:
        """It has been answered, or given up."""
        ...


def current_request() -> dict[str, str]:
    """Return id, method and address of the request that this thread answers; nothing if none."""
    environ = _current.get()
    if environ is None:
        return {}
    return {
        "id": id_of(environ),
        "method": environ["REQUEST_METHOD"],
        "address": address_of(environ),
    }


def is_logged(error: BaseException) -> bool:
    """Whether an error is in the log already, by which an answer broke off."""
    return getattr(error, _LOGGED, False)


class Observed:
    """An application whose requests have names and are followed to their ends.

    The name is what a trusted proxy says in ``X-Request-ID``, or a new one; every response
    has it.

    Args:
        app: the application.
        trusted: proxies that may name requests.
        observers: are told of each request.
    """

    def __init__(
        self,
        app: WSGIApplication,
        trusted: Sequence[IPv4Network | IPv6Network],
        observers: Sequence[Observer],
    ) -> None:
        self._app = app
        self._trusted = trusted
        self._observers = observers

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        begun = perf_counter()
        told = environ.get("HTTP_X_REQUEST_ID")
        if told and not is_within(environ.get("REMOTE_ADDR", ""), self._trusted):
            told = None
        id = request_id(told)
        note_id(environ, id)
        _current.set(environ)
        for observer in self._observers:
            observer.begun()
        status = 500

        def start(line: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            nonlocal status
            status = int(line[:3])
            return start_response(line, [*headers, ("X-Request-ID", id)], exc_info)

        def end(sent: int, broken: Broken | None) -> None:
            outcome = Outcome(
                id=id,
                client=environ.get("REMOTE_ADDR", ""),
                route=route_of(environ),
                method=environ["REQUEST_METHOD"],
                parameters=parameters_of(environ),
                status=status,
                seconds=perf_counter() - begun,
                hits=hits_of(environ),
                waited=waited_of(environ),
                sent=sent,
                broken=broken,
                damaged=found_damage(environ),
            )
            for observer in self._observers:
                observer.ended(outcome)
            _current.set(None)

        try:
            parts = self._app(environ, start)
        except BaseException:
            end(0, "error")
            raise
        return _Followed(parts, end, environ)


class _Followed:
    """The parts of an answer, counted as they are taken."""

    def __init__(
        self,
        parts: Iterable[bytes],
        end: Callable[[int, Broken | None], None],
        environ: WSGIEnvironment,
    ) -> None:
        self._parts = parts
        self._iterator = iter(parts)
        self._end = end
        self._environ = environ
        self._sent = 0
        self._whole = False
        self._ended = False

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            part = next(self._iterator)
        except StopIteration:
            self._whole = True
            raise
        except Exception as error:
            if has_gone(self._environ):
                self._finish("client")
                raise
            _log.exception("An answer broke off after %d bytes", self._sent)
            setattr(error, _LOGGED, True)
            if isinstance(error, IndexDamagedError):
                note_damage(self._environ)
            self._finish("error")
            raise
        self._sent += len(part)
        return part

    def close(self) -> None:
        try:
            if close := getattr(self._parts, "close", None):
                close()
        finally:
            self._finish(None if self._whole else "client")

    def _finish(self, broken: Broken | None) -> None:
        if not self._ended:
            self._ended = True
            self._end(self._sent, broken)
