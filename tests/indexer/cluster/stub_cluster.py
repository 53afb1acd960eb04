"""A server that answers as it is told to, in the place of a cluster."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, TypeAlias

from indexer.contract.cluster.connection import Cluster, connect
from indexer.contract.settings import Settings

ROOT = {"version": {"distribution": "opensearch", "number": "2.19.6"}}
"""What a cluster says of itself."""

Answer: TypeAlias = tuple[int, Any]


class Asked(NamedTuple):
    """A request that came."""

    method: str
    path: str
    body: bytes

    @property
    def operations(self) -> list[tuple[str, str]]:
        """Actions and ids of a bulk request."""
        lines = [json.loads(line) for line in self.body.splitlines()]
        actions = ("index", "update", "delete")
        return [
            (action, line[action]["_id"])
            for line in lines
            for action in actions
            if isinstance(line.get(action), dict) and "_id" in line[action]
        ]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Say nothing: who asked had no time to wait for the answer."""


@contextmanager
def stub_cluster(
    answer: Callable[[Asked], Answer], root: Any = ROOT, **options: Any
) -> Iterator[Cluster]:
    """Give a cluster that answers so; a text is sent as it is."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            size = int(self.headers.get("content-length", 0))
            asked = Asked(self.command, self.path, self.rfile.read(size))
            status, said = (200, root) if self.path == "/" else answer(asked)
            data = (said if isinstance(said, str) else json.dumps(said)).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_PUT = do_POST = do_DELETE = _answer  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    server = _Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    cluster = connect(Settings(backend="opensearch", opensearch_url=url, **options))
    try:
        yield cluster
    finally:
        cluster.close()
        server.shutdown()
        server.server_close()
        thread.join()


def bulk_answer(asked: Asked, failing: Callable[[str], Any] = lambda _: None) -> Answer:
    """Answer a bulk request: each item well, or as ``failing`` says of its id."""
    items = []
    for action, id in asked.operations:
        wrong = failing(id)
        items.append({action: {"_id": id, **(wrong or {"status": 200})}})
    return 200, {
        "errors": any("error" in each for item in items for each in item.values()),
        "items": items,
    }
