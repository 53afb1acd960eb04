"""The recipes for nginx and Caddy, started and tried where these are installed."""

from __future__ import annotations

import base64
import gzip
import http.client
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.deploy.proxies import COMMANDS, PASSWORD, USER, program, proxying
from tests.webui.serving import DEADLINE, Answer, Server, serving

pytestmark = pytest.mark.slow

BASIC = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()


@dataclass(frozen=True)
class Front:
    """A proxy, as a reader sees it."""

    port: int

    def connection(self) -> http.client.HTTPSConnection:
        """Connect to it by its name, whoever signed its certificate."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection(
            "news.example", self.port, timeout=DEADLINE, context=context
        )
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=DEADLINE)
        connection.sock = context.wrap_socket(plain, server_hostname="news.example")
        return connection

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page, with the password unless another one is given."""
        connection = self.connection()
        sent = {
            "Host": "news.example",
            "Authorization": BASIC,
            **{name.replace("_", "-"): text for name, text in headers.items()},
        }
        try:
            connection.request("GET", path, headers=sent)
            response = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, names, response.read())
        finally:
            connection.close()


@pytest.fixture(scope="module")
def server(sample_index: Path) -> Iterator[Server]:
    """Return a server as the recipes want it."""
    with serving(
        sample_index,
        CUTTINGS_PREFIX="/cuttings",
        CUTTINGS_TRUSTED_PROXY="127.0.0.1",
        CUTTINGS_TRUSTED_HOSTS="news.example",
    ) as running:
        yield running


@pytest.fixture(scope="module", params=COMMANDS)
def front(
    server: Server, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Front]:
    """Return each proxy in front of it."""
    program(request.param)
    with proxying(request.param, tmp_path_factory.mktemp("proxy"), server.port) as port:
        yield Front(port)


def test_pages_stand_below_the_prefix(front: Front) -> None:
    """Links, redirections and whole addresses are those that the reader knows."""
    page = front.get("/cuttings/?q=ferry")
    assert page.status == 200
    assert b'href="/cuttings/' in page.body
    assert front.get("/cuttings").headers["location"].endswith("/cuttings/")
    assert front.get("/cuttings/?q=&page=1").headers["location"] == "/cuttings/?page=1"
    described = front.get("/cuttings/opensearch.xml").body
    assert b'template="https://news.example/cuttings/?q={searchTerms}"' in described


def test_the_password_is_asked_for_and_not_passed_on(front: Front) -> None:
    """Without it, or with another one, no page is answered."""
    for wrong in ("", "Basic " + base64.b64encode(b"reader:x").decode()):
        answer = front.get("/cuttings/", Authorization=wrong)
        assert answer.status == 401
        assert b"ferry" not in answer.body


def test_figures_are_not_public(front: Front) -> None:
    """However the address is written; those who ask the server itself are told."""
    for path in ("metrics", "%6detrics", "/metrics", "x/../metrics", "metrics?x=1", "./metrics"):
        answer = front.get(f"/cuttings/{path}")
        assert answer.status in (301, 308, 400, 403, 404), path
        assert b"cuttings_requests" not in answer.body
    assert front.get("/metrics").status == 404


def test_what_readers_claim_is_not_believed(front: Front) -> None:
    """Headers that the proxy sets are the proxy's."""
    answer = front.get(
        "/cuttings/opensearch.xml",
        X_Forwarded_Host="evil.example",
        X_Forwarded_Proto="http",
        X_Forwarded_Prefix="/evil",
        X_Forwarded_For="192.0.2.1",
    )
    assert answer.status == 200
    assert b"evil" not in answer.body
    assert b"https://news.example/cuttings/" in answer.body
    assert front.get("/cuttings/metrics", X_Forwarded_For="127.0.0.1").status == 404


def test_answers_are_compressed_once(front: Front) -> None:
    """By the server; the proxy passes that on."""
    answer = front.get("/cuttings/api/search?q=ferry", Accept_Encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert json.loads(gzip.decompress(answer.body))["total"] == 18
    plain = front.get("/cuttings/api/search?q=ferry")
    assert "content-encoding" not in plain.headers


def test_the_proxy_names_requests(front: Front) -> None:
    """What the proxy calls a request is what the server calls it, whatever the reader says."""
    first, second = (front.get("/cuttings/help", X_Request_ID="mine") for _ in range(2))
    assert len({first.headers["x-request-id"], second.headers["x-request-id"], "mine"}) == 3
    # Of our own making are 16 characters.
    assert len(first.headers["x-request-id"]) >= 32


class _Slow(BaseHTTPRequestHandler):
    """Sends a part of an answer, and the rest when it is told to."""

    protocol_version = "HTTP/1.1"
    go_on: threading.Event

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/csv")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"6\r\nfirst\n\r\n")
        self.go_on.wait(DEADLINE)
        self.wfile.write(b"5\r\nlast\n\r\n0\r\n\r\n")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def slow_server() -> Iterator[tuple[int, threading.Event]]:
    """Run a server that waits in the middle of its answer."""
    go_on = threading.Event()
    handler = type("Handler", (_Slow,), {"go_on": go_on})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port, go_on
        finally:
            go_on.set()
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("name", COMMANDS)
def test_exports_are_passed_on_as_they_come(name: str, tmp_path: Path) -> None:
    """The first part is with the reader before the second one is written."""
    program(name)
    with slow_server() as (server, go_on), proxying(name, tmp_path, server) as port:
        connection = Front(port).connection()
        connection.request(
            "GET",
            "/cuttings/export.csv",
            headers={"Host": "news.example", "Authorization": BASIC},
        )
        response = connection.getresponse()
        assert response.readline() == b"first\n"
        go_on.set()
        assert response.read() == b"last\n"
        connection.close()
