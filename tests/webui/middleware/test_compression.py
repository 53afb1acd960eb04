"""Answers in few bytes."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from tests.webui.clients import page_of
from tests.webui.serving import serving
from tests.webui.views.test_api import FERRY
from webui.middleware.compression import register

GZIP = {"Accept-Encoding": "gzip"}
LARGE = ("/", f"/article/{FERRY}", "/status", "/api/search", "/static/styles/site.css")
SMALL = ("/healthz", "/api/status", "/static/icon.svg")

CHUNKS = 20_000

BUDGET = 64_000
"""Bytes that a page, and all that it links, may have on the wire."""


def stripped(body: bytes) -> bytes:
    """Return a body without what differs from one answer to the next: the time that it took."""
    lines = body.splitlines()
    return b"\n".join(line for line in lines if b"answered in" not in line)


@pytest.mark.parametrize("path", LARGE)
def test_a_browser_that_reads_gzip_gets_fewer_bytes_of_the_same(
    client: FlaskClient, path: str
) -> None:
    """Decompressed, a body is what is sent to others, and the length is that of what is sent."""
    plain, packed = client.get(path), client.get(path, headers=GZIP)
    assert plain.content_encoding is None
    assert packed.content_encoding == "gzip"
    assert len(packed.data) < len(plain.data)
    assert packed.content_length == len(packed.data)
    if path.startswith("/api"):
        sent, read = plain.json, json.loads(gzip.decompress(packed.data))
        assert sent is not None
        assert {**read, "took_ms": 0} == {**sent, "took_ms": 0}
    else:
        assert stripped(gzip.decompress(packed.data)) == stripped(plain.data)
    assert packed.content_type == plain.content_type


@pytest.mark.parametrize("path", [*LARGE, *SMALL, "/nowhere", "/api/nothing", "/?page=0"])
@pytest.mark.parametrize("headers", [{}, GZIP])
def test_caches_are_told_that_the_encoding_matters(
    client: FlaskClient, path: str, headers: dict[str, str]
) -> None:
    """Whether compressed or not, an answer says on what that depended."""
    assert "Accept-Encoding" in client.get(path, headers=headers).vary


@pytest.mark.parametrize("path", [*LARGE, *SMALL])
def test_head_has_the_headers_of_get(client: FlaskClient, path: str) -> None:
    """HEAD announces the encoding that GET has, and sends nothing."""
    head, whole = client.head(path, headers=GZIP), client.get(path, headers=GZIP)
    assert head.data == b""
    assert set(head.headers.keys()) == set(whole.headers.keys())
    assert head.content_encoding == whole.content_encoding
    assert head.headers.get("ETag") == whole.headers.get("ETag")


@pytest.mark.parametrize("path", SMALL)
def test_what_is_small_is_left_alone(client: FlaskClient, path: str) -> None:
    """Below a thousand bytes nothing is won."""
    response = client.get(path, headers=GZIP)
    assert len(response.data) < 1000
    assert response.content_encoding is None


@pytest.mark.parametrize("path", ["/nowhere", "/?page=0", "/api/search?page=0"])
def test_errors_are_left_alone(client: FlaskClient, path: str) -> None:
    """What is no answer is sent as it is."""
    response = client.get(path, headers=GZIP)
    assert response.status_code in (400, 404)
    assert response.content_encoding is None


@pytest.mark.parametrize(
    "accepted",
    ["gzip", "GZIP", "deflate, gzip;q=0.5, br", "*", "*;q=0.1", "*;q=0, gzip"],
)
def test_gzip_is_sent_to_whoever_takes_it(client: FlaskClient, accepted: str) -> None:
    """However it is asked for."""
    response = client.get("/", headers={"Accept-Encoding": accepted})
    assert response.content_encoding == "gzip"


@pytest.mark.parametrize(
    "accepted",
    [
        "", "identity", "br, deflate", "gzip;q=0", "gzip;q=0.0, *;q=1", "*;q=0", "gzipx", "x-gzi",
        ";;;,,,", "\xff\xfe", "g" * 10_000, ",".join(f"x{number}" for number in range(2000)),
    ],
)  # fmt: skip
def test_it_is_sent_to_nobody_else(client: FlaskClient, accepted: str) -> None:
    """Whatever stands in the header, the page is answered, and readable."""
    response = client.get("/", headers={"Accept-Encoding": accepted})
    assert response.status_code == 200
    assert response.content_encoding is None
    assert response.data.startswith(b"<!doctype html>")


@pytest.mark.parametrize(
    "accepted", ["gzip;q=nan", "gzip;q=inf", "gzip;q=-1", "gzip;q=1e999", "gzip;q=", 'gzip;q="1"']
)
def test_a_strange_quality_is_no_error(client: FlaskClient, accepted: str) -> None:
    """What no browser sends is answered one way or the other, and says which."""
    response = client.get("/", headers={"Accept-Encoding": accepted})
    assert response.status_code == 200
    body = response.data
    if response.content_encoding == "gzip":
        body = gzip.decompress(body)
    assert body.startswith(b"<!doctype html>")


@pytest.mark.parametrize("headers", [{}, GZIP])
def test_a_known_file_is_not_sent_again(client: FlaskClient, headers: dict[str, str]) -> None:
    """The tag of a file works in either encoding; compressed it is a weak one."""
    for link in [each.href for each in page_of(client, "/").loaded]:
        first = client.get(link, headers=headers)
        tag = first.headers["ETag"]
        assert tag.startswith("W/") == (first.content_encoding == "gzip")
        for accepted in ({}, GZIP):
            again = client.get(link, headers={**accepted, "If-None-Match": tag})
            assert (again.status_code, again.data) == (304, b"")
            assert again.cache_control.immutable
            assert "Accept-Encoding" in again.vary


def test_a_part_of_a_file_is_never_compressed(client: FlaskClient) -> None:
    """A range is one of the bytes of the file itself."""
    path = "/static/styles/site.css"
    part = client.get(path, headers={**GZIP, "Range": "bytes=0-1999"})
    assert part.status_code == 206
    assert part.content_encoding is None
    assert part.data == client.get(path).data[:2000]


def streaming(body: Iterator[bytes], closed: list[bool]) -> FlaskClient:
    """Return a client of an application that streams a body at /stream."""
    app = Flask(__name__)
    register(app)

    @app.get("/stream")
    def stream() -> Response:
        response = Response(body, mimetype="text/csv")
        response.call_on_close(lambda: closed.append(True))
        return response

    return app.test_client()


def test_a_stream_passes_bit_by_bit() -> None:
    """Compression begins before the body is whole, and what comes out is the same."""
    made = 0

    def body() -> Iterator[bytes]:
        nonlocal made
        for number in range(CHUNKS):
            made += 1
            yield sha256(number.to_bytes(4)).hexdigest().encode()

    closed: list[bool] = []
    response = streaming(body(), closed).get("/stream", headers=GZIP, buffered=False)
    assert response.content_encoding == "gzip"
    assert response.content_length is None
    chunks = response.iter_encoded()
    first = next(chunks)
    assert made < CHUNKS / 2
    whole = gzip.decompress(first + b"".join(chunks))
    assert whole == b"".join(
        sha256(number.to_bytes(4)).hexdigest().encode() for number in range(CHUNKS)
    )
    response.close()
    assert closed == [True]


def test_a_stream_that_nobody_reads_to_its_end_is_closed() -> None:
    """What a stream holds open is given back when a browser hangs up."""
    ended = []

    def body() -> Iterator[bytes]:
        try:
            while True:
                yield b"x" * 1000
        finally:
            ended.append(True)

    closed: list[bool] = []
    response = streaming(body(), closed).get("/stream", headers=GZIP, buffered=False)
    next(iter(response.iter_encoded()))
    response.close()
    assert (ended, closed) == ([True], [True])


def test_a_large_file_is_never_held_whole(tmp_path: Path) -> None:
    """A file beyond a megabyte is compressed as it is read."""
    (tmp_path / "large.txt").write_bytes(b"all the same\n" * 200_000)
    app = Flask(__name__, static_folder=str(tmp_path), static_url_path="/static")
    register(app)
    with app.test_client().get("/static/large.txt", headers=GZIP) as response:
        assert response.content_encoding == "gzip"
        assert "Content-Length" not in response.headers
        assert gzip.decompress(response.data) == (tmp_path / "large.txt").read_bytes()


def test_the_server_sends_what_was_compressed(sample_index: Path) -> None:
    """Through the real server a compressed page arrives whole, HEAD without a body."""
    with serving(sample_index) as server:
        answer = server.get("/?size=100", GZIP)
        assert answer.headers["content-encoding"] == "gzip"
        assert int(answer.headers["content-length"]) == len(answer.body)
        assert gzip.decompress(answer.body).rstrip().endswith(b"</html>")
        head = server.get("/?size=100", GZIP, method="HEAD")
        assert (head.headers["content-encoding"], head.body) == ("gzip", b"")


def test_a_page_of_a_hundred_hits_is_small(client: FlaskClient) -> None:
    """The largest page of the sample fits the budget."""
    response = client.get("/?size=100&facet_size=20", headers=GZIP)
    assert response.content_encoding == "gzip"
    assert len(response.data) < BUDGET


@pytest.mark.parametrize(
    "path", ["/", f"/article/{FERRY}", "/compare?q=ferry", "/coverage?q=ferry"]
)
def test_what_a_page_loads_is_small(client: FlaskClient, path: str) -> None:
    """Styles, scripts and what scripts load later fit the budget together."""
    page = page_of(client, path)
    addresses = [each.href for each in page.loaded]
    addresses += [each.attributes["src"] for each in page.all("script")]
    addresses += [
        each.attributes["data-combobox"]
        for each in page.elements
        if "data-combobox" in each.attributes
    ]
    assert len(addresses) >= 9
    sizes = [len(client.get(address, headers=GZIP).data) for address in addresses]
    assert sum(sizes) < BUDGET
