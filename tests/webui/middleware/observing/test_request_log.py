"""One line a request, which says what was asked and what came of it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import example, given
from hypothesis import strategies as st

from tests.webui.clients import client_of
from webui.middleware.observing.asked import address_of, parameters, request_id
from webui.middleware.observing.floods import MOST_EQUAL
from webui.middleware.observing.log_lines import REQUESTS
from webui.middleware.observing.logging_to import log_to

PEER = "192.0.2.7"


@contextmanager
def written(log: str) -> Iterator[io.StringIO]:
    """Write the log to a text while the block lasts."""
    root, before = logging.getLogger(), logging.getLogger().handlers[:]
    level = root.level
    stream = io.StringIO()
    with closing(log_to(stream, log)):
        try:
            yield stream
        finally:
            root.handlers[:] = before
            root.setLevel(level)
            REQUESTS.setLevel(logging.NOTSET)


def lines_of(stream: io.StringIO) -> list[dict[str, Any]]:
    """Return the lines that were written, each read as JSON."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def broken(client: FlaskClient) -> None:
    """Add an address that fails, and one whose answer fails after its first part."""

    @client.application.get("/api/bug")
    def bug() -> str:
        raise RuntimeError("secret\n{}")

    @client.application.get("/half")
    def half() -> Any:
        def parts() -> Iterator[bytes]:
            yield b"one"
            raise RuntimeError("later")

        return client.application.response_class(parts())


def test_a_line_has_what_was_asked_and_what_came_of_it(client: FlaskClient) -> None:
    """Rule of the address, parameters in their order, status, time, hits, waiting and bytes."""
    with written(log="json") as stream:
        answer = client.get("/api/search?q=ferry&topic=Food&topic=Transport&token=s3cret")
        client.get("/article/nobody")
        client.get("/?q=ferry")
    assert answer.status_code == 400
    first, second, third = lines_of(stream)
    assert list(first) == [
        *("time", "level", "logger", "id", "route", "method", "parameters", "status", "ms"),
        *("hits", "waited", "bytes"),
    ]
    assert first["id"] == answer.headers["X-Request-ID"]
    assert (first["route"], first["method"], first["status"]) == ("/api/search", "GET", 400)
    assert first["parameters"] == [
        ["q", "ferry"], ["topic", "Food"], ["topic", "Transport"], ["token", "redacted"],
    ]  # fmt: skip
    assert first["bytes"] == len(answer.data)
    assert (second["route"], second["status"]) == ("/article/<path:article_id>", 404)
    assert (third["route"], third["status"], third["hits"]) == ("/", 200, 18)
    assert "s3cret" not in stream.getvalue()
    assert "127.0.0.1" not in stream.getvalue()


@pytest.mark.parametrize(
    ("path", "hits"),
    [
        ("/api/search?q=ferry", 18), ("/export.csv?q=ferry", 18), ("/export.json?q=ferry", 18),
        ("/coverage?q=ferry", 18), ("/coverage.csv?q=ferry", 18), ("/citations?q=ferry", 18),
        ("/feed.atom?q=ferry", 18), ("/status", None),
    ],
)  # fmt: skip
def test_hits_are_those_of_the_search(client: FlaskClient, path: str, hits: int | None) -> None:
    """Whatever a search is asked for, the line says how much it found."""
    with written(log="json") as stream:
        assert client.get(path).status_code == 200
    (line,) = lines_of(stream)
    assert line["hits"] == hits


def test_probes_are_not_logged(client: FlaskClient) -> None:
    """What is asked every few seconds says nothing."""
    with written(log="json") as stream:
        for path in ("/healthz", "/readyz", "/metrics"):
            assert client.get(path).status_code == 200
    assert stream.getvalue() == ""


def test_an_error_is_there_with_its_trace_and_the_whole_address(sample_index: Path) -> None:
    """A 500 can be repeated: its line has the address; the trace stands there and only there."""
    client = client_of(sample_index)
    broken(client)
    with written(log="json") as stream:
        answer = client.get("/api/bug?q=a%0Ab&q=%C3%A9&token=s3cret")
    error, request = lines_of(stream)
    assert error["level"] == "error"
    assert error["id"] == request["id"] == answer.headers["X-Request-ID"]
    assert error["address"] == "/api/bug?q=a%0Ab&q=%C3%A9&token=redacted"
    assert error["traceback"].startswith("Traceback (most recent call last):\n")
    assert error["traceback"].endswith("RuntimeError: secret\n{}")
    assert (request["status"], "broken" in request) == (500, False)
    assert "Traceback" not in answer.text


def test_a_stream_is_logged_when_it_ends(sample_index: Path) -> None:
    """The line has the bytes that were sent, and says that the answer broke off, and why."""
    client = client_of(sample_index)
    broken(client)
    with written(log="json") as stream:
        response = client.get("/half", buffered=False)
        assert stream.getvalue() == ""
        with pytest.raises(RuntimeError) as caught:
            list(response.iter_encoded())
        logging.getLogger("waitress").error("Exception while serving", exc_info=caught.value)
        unread = client.get("/export.csv", buffered=False)
        unread.close()
    error, failed, left = lines_of(stream)
    assert error["message"] == "An answer broke off after 3 bytes"
    assert error["address"] == "/half"
    assert (failed["status"], failed["broken"], failed["bytes"]) == (200, "error", 3)
    assert (left["route"], left["broken"]) == ("/export.csv", "client")


