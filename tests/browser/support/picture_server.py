"""A server of pictures, as a provider has one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.webui.serving import DEADLINE

# One pixel.
_PICTURE = bytes.fromhex(
    "47494638396101000100800100ff0000ffffff21f90401000001002c00000000010001000002024401003b"
)


@dataclass
class PictureServer:
    """Where the pictures are, and what it was asked for.

    Attributes:
        address: with a slash at its end.
        asked: the path and the Referer of each request.
        late: pictures whose name is ``slow`` wait until it is set.
    """

    address: str
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    late: threading.Event = field(default_factory=threading.Event)

    def paths(self) -> set[str]:
        """Return the paths that were asked for."""
        return {path for path, _ in self.asked}


@contextmanager
def serving_pictures() -> Iterator[PictureServer]:
    """Serve pictures on a free port of 127.0.0.1 until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pictures.asked.append((self.path, self.headers.get("Referer")))
            if "slow" in self.path:
                pictures.late.wait(DEADLINE)
            self.send_response(404 if "gone" in self.path else 200)
            self.send_header("Content-Type", "image/gif")
            # Each page asks again.
            self.send_header("Cache-Control", "no-store")
            # Who goes on to another page does not wait.
            with suppress(ConnectionError):
                self.end_headers()
                self.wfile.write(b"" if "gone" in self.path else _PICTURE)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    pictures = PictureServer(f"http://127.0.0.1:{server.server_port}/")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield pictures
    finally:
        pictures.late.set()
        server.shutdown()
        server.server_close()
        thread.join()
