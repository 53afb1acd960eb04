"""What is noted of a request while it is answered: for the log, and for nobody else.

It stands in the environment of the request, which outlives what Flask knows of it: an answer
that is sent bit by bit ends later. Flask is imported late, since a process that only supervises
logs, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed.wsgi import WSGIEnvironment
    from flask import Flask

_ID = "cuttings.id"
_ROUTE = "cuttings.route"
_HITS = "cuttings.hits"
_DAMAGED = "cuttings.damaged"
_WAITED = "cuttings.waited"
# Set by the server, if it counts.
_OWN_ANSWERS = "cuttings.own_answers"
# Set by the server, if it knows.
_GONE = ("cuttings.client_gone", "waitress.client_disconnected")


def register(app: Flask) -> None:
    """Note of each request which rule its address follows."""
    from flask import request

    @app.before_request
    def note_route() -> None:
        if request.url_rule is not None:
            request.environ[_ROUTE] = request.url_rule.rule


def note_hits(total: int) -> None:
    """Note how many articles the search that is being answered has found."""
    from flask import has_request_context, request

    if has_request_context():
        request.environ[_HITS] = total


def note_damage(environ: WSGIEnvironment) -> None:
    """Note that a request found damage in the index, and is not answered for that reason."""
    environ[_DAMAGED] = True


def found_damage(environ: WSGIEnvironment) -> bool:
    """Whether a request found damage in the index."""
    return _DAMAGED in environ


def note_id(environ: WSGIEnvironment, id: str) -> None:
    """Note what a request is called in the log."""
    environ[_ID] = id


def note_waited(environ: WSGIEnvironment, seconds: float) -> None:
    """Note for how long a request has waited for a place."""
    environ[_WAITED] = seconds


def route_of(environ: WSGIEnvironment) -> str | None:
    """Return the rule that the address of a request follows; None where there is none."""
    route: str | None = environ.get(_ROUTE)
    return route


def hits_of(environ: WSGIEnvironment) -> int | None:
    """Return how many articles were found; None where nothing was looked for."""
    hits: int | None = environ.get(_HITS)
    return hits


def waited_of(environ: WSGIEnvironment) -> float:
    """Return for how many seconds a request has waited for a place."""
    return float(environ.get(_WAITED, 0.0))


def has_gone(environ: WSGIEnvironment) -> bool:
    """Whether the server says that nobody waits for the answer any more."""
    gone = asking_whether_gone(environ)
    return bool(gone is not None and gone())


def asking_whether_gone(environ: WSGIEnvironment) -> Callable[[], bool] | None:
    """Return what asks the server whether the client has gone; None if it does not know."""
    return next((environ[key] for key in _GONE if key in environ), None)


def own_answers_of(environ: WSGIEnvironment) -> dict[str, int]:
    """Return how many answers came from the server itself, by status; nothing if none is known."""
    totals = environ.get(_OWN_ANSWERS)
    return {} if totals is None else dict(totals())


def id_of(environ: WSGIEnvironment) -> str:
    """Return what a request is called in the log; empty where nobody has named it."""
    return str(environ.get(_ID, ""))
