"""Thousands of connections that trickle, and one client beside them that only wants an answer.

``python -m tests.torture.connections http://127.0.0.1:8000/ --trickling 5000 --seconds 30``:
opens that many connections again and again, sends a byte on each now and then, and asks one
short question after the other meanwhile, each on a connection of its own. Prints one JSON object;
exit status 1 if a question had no answer within a second.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import resource
import selectors
import socket
import sys
import threading
import time
from contextlib import suppress
from urllib.parse import urlsplit

_LATE_SECONDS = 1.0


def main() -> int:
    """Run the tool."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("address")
    options.add_argument("--trickling", type=int, default=5000, help="connections at once")
    options.add_argument("--seconds", type=float, default=30)
    options.add_argument("--question", default="/api/search?q=ferry", help="path that is asked for")
    options.add_argument("--seed", type=int, default=1)
    told = options.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(told.trickling + 200, hard), hard))
    place = urlsplit(told.address)
    host, port = place.hostname or "127.0.0.1", place.port or 80
    done = threading.Event()
    opened: list[int] = []
    flood = threading.Thread(
        target=lambda: opened.append(trickle(host, port, told.trickling, told.seed, done))
    )
    flood.start()
    # Until the flood is there.
    time.sleep(min(2.0, told.seconds / 4))
    times, failures = ask(host, port, told.question, time.monotonic() + told.seconds)
    done.set()
    flood.join()
    times.sort()
    late = sum(each > _LATE_SECONDS for each in times)
    figures = {
        "opened": opened[0],
        "asked": len(times) + failures,
        "failed": failures,
        "late": late,
        "median_ms": round(1000 * times[len(times) // 2], 1) if times else None,
        "p99_ms": round(1000 * times[int(len(times) * 0.99)], 1) if times else None,
        "worst_ms": round(1000 * times[-1], 1) if times else None,
    }
    print(json.dumps(figures))  # noqa: T201
    return 1 if failures or late or not times else 0


def trickle(host: str, port: int, most: int, seed: int, done: threading.Event) -> int:
    """Keep as many connections open as are wanted; return how many were opened in all."""
    chance = random.Random(seed)  # noqa: S311
    selector = selectors.DefaultSelector()
    connections: list[socket.socket] = []
    opened = 0
    while not done.is_set():
        for _ in range(min(most - len(connections), 200)):
            connection = socket.socket()
            connection.setblocking(False)
            connection.connect_ex((host, port))
            selector.register(connection, selectors.EVENT_READ)
            connections.append(connection)
            opened += 1
        for connection in chance.sample(connections, min(len(connections), 100)):
            with suppress(OSError):
                connection.send(chance.choice([b"G", b"GET / HT", b"\r\n", b"x"]))
        closed = {key.fileobj for key, _ in selector.select(0.01)}
        for each in closed:
            selector.unregister(each)
            each.close()  # type: ignore[union-attr]
        if closed:
            connections = [each for each in connections if each not in closed]
    for connection in connections:
        connection.close()
    selector.close()
    return opened


def ask(host: str, port: int, question: str, end: float) -> tuple[list[float], int]:
    """Ask until a moment; return the seconds of each answer, and how many there were none of."""
    times, failures = [], 0
    while time.monotonic() < end:
        begun = time.monotonic()
        connection = http.client.HTTPConnection(host, port, timeout=10)
        try:
            connection.request("GET", question)
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                failures += 1
            times.append(time.monotonic() - begun)
        except OSError:
            failures += 1
        finally:
            connection.close()
        time.sleep(0.01)
    return times, failures


if __name__ == "__main__":
    sys.exit(main())
