"""Thousands of connections that trickle, and one client beside them that only wants an answer."""

from __future__ import annotations

import http.client
import multiprocessing
import random
import resource
import selectors
import socket
import time
from contextlib import suppress
from itertools import cycle
from multiprocessing.synchronize import Event

from tests.torture.asked_server import asked_server, index_to_ask
from tests.torture.tally import Report

NAME = "connections"

# What was seen to stop the server, what it holds and more, and none, to compare with.
_FLOODS = (0, 520, 2000, 5000)
_LATE_SECONDS = 0.5
_PATHS = ("/api/search?q=ferry", "/healthz", "/")
_AT_A_TIME = 50
_ROUND_SECONDS = 15.0


def run(seed: int, seconds: float, report: Report) -> None:
    """Ask one short question after the other, each on a connection of its own, beside a flood.

    An answer that takes half a second counts as failed, as one that is none does.
    """
    chance = random.Random(seed)  # noqa: S311
    with index_to_ask() as index, asked_server(index) as (_, port):
        for path in _PATHS:
            _ask(port, path, [])
        for flood in cycle(_FLOODS):
            left = report.left(seconds)
            if left <= 0 and report.tried:
                return
            _round(port, flood, chance.randrange(2**32), min(_ROUND_SECONDS, max(left, 1)), report)


def _round(port: int, flood: int, seed: int, seconds: float, report: Report) -> None:
    done = multiprocessing.Event()
    # In a process of its own, or the questions would wait for the flood to be made.
    trickling = multiprocessing.Process(target=trickle, args=(port, flood, seed, done))
    trickling.start()
    times: list[float] = []
    end = time.monotonic() + seconds
    try:
        for path in cycle(_PATHS):
            if time.monotonic() >= end:
                break
            report.attempt()
            wrong = _ask(port, path, times)
            if wrong is None and times[-1] > _LATE_SECONDS:
                wrong = f"an answer after {times[-1]:.2f} s"
            if wrong is not None:
                report.fail(f"seed {seed}, {flood} connections, {path}: {wrong}")
            time.sleep(0.01)
    finally:
        done.set()
        trickling.join()
    if times:
        times.sort()
        late = times[int(len(times) * 0.99)]
        text = f"p99 {1000 * late:.0f} ms, {1000 * times[-1]:.0f} ms at the most, beside {flood:,}"
        report.measure(times[-1], text)


def _ask(port: int, path: str, times: list[float]) -> str | None:
    """Ask once and note the seconds; return what was wrong with the answer."""
    begun = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        times.append(time.monotonic() - begun)
        return None if response.status == 200 else f"status {response.status}"
    except (OSError, http.client.HTTPException) as error:
        return repr(error)
    finally:
        connection.close()


def trickle(port: int, most: int, seed: int, done: Event) -> None:
    """Keep as many connections open as are wanted, and send a byte now and then on each."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most + 500, hard), hard))
    chance = random.Random(seed)  # noqa: S311
    connections: list[socket.socket] = []
    with selectors.DefaultSelector() as selector:
        while not done.is_set():
            for _ in range(min(most - len(connections), _AT_A_TIME)):
                connection = socket.socket()
                connection.setblocking(False)
                connection.connect_ex(("127.0.0.1", port))
                selector.register(connection, selectors.EVENT_READ)
                connections.append(connection)
            for connection in chance.sample(connections, min(len(connections), 100)):
                with suppress(OSError):
                    connection.send(chance.choice([b"G", b"GET / HT", b"\r\n", b"x"]))
            ended = {key.fileobj for key, _ in selector.select(0.01)}
            time.sleep(0.01)
            for connection in [each for each in connections if each in ended]:
                selector.unregister(connection)
                connection.close()
            connections = [each for each in connections if each not in ended]
    for connection in connections:
        connection.close()
