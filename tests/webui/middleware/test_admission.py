"""Lanes and deadlines in front of the views."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, has_request_context, request
from flask.testing import FlaskClient

from tests.webui.clients import client_of
from tests.webui.search.library import article
from tests.webui.search.reference.backend import ReferenceBackend, ReferenceSearcher
from tests.webui.serving import settings_for, until
from webui.middleware.admission import Admission, admission_of, capacity, register
from webui.search.deadlines.deadline import ClientGoneError, PreparingError, checkpoint, is_limited

LIGHT, HEAVY = "/api/search?q=ferry", "/api/search?q=f*y"


class _Held(ReferenceBackend):
    """Does what the test says whenever a view that has a place asks for a searcher."""

    def __init__(self) -> None:
        super().__init__([article("a", "A ferry")])
        self.going = threading.Event()
        self.going.set()
        self.error: Exception | None = None
        self.limited: list[bool] = []
        self.waited: list[tuple[str, float]] = []

    @contextmanager
    def searcher(self) -> Iterator[ReferenceSearcher]:
        self.limited.append(is_limited())
        # The tag is asked for first, before there is a place.
        if has_request_context() and "cuttings.place" in request.environ:
            environ = request.environ
            self.waited.append((environ["cuttings.lane"], environ["cuttings.waited"]))
            while not self.going.wait(0.01):
                checkpoint()
            if self.error is not None:
                raise self.error
        with super().searcher() as searcher:
            yield searcher


def _lanes(client: FlaskClient) -> Admission:
    return admission_of(client.application)


@contextmanager
def _busy(backend: _Held, client: FlaskClient, path: str) -> Iterator[dict[str, Any]]:
    """Keep a request in its view within the block; its answer is there after it."""
    backend.going.clear()
    answer: dict[str, Any] = {}
    thread = threading.Thread(target=lambda: answer.update(response=client.get(path)))
    thread.start()
    until(lambda: sum(lane.running for lane in _lanes(client).lanes.values()) == 1)
    try:
        yield answer
    finally:
        backend.going.set()
        thread.join()


def test_heavy_questions_have_places_of_their_own(tmp_path: Path) -> None:
    """When they are taken, others of the kind are sent away at once, and light ones answered."""
    backend = _Held()
    client = client_of(tmp_path, backend, heavy_places="1", heavy_queue="0")
    with _busy(backend, client, HEAVY) as answer:
        refused = client.get(HEAVY)
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
        assert "Try again soon" in refused.json["error"]["message"]  # type: ignore[index]
        page = client.get("/?q=f*y")
        assert page.status_code == 503
        assert "Try again soon" in page.text
        assert page.headers["Content-Security-Policy"]
        backend.going.set()
        assert client.get(LIGHT).status_code == 200
        assert client.get("/healthz").status_code == client.get("/status").status_code == 200
    assert answer["response"].status_code == 200
    lane = _lanes(client).lanes["heavy"]
    assert (lane.running, lane.waiting, lane.refused) == (0, 0, 2)


def test_who_waits_for_a_place_gets_it(tmp_path: Path) -> None:
    """How long it waited is in the environment of the request."""
    backend = _Held()
    client = client_of(tmp_path, backend, heavy_places="1", heavy_queue="1")
    lane = _lanes(client).lanes["heavy"]
    later: dict[str, Any] = {}
    with _busy(backend, client, HEAVY) as answer:
        thread = threading.Thread(target=lambda: later.update(response=client.get(HEAVY)))
        thread.start()
        until(lambda: lane.waiting == 1)
    thread.join()
    assert answer["response"].status_code == later["response"].status_code == 200
    (name, first), (same, second) = backend.waited
    assert name == same == "heavy"
    assert first < second


def test_the_deadline_ends_what_takes_too_long(tmp_path: Path) -> None:
    """With 503 and what to do; the time in the queue counts."""
    backend = _Held()
    client = client_of(tmp_path, backend, heavy_places="1", deadline_seconds="0.3")
    lane = _lanes(client).lanes["heavy"]
    with _busy(backend, client, HEAVY) as answer:
        waited = client.get(HEAVY)
        assert waited.status_code == 503
        until(lambda: "response" in answer)
    response = answer["response"]
    assert response.status_code == 503
    assert "longer than 0.3 seconds" in response.json["error"]["message"]
    assert "Retry-After" not in response.headers
    assert lane.given_up == 2
    assert lane.running == 0


def test_what_was_waited_for_a_thread_counts(tmp_path: Path) -> None:
    """A server may say when a request was complete; what comes too late takes no place."""
    backend = _Held()
    client = client_of(tmp_path, backend, deadline_seconds="60", answer_cache_bytes="0")
    lane = _lanes(client).lanes["light"]
    for seconds, status in ((0, 200), (61, 503)):
        received = {"cuttings.received": time.monotonic() - seconds}
        response = client.get(LIGHT, environ_overrides=received)
        assert response.status_code == status
    assert response.headers["Retry-After"] == "5"
    assert (lane.given_up, lane.running, len(backend.waited)) == (1, 0, 1)


def test_what_nobody_waits_for_is_given_up(tmp_path: Path) -> None:
    """The server says that the client has gone, under either of two names."""
    backend = _Held()
    client = client_of(tmp_path, backend)
    lane = _lanes(client).lanes["light"]
    for key in ("cuttings.client_gone", "waitress.client_disconnected"):
        backend.going.clear()
        response = client.get(LIGHT, environ_overrides={key: lambda: True})
        assert response.status_code == 499
    assert (lane.abandoned, lane.given_up, lane.running) == (2, 0, 0)


@pytest.mark.parametrize(
    ("error", "status", "retried"),
    [(PreparingError(), 503, "5"), (ClientGoneError(), 499, None), (KeyError("x"), 500, None)],
)
def test_a_place_is_given_back_whatever_happens(
    tmp_path: Path, error: Exception, status: int, retried: str | None
) -> None:
    """An error is answered, and the next request finds the place free."""
    backend = _Held()
    client = client_of(tmp_path, backend, threads="1", queue="0")
    client.application.testing = False
    backend.error = error
    response = client.get(LIGHT)
    assert (response.status_code, response.headers.get("Retry-After")) == (status, retried)
    backend.error = None
    assert client.get(LIGHT).status_code == 200
    assert _lanes(client).lanes["light"].running == 0


def test_a_place_is_given_back_though_closing_fails(tmp_path: Path) -> None:
    """An export whose end fails, as when a file cannot be closed, takes nobody's place."""
    app = Flask(__name__)
    admission = register(app, settings_for(tmp_path), lambda _: "streams")

    @app.get("/")
    def export() -> Response:
        response = Response(iter(["part"]))
        response.call_on_close(lambda: next(iter(())))
        return response

    response = app.test_client().get("/")
    assert admission.lanes["streams"].running == 1
    with pytest.raises(StopIteration):
        response.close()
    assert admission.lanes["streams"].running == 0


def test_every_request_has_a_deadline_and_nothing_else(tmp_path: Path) -> None:
    """Who asks from Python has none."""
    backend = _Held()
    client = client_of(tmp_path, backend)
    for path in (LIGHT, "/healthz", "/compare?q=ferry", "/export.json"):
        client.get(path)
    assert all(backend.limited)
    with backend.searcher():
        assert not backend.limited[-1]


def test_who_has_the_answer_already_waits_for_no_place(tmp_path: Path) -> None:
    """Its tag is compared before; what is kept is given before, too."""
    backend = _Held()
    client = client_of(tmp_path, backend, threads="1", queue="0")
    tag = client.get(LIGHT).headers["ETag"]
    _lanes(client).lanes["light"].enter()
    assert client.get(LIGHT, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(LIGHT).status_code == 200
    assert client.get(f"{LIGHT}&size=10").status_code == 503


def test_a_server_has_threads_for_all_who_run_or_wait(tmp_path: Path) -> None:
    """And some for what waits for no lane."""
    settings = settings_for(
        tmp_path,
        **{"threads": "8", "queue": "20", "heavy_places": "2", "heavy_queue": "5"},
        **{"stream_places": "3", "stream_queue": "1"},
    )
    assert 39 < capacity(settings) < 50
