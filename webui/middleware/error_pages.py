"""Errors → status codes and pages. The only place in the web layer that does so."""

from __future__ import annotations

import logging

from flask import Flask, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError, NotFound

from indexer.contract.errors import IndexDamagedError, IndexStateError
from webui.middleware.admission import RETRY_SECONDS, admission_of
from webui.middleware.lane import FullError, TooLateError
from webui.middleware.observing.noted import id_of, note_damage
from webui.middleware.proxies import path_asked_for
from webui.page.addresses import address
from webui.search.criteria.parameters import ParameterError
from webui.search.deadlines.deadline import (
    ClientGoneError,
    GivenUpError,
    PreparingError,
    limited,
)
from webui.search.results.base import ErrorAnswer, ErrorDetail

UNREADABLE = "This address cannot be read"
"""Heads the page of an address with a parameter that cannot be read."""

CLIENT_HAS_GONE = 499
"""Status of an answer that nobody waited for; nginx logs such requests with the same."""

# What waits in a lane.
_ASKED = {"light": "requests", "heavy": "questions that take long", "streams": "exports"}

_log = logging.getLogger(__name__)


def register_error_handlers(app: Flask) -> None:
    """Answer every error as a page, or as JSON where programs ask for JSON."""

    @app.errorhandler(ParameterError)
    def parameter(error: ParameterError) -> Response:
        return _answer(400, UNREADABLE, error.message, error.parameter)

    @app.errorhandler(IndexStateError)
    def index_state(error: IndexStateError) -> Response:
        _log.error("%s", error)
        if isinstance(error, IndexDamagedError):
            note_damage(request.environ)
        return _answer(503, "The index cannot be searched", error.public)

    @app.errorhandler(FullError)
    def full(error: FullError) -> Response:
        return _busy(f"So many {_ASKED[error.lane]} are waiting that one more would be too late.")

    @app.errorhandler(TooLateError)
    def too_late(error: TooLateError) -> Response:
        return _busy(
            f"Other {_ASKED[error.lane]} took so long that there was no time for this one."
        )

    @app.errorhandler(GivenUpError)
    def given_up(error: GivenUpError) -> Response:
        admission_of().note(error)
        if isinstance(error, ClientGoneError):
            return Response(status=CLIENT_HAS_GONE)
        # Neither is mended by the same request, unless there is something to wait for.
        if isinstance(error, PreparingError):
            return _retried(_answer(503, "Not ready yet", str(error)))
        return _answer(503, "This takes too long", str(error))

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        response = error.get_response()
        if error.code is None or error.code < 400:
            return make_response(response)
        message = error.description or error.name
        if message == NotFound.description:
            message = "There is no page at this address."
        answer = _answer(error.code, error.name, message)
        for name in ("Allow", "Retry-After", "WWW-Authenticate"):
            for text in response.headers.getlist(name):
                answer.headers.add(name, text)
        return answer

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        # %r: a path may hold line breaks, which would forge lines of the log.
        _log.exception("%s %r failed", request.method, request.path)
        message = f"Something went wrong here; the server's log has it as {id_of(request.environ)}."
        return _answer(500, InternalServerError().name, message)


def _busy(message: str) -> Response:
    return _retried(_answer(503, "Too much is asked just now", f"{message} Try again soon."))


def _retried(answer: Response) -> Response:
    answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def wants_json(path: str) -> bool:
    """Whether an address is the API's, or that of a file that is JSON."""
    return path in ("/api", "/export.json", "/feed.json") or path.startswith("/api/")


def error_json(message: str, parameter: str | None = None) -> str:
    """Return an error as programs read it.

    Args:
        message: a sentence.
        parameter: what it is about, if it is one.
    """
    return ErrorAnswer(error=ErrorDetail(parameter=parameter, message=message)).model_dump_json()


def _answer(status: int, title: str, message: str, parameter: str | None = None) -> Response:
    # What there was too little time for has to be said all the same.
    with limited(None):
        return _written(status, title, message, parameter)


def _written(status: int, title: str, message: str, parameter: str | None) -> Response:
    if wants_json(request.path):
        body = make_response(error_json(message, parameter))
        body.content_type = "application/json"
    else:
        page = render_template(
            "errors/error.html",
            title=title,
            message=message,
            parameter=parameter,
            without=address_without(parameter) if parameter else "",
        )
        body = make_response(page)
    body.status_code = status
    body.headers["Cache-Control"] = "no-store"
    return body


def address_without(parameter: str) -> str:
    """Return the address that was asked for, without one of its parameters."""
    kept = [pair for pair in request.args.items(multi=True) if pair[0] != parameter and pair[1]]
    return address(path_asked_for(), kept)
