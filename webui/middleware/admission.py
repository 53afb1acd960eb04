"""Every request has a deadline, and waits for a place in a lane if there is none.

All of it is WSGI and Flask, whichever server it runs in: what a server knows of its clients it
says in the environment of a request.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from flask import Flask, Request, current_app, request

from indexer.contract.settings import Settings
from webui.middleware.asked_lane import LaneName, asked_lane
from webui.middleware.lane import Lane
from webui.middleware.observing.noted import asking_whether_gone, note_waited
from webui.search.deadlines.deadline import Deadline, limited

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

RETRY_SECONDS = 5
"""After which those who were sent away may try again."""

RECEIVED = "cuttings.received"
"""Key of the environment: when the request was complete, by the monotonic clock, if known."""

LANE = "cuttings.lane"
"""Key of the environment: the name of the lane that a request waits for, if it does for one."""

_PLACE = "cuttings.place"

# Python computes one thing at a time: two threads that do so get less done than one, for each has
# to ask for the interpreter anew whenever it has given it up. So a second answer is begun only
# where the first one takes long.
_PROMPT: Mapping[LaneName, int] = {"light": 1}

# For what waits for no lane: static files and those who ask how the server is.
_SPARE_THREADS = 4


class Admission:
    """The lanes.

    Attributes:
        lanes: by name.
    """

    def __init__(self, settings: Settings) -> None:
        self.lanes: Mapping[LaneName, Lane] = {
            name: Lane(name, places, room, _PROMPT.get(name))
            for name, (places, room) in _sizes(settings).items()
        }

    def note(self, error: BaseException) -> None:
        """Count that the request that is being answered was given up."""
        name = request.environ.get(LANE)
        if name is not None:
            self.lanes[name].count(error)


def capacity(settings: Settings) -> int:
    """Return how many threads a server needs, so that all who may run or wait have one."""
    return sum(map(sum, _sizes(settings).values())) + _SPARE_THREADS


def register(
    app: Flask, settings: Settings, lane_of: Callable[[Request], LaneName | None] = asked_lane
) -> Admission:
    """Give each request a deadline, and a place in a lane before its view is called.

    A place is given back when the answer is there, before it is sent; one in the lane of
    streams, whose answers come about while they are sent, when that has ended.

    Args:
        app: the application; the lanes are its extension ``admission``.
        settings: the deadline and the sizes of the lanes.
        lane_of: the lane that a request waits for, if any.
    """
    admission = Admission(settings)
    app.extensions["admission"] = admission
    app.wsgi_app = _Limiting(app.wsgi_app, settings.deadline_seconds)  # type: ignore[method-assign]

    @app.before_request
    def take_place() -> None:
        name = lane_of(request)
        if name is None:
            return
        environ, lane = request.environ, admission.lanes[name]
        environ[LANE] = name
        begun = time.monotonic()
        try:
            lane.enter()
        finally:
            note_waited(environ, time.monotonic() - begun)
        environ[_PLACE] = lane

    return admission


def admission_of(app: Flask | None = None) -> Admission:
    """Return the lanes of an application; of the one that answers, if none is given."""
    found: Admission = (app or current_app).extensions["admission"]
    return found


class _Limiting:
    """An application whose work has a deadline up to the answer, or up to its first bytes."""

    def __init__(self, app: WSGIApplication, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        gone = asking_whether_gone(environ)
        try:
            with limited(Deadline(self._seconds, gone, since=environ.get(RECEIVED))):
                parts = self._app(environ, start_response)
        except BaseException:
            _give_back(environ)
            raise
        if environ.get(LANE) == "streams":
            return _Sent(parts, environ)
        _give_back(environ)
        return parts


class _Sent:
    """An answer that has its place until it is closed, whatever becomes of that."""

    def __init__(self, parts: Iterable[bytes], environ: WSGIEnvironment) -> None:
        self._parts = parts
        self._iterator = iter(parts)
        self._environ = environ

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._iterator)

    def close(self) -> None:
        """Close the answer, and give the place back."""
        try:
            close = getattr(self._parts, "close", None)
            if close is not None:
                close()
        finally:
            _give_back(self._environ)


def _give_back(environ: WSGIEnvironment) -> None:
    lane = environ.pop(_PLACE, None)
    if lane is not None:
        lane.leave()


def _sizes(settings: Settings) -> dict[LaneName, tuple[int, int]]:
    """Return the places and the room of each lane."""
    return {
        "light": (settings.threads, settings.queue),
        "heavy": (settings.heavy_places, settings.heavy_queue),
        "streams": (settings.stream_places, settings.stream_queue),
    }
