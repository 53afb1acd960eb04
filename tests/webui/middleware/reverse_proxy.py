"""A reverse proxy that mounts a server below a prefix, as nginx or Caddy would."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_OF_A_CONNECTION = {"connection", "transfer-encoding", "date", "server"}
_SECONDS = 30.0


@dataclass
class Proxy:
    """Where the proxy is, and what went astray.

    Attributes:
        port: that it listens on, at 127.0.0.1.
        prefix: below which the server is mounted.
        outside: the paths beyond the prefix that were asked for; they are answered with 404.
    """

    port: int
    prefix: str
    outside: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """The address of the search page."""
        return f"http://127.0.0.1:{self.port}{self.prefix}/"


@contextmanager
def proxying(
    server: int, prefix: str, *, strips: bool, tells_prefix: bool = True, scheme: str = "http"
) -> Iterator[Proxy]:
    """Stand before a server of 127.0.0.1 until the block ends.

    Args:
        server: its port.
        prefix: the path that the proxy answers, and what is below it.
        strips: the prefix is taken off the path.
        tells_prefix: what is taken off is told in a header.
        scheme: that readers are said to use.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path != prefix and not path.startswith(f"{prefix}/"):
                proxy.outside.append(self.path)
                self.send_error(404)
                return
            asked = self.path.removeprefix(prefix) if strips else self.path
            headers = {
                name: text
                for name, text in self.headers.items()
                if not name.lower().startswith(("x-forwarded-", "connection"))
            }
            headers["X-Forwarded-For"] = "192.0.2.7"
            headers["X-Forwarded-Host"] = headers.pop("Host")
            headers["X-Forwarded-Proto"] = scheme
            if strips and tells_prefix:
                headers["X-Forwarded-Prefix"] = prefix
            connection = http.client.HTTPConnection("127.0.0.1", server, timeout=_SECONDS)
            try:
                connection.request("GET", "/" + asked.lstrip("/"), headers=headers)
                response = connection.getresponse()
                body = response.read()
            finally:
                connection.close()
            # Who goes on to another page does not wait.
            with suppress(ConnectionError):
                self.send_response(response.status)
                for name, text in response.getheaders():
                    if name.lower() not in _OF_A_CONNECTION:
                        self.send_header(name, text)
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    proxy = Proxy(listening.server_port, prefix)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    try:
        yield proxy
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()