@pytest.mark.parametrize("peer", ["127.0.0.1", PEER])
@pytest.mark.parametrize(
    "told", ["abc-123", "Root=1-67891233-abcdef012345678912345678", "a b", "x" * 129, "é", ""]
)
def test_only_a_trusted_proxy_names_requests(sample_index: Path, peer: str, told: str) -> None:
    """Of anybody else, and where it cannot be read, a name is made up."""
    client = client_of(sample_index, trusted_proxy=PEER)
    headers = {"X-Request-ID": told}
    answer = client.get("/help", headers=headers, environ_overrides={"REMOTE_ADDR": peer})
    readable = told in ("abc-123", "Root=1-67891233-abcdef012345678912345678")
    assert (answer.headers["X-Request-ID"] == told) == (readable and peer == PEER)
    assert answer.headers.getlist("X-Request-ID") == [answer.headers["X-Request-ID"]]


def test_addresses_of_clients_are_logged_only_if_that_is_set(sample_index: Path) -> None:
    """By default nobody's is; behind a trusted proxy it is that of the reader."""
    client = client_of(sample_index, log_addresses="1", trusted_proxy="127.0.0.1")
    with written(log="json") as stream:
        client.get("/help", headers={"X-Forwarded-For": PEER})
    assert lines_of(stream)[0]["client"] == PEER


@pytest.mark.parametrize("kind", ["json", "text"])
def test_a_count_of_what_was_left_out_is_of_no_request(sample_index: Path, kind: str) -> None:
    """It has no id and no address: those at hand are of a request that is unrelated."""
    client = client_of(sample_index)

    @client.application.get("/unrelated")
    def unrelated() -> str:
        logging.getLogger().handlers[0].close()
        return "counts are written while this is answered"

    with written(log=kind) as stream:
        for _ in range(MOST_EQUAL + 9):
            client.get("/nowhere")
        client.get("/unrelated")
    line = stream.getvalue().splitlines()[-2]
    said = "… and 9 more like this: 404 (no such address)"
    if kind == "text":
        assert line[9:] == f"INFO webui.request: {said}"
    else:
        told = json.loads(line)
        del told["time"]
        logger = "webui.request"
        assert told == {"level": "info", "logger": logger, "message": said, "left_out": 9}


def test_off_leaves_errors(sample_index: Path) -> None:
    """Without a line for each request, what went wrong is still said."""
    client = client_of(sample_index)
    broken(client)
    with written(log="off") as stream:
        client.get("/help")
        client.get("/api/bug")
    assert [line["level"] for line in lines_of(stream)] == ["error"]


def test_a_terminal_gets_lines_to_read(sample_index: Path) -> None:
    """As text, a request is a line, and a trace stands below its error, further in."""
    client = client_of(sample_index)
    broken(client)
    with written(log="text") as stream:
        client.get("/api/search?q=ferry%0A00:00:00 200&token=s3cret")
        client.get("/api/bug?q=x")
    first, error, *trace, last = stream.getvalue().splitlines()
    assert "  ?q=ferry\\n00:00:00 200&token=redacted  " in first
    assert first[8:].startswith(" 400 GET /api/search  ")
    assert " ERROR webui.middleware.error_pages: GET '/api/bug' failed [GET /api/bug?q=x, " in error
    assert all(line.startswith("    ") for line in trace)
    assert last[8:].startswith(" 500 GET /api/bug  ?q=x  ")


@pytest.mark.parametrize("kind", ["json", "text"])
@given(st.text(max_size=30), st.sampled_from(["q", "topic", "x\r\ny"]))
@example("\x1b[2J\u2028\u202e\r\n{}\x85", "q")
def test_no_text_of_a_stranger_makes_a_line(kind: str, text: str, name: str) -> None:
    """Whatever is asked for, it is one line, of characters that show."""
    client = _CLIENTS.get("client") or _CLIENTS.setdefault("client", client_of(Path("nowhere")))
    with written(log=kind) as stream:
        client.get("/opensearch.xml", query_string={name: text})
    line = stream.getvalue()
    assert line.endswith("\n")
    assert line[:-1].isprintable()
    assert kind == "text" or line.isascii()


_CLIENTS: dict[str, FlaskClient] = {}


def test_what_is_logged_of_an_address_is_bounded() -> None:
    """A long value is cut, and of many parameters the first are kept."""
    assert parameters("q=" + "a" * 5000) == [("q", "a" * 1000 + "…")]
    assert parameters("a=1&" * 150)[99:] == [("a", "1"), ("…", "50 more")]
    assert parameters("%74oken=s3cret&b&=c") == [("token", "redacted"), ("b", ""), ("", "c")]


def test_an_address_is_written_as_it_was_asked_for() -> None:
    """Path and query are escaped, and a secret is left out however its name is written."""
    environ = {
        "SCRIPT_NAME": "/cuttings",
        "PATH_INFO": "/article/\xc3\xa9\n b",
        "QUERY_STRING": "q=%C3%A9&%74oken=s3cret&token",
    }
    assert address_of(environ) == "/cuttings/article/%C3%A9%0A%20b?q=%C3%A9&%74oken=redacted&token"


def test_names_that_are_made_up_differ() -> None:
    """No two requests have the same name."""
    assert len({request_id(None) for _ in range(1000)}) == 1000
