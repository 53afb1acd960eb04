"""A server that is being asked reloads, or is told to end: no request may be lost."""

from __future__ import annotations

import http.client
import signal
import subprocess
import threading
import time
from pathlib import Path

from tests.torture.asked_server import asked_server, index_to_ask
from tests.torture.tally import Report

NAME = "reloads"

# Some take long, so that requests run when the signal comes.
_PATHS = ("/api/search?q=*a*+OR+*e*", "/api/search?q=ferry", "/compare?q=a*&q=e*", "/export.csv")
_CLIENTS = 8
_RUNNING = 20
# Refused for want of a place is an answer, too.
_ANSWERS = frozenset({200, 503})


def run(seed: int, seconds: float, report: Report) -> None:
    """Reload under eight clients, half of which keep their connections; end under twenty requests.

    Whatever is not answered whole counts as failed.
    """
    with index_to_ask() as index:
        _end(index, seed, report)
        _reload(index, seed, max(report.left(seconds) * 0.6, 5), report)
        while report.left(seconds) > 0:
            _end(index, seed, report)


def _reload(index: Path, seed: int, seconds: float, report: Report) -> None:
    done = threading.Event()
    end = time.monotonic() + seconds
    with asked_server(index, "--workers", str(1 + seed % 2)) as (server, port):
        asking = [
            threading.Thread(target=_ask, args=(port, number, done, report))
            for number in range(_CLIENTS)
        ]
        for each in asking:
            each.start()
        while time.monotonic() < end:
            server.send_signal(signal.SIGHUP)
            done.wait(4)
        done.set()
        for each in asking:
            each.join()
        server.terminate()
        _stop(server, report)


def _ask(port: int, number: int, done: threading.Event, report: Report) -> None:
    keeps = number % 2 == 0
    connection: http.client.HTTPConnection | None = None
    while not done.is_set():
        number += 1
        connection = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        path = _PATHS[number % len(_PATHS)]
        wrong, closes = _answer(connection, path)
        report.attempt()
        if wrong is not None:
            report.fail(f"reloading, {'kept' if keeps else 'new'} connection, {path}: {wrong}")
        if closes or not keeps:
            connection.close()
            connection = None


def _answer(connection: http.client.HTTPConnection, path: str) -> tuple[str | None, bool]:
    """Ask; return what was wrong with the answer, and whether the connection is of no more use."""
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
    except (OSError, http.client.HTTPException) as error:
        return repr(error), True
    closes = response.headers["Connection"] == "close"
    return None if response.status in _ANSWERS else f"status {response.status}", closes


def _end(index: Path, seed: int, report: Report) -> None:
    with asked_server(index, "--workers", str(1 + seed % 2)) as (server, port):
        connections = [
            http.client.HTTPConnection("127.0.0.1", port, timeout=60) for _ in range(_RUNNING)
        ]
        for number, connection in enumerate(connections):
            connection.request("GET", _PATHS[number % len(_PATHS)])
        begun = time.monotonic()
        server.terminate()
        for number, connection in enumerate(connections):
            report.attempt()
            try:
                response = connection.getresponse()
                response.read()
                wrong = None if response.status in _ANSWERS else f"status {response.status}"
            except (OSError, http.client.HTTPException) as error:
                wrong = repr(error)
            if wrong is not None:
                report.fail(f"SIGTERM while {_PATHS[number % len(_PATHS)]} ran: {wrong}")
            connection.close()
        _stop(server, report)
        seconds = time.monotonic() - begun
        report.measure(seconds, f"{seconds:.1f} s from SIGTERM to the end")


def _stop(server: subprocess.Popen[str], report: Report) -> None:
    report.attempt()
    if status := server.wait():
        report.fail(f"exit status {status} after SIGTERM")
