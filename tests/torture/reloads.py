"""Reloads, or the end, of a server that is being asked: no request may be lost.

``python -m tests.torture.reloads INDEX --seconds 60`` starts a server over an index, asks it by
eight clients, half of which keep their connections, and reloads it again and again. With ``--end``
it is ended by SIGTERM instead while requests run, and started anew. Prints one JSON object;
exit status 1 if a request was lost.
"""

from __future__ import annotations

import argparse
import http.client
import json
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

# A heavy question, so that requests are running when the signal comes.
_QUESTIONS = ("/api/search?q=*a*+OR+*e*", "/api/search?q=ferry", "/compare?q=a*&q=e*")


def main() -> int:
    """Run the tool."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("index", type=Path)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--clients", type=int, default=8)
    options.add_argument("--workers", type=int, default=1)
    options.add_argument("--end", action="store_true", help="SIGTERM instead of SIGHUP")
    told = options.parse_args()
    count: Counter[str] = Counter()
    end = time.monotonic() + told.seconds
    while True:
        server, port = _start(told.index, told.workers)
        if told.end:
            _end(server, port, told.clients, count)
        else:
            _reload(server, port, told.clients, end, count)
        if time.monotonic() >= end:
            break
    print(json.dumps(dict(count)))  # noqa: T201
    return 1 if count["lost"] or not count["answered"] else 0


def _start(index: Path, workers: int) -> tuple[subprocess.Popen[str], int]:
    server = subprocess.Popen(
        [
            sys.executable, "-m", "webui", "serve", "--index", str(index), "--port", "0",
            "--workers", str(workers),
        ],
        stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert server.stdout is not None
    return server, int(server.stdout.readline().split("/")[2].rpartition(":")[2])


def _reload(
    server: subprocess.Popen[str], port: int, clients: int, end: float, count: Counter[str]
) -> None:
    done = threading.Event()
    asking = [
        threading.Thread(target=_ask, args=(port, number % 2 == 0, done, count))
        for number in range(clients)
    ]
    for each in asking:
        each.start()
    while time.monotonic() < end:
        time.sleep(5)
        server.send_signal(signal.SIGHUP)
        count["reloads"] += 1
    done.set()
    for each in asking:
        each.join()
    server.terminate()
    count["exit status"] |= server.wait()


def _ask(port: int, keep: bool, done: threading.Event, count: Counter[str]) -> None:
    number = 0
    connection: http.client.HTTPConnection | None = None
    while not done.is_set():
        connection = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        number += 1
        try:
            connection.request("GET", _QUESTIONS[number % len(_QUESTIONS)])
            response = connection.getresponse()
            response.read()
            lost = response.status not in (200, 503)
            count["refused"] += response.status == 503
            closes = response.headers["Connection"] == "close"
        except (OSError, http.client.HTTPException) as error:
            sys.stderr.write(f"{error!r}\n")
            lost = closes = True
        count["lost" if lost else "answered"] += 1
        if closes or not keep:
            connection.close()
            connection = None


def _end(server: subprocess.Popen[str], port: int, clients: int, count: Counter[str]) -> None:
    connections = [
        http.client.HTTPConnection("127.0.0.1", port, timeout=60) for _ in range(clients)
    ]
    for number, connection in enumerate(connections):
        connection.request("GET", _QUESTIONS[number % len(_QUESTIONS)])
    server.terminate()
    for connection in connections:
        try:
            response = connection.getresponse()
            response.read()
            count["answered" if response.status in (200, 503) else "lost"] += 1
        except (OSError, http.client.HTTPException) as error:
            sys.stderr.write(f"{error!r}\n")
            count["lost"] += 1
        finally:
            connection.close()
    count["ends"] += 1
    count["exit status"] |= server.wait()


if __name__ == "__main__":
    sys.exit(main())
