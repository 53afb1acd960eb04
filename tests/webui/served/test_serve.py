from __future__ import annotations

import json
import signal
import socket
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from werkzeug.security import generate_password_hash

from tests.webui.served.small_server import rest_of
from tests.webui.serving import DEADLINE, Server, command, serving, until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(sample_index: Path) -> Iterator[Server]:
    """Return a server over the sample articles that no test of this module stops."""
    with serving(sample_index) as running:
        yield running
        assert running.process.poll() is None
        status, errors = running.stop()
        # How many were refused that are no requests is said once a minute, and nothing else.
        assert status == 0
        assert all("The server itself has refused" in line for line in errors.splitlines()), errors


def exchange(server: Server, request: bytes, *, end: bool = True) -> bytes:
    """Send bytes, end the sending side if that is wanted, and return everything that comes back."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=DEADLINE) as connection:
        try:
            connection.sendall(request)
            if end:
                connection.shutdown(socket.SHUT_WR)
        except TimeoutError:
            raise
        except OSError:
            # Cut off half-way: there may be an answer all the same.
            pass
        return rest_of(connection)


def test_the_server_says_where_it_is(server: Server) -> None:
    """The address that is printed answers; the server does not say what it is made of."""
    answer = server.get("/")
    assert answer.status == 200
    assert "server" not in answer.headers
    assert answer.headers["content-length"] == str(len(answer.body))


def test_many_requests_at_once(server: Server) -> None:
    """Requests side by side are all answered, each with its own answer."""
    words = ["ferry", "bread", "tram", "museum", "tidal"] * 12

    def ask(word: str) -> tuple[str, int]:
        answer = server.get(f"/api/search?q={word}")
        assert answer.status == 200
        found = json.loads(answer.body)
        return found["query"]["text"], found["total"]

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(ask, words))
    assert [text for text, _ in answers] == words
    assert len(set(answers)) == 5


def test_slow_clients_keep_nobody_out(server: Server) -> None:
    """Hundreds of connections that send nothing, or a byte, leave room for others."""
    with ExitStack() as stack:
        for number in range(200):
            slow = stack.enter_context(
                socket.create_connection(("127.0.0.1", server.port), timeout=DEADLINE)
            )
            if number % 2:
                slow.sendall(b"GET / HT")
        assert server.get("/healthz").status == 200


def test_clients_that_leave_do_no_harm(server: Server) -> None:
    """A client may go before its answer comes."""
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", server.port), timeout=DEADLINE) as connection:
            connection.sendall(b"GET /?q=ferry&size=100 HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert server.get("/healthz").status == 200


HOST = b"Host: localhost\r\n"
MALFORMED = {
    "no request": b"GARBAGE\r\n\r\n",
    "binary": bytes(range(256)) * 4 + b"\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200,
    "a header without a colon": b"GET / HTTP/1.1\r\n" + HOST + b"nothing\r\n\r\n",
    "a header with a space": b"GET / HTTP/1.1\r\n" + HOST + b"a b : c\r\n\r\n",
    "huge headers": b"GET / HTTP/1.1\r\n" + HOST + b"A: " + b"a" * 100_000 + b"\r\n\r\n",
    "a huge address": b"GET /?q=" + b"a" * 100_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "two lengths": b"GET / HTTP/1.1\r\n"
    + HOST
    + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "a length that is none": b"GET / HTTP/1.1\r\n" + HOST + b"Content-Length: -1\r\n\r\n",
    "a huge length": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 99999999999\r\n\r\n",
    "bad chunks": b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "an unknown coding": b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: x\r\n\r\n",
    "nothing": b"",
    "line ends": b"\r\n" * 100,
}


@pytest.mark.parametrize("kind", MALFORMED)
def test_what_is_no_request_harms_nobody(server: Server, kind: str) -> None:
    """It is answered with an error that carries the headers of all others, or not at all."""
    answer = exchange(server, MALFORMED[kind])
    if answer:
        head = answer.split(b"\r\n\r\n")[0].lower()
        assert head.startswith((b"http/1.0 4", b"http/1.1 4", b"http/1.0 5", b"http/1.1 5")), head
        assert b"content-security-policy: default-src 'none'" in head
        assert b"x-content-type-options: nosniff" in head
        assert b"traceback" not in answer.lower()
    assert server.get("/healthz").status == 200


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET / HTTP/1.0\r\n" + HOST + b"Content-Length: 3\r\n\r\nabc", b"200"),
        (b"GET / HTTP/1.0\r\n" + HOST + b"\r\n", b"200"),
        (b"GET / HTTP/9.9\r\n" + HOST + b"\r\n", b"200"),
        (b"GET /?q=\xff HTTP/1.0\r\n" + HOST + b"\r\n", b"400"),
        (b"GET / HTTP/1.0\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", b"400"),
        (b"GET http://localhost/ HTTP/1.0\r\nHost: evil.example\r\n\r\n", b"400"),
        (b"get / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n", b"40"),
        (b"TRACE / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n", b"405"),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 5000\r\n\r\n" + b"a" * 5000, b"413"),
    ],
)  # fmt: skip
def test_unusual_requests_have_an_answer(
    server: Server, request_bytes: bytes, status: bytes
) -> None:
    """Bodies, old versions, missing and strange hosts are answered as they deserve."""
    answer = exchange(server, request_bytes, end=False)
    assert answer.split(b" ")[1].startswith(status), answer[:200]
    assert b"Content-Security-Policy" in answer


def test_a_forwarded_host_is_not_believed(server: Server) -> None:
    """Headers of proxies change neither the host that is checked nor any link."""
    forged = {
        "Host": "evil.example",
        "X-Forwarded-Host": "localhost",
        "Forwarded": "host=localhost",
    }
    assert server.get("/", forged).status == 400
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    answer = server.get("/article//x", forged)
    assert "evil" not in answer.headers["location"]


@settings(max_examples=60, derandomize=True, deadline=None)
@given(
    pieces=st.lists(
        st.sampled_from(
            [b"GET ", b"HEAD ", b"POST ", b"/", b"/?q=", b"http://[", b" HTTP/1.1", b" HTTP/1.0",
             b"\r\n", b"\n", b"\r\n\r\n", HOST, b"Content-Length: 5\r\n",
             b"Transfer-Encoding: chunked\r\n", b"Expect: 100-continue\r\n",
             b"0\r\n\r\n", b": ", b"\x00"]
        )
        | st.binary(max_size=20),
        max_size=14,
    )
)  # fmt: skip
@example(pieces=[b"GET ", b"http://[", b" HTTP/1.1", b"\r\n\r\n"])
def test_no_bytes_stop_the_server(server: Server, pieces: list[bytes]) -> None:
    """Whatever comes in, no answer is an internal error and the next client is served."""
    answer = exchange(server, b"".join(pieces))
    assert b" 500 " not in answer.split(b"\r\n")[0]
    assert server.get("/healthz").status == 200


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server(sample_index: Path, number: signal.Signals) -> None:
    """SIGTERM and Ctrl-C end it at once with status 0 and nothing to say."""
    with serving(sample_index) as running:
        assert running.get("/").status == 200
        assert running.stop(number) == (0, "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_right_after_the_start_ends_the_server(
    sample_index: Path, number: signal.Signals
) -> None:
    """A server that has not served anybody yet ends as quietly."""
    with serving(sample_index) as running:
        assert running.stop(number) == (0, "")


def test_an_open_connection_does_not_keep_the_server(sample_index: Path) -> None:
    """A client that stays connected does not delay the end."""
    with (
        serving(sample_index) as running,
        socket.create_connection(("127.0.0.1", running.port), timeout=DEADLINE) as connection,
    ):
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert connection.recv(1000).startswith(b"HTTP/1.1 200")
        assert running.stop() == (0, "")


def test_an_answer_is_whole_or_none_when_the_server_ends(sample_index: Path) -> None:
    """A request in flight is finished before the end, and never cut in the middle."""
    with (
        serving(sample_index) as running,
        socket.create_connection(("127.0.0.1", running.port), timeout=DEADLINE) as connection,
    ):
        connection.sendall(b"GET /?q=ferry&size=100 HTTP/1.0\r\n" + HOST + b"\r\n")
        assert running.stop() == (0, "")
        answer = rest_of(connection)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert not answer or f"Content-Length: {len(body)}".encode() in head


def test_a_port_in_use_is_said(sample_index: Path) -> None:
    """A second server on a port ends with status 2 and a sentence."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ended = command("serve", "--index", str(sample_index), "--port", str(port))
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.startswith(f"Cannot listen on 127.0.0.1:{port}: ")
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("host", ["999.1.1.1", "no such host", "192.0.2.1", "a..b"])
def test_a_host_that_is_not_here_is_said(sample_index: Path, host: str) -> None:
    """An address that cannot be listened on ends with status 2 and a sentence."""
    ended = command("serve", "--index", str(sample_index), "--host", host, "--port", "0")
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"Cannot listen on {host}:0: ")
    assert "Traceback" not in ended.stderr


def test_only_this_machine_is_listened_on(server: Server) -> None:
    """By default no other address of this machine answers."""
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.2", server.port), timeout=DEADLINE)


def test_a_name_with_several_addresses_can_be_listened_on(sample_index: Path) -> None:
    """Localhost is served and announced by its name."""
    with serving(sample_index, "--host", "localhost") as running:
        assert running.get("/", {"Host": "localhost"}).status == 200
        assert running.stop() == (0, "")


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 here")
def test_ipv6_can_be_listened_on(sample_index: Path) -> None:
    """An IPv6 address is served, and announced in brackets."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("no IPv6 here")
    with (
        serving(sample_index, "--host", "::1") as running,
        socket.create_connection(("::1", running.port), timeout=DEADLINE) as connection,
    ):
        connection.sendall(f"GET /healthz HTTP/1.0\r\nHost: [::1]:{running.port}\r\n\r\n".encode())
        assert connection.recv(1000).startswith(b"HTTP/1.0 200")


def test_the_settings_reach_the_server(sample_index: Path) -> None:
    """Trusted names come from the environment."""
    with serving(sample_index, CUTTINGS_TRUSTED_HOSTS="news.example") as running:
        assert running.get("/", {"Host": "news.example"}).status == 200
        assert running.get("/", {"Host": "localhost"}).status == 400


def test_a_bug_of_ours_is_logged_once(tmp_path: Path) -> None:
    """An index that cannot be searched is one line of the log for each request, no traceback."""
    with serving(tmp_path / "none") as running:
        assert running.get("/api/status").status == 503
        status, errors = running.stop()
    assert status == 0
    assert errors.count("There is no index in") == 1
    assert "Traceback" not in errors


def test_the_server_forgets_its_clients(server: Server) -> None:
    """After all that was done to it, the server answers as at first."""
    until(lambda: server.get("/").status == 200, seconds=5)


def test_a_server_that_others_reach_says_so_and_asks(sample_index: Path) -> None:
    """On standard error, before it says where it is; the password is that of the environment."""
    stored = generate_password_hash("twelve characters", "scrypt:16384:8:1")
    with serving(sample_index, "--host", "0.0.0.0", CUTTINGS_PASSWORD_HASH=stored) as running:  # noqa: S104
        assert running.get("/api/status").status == 401
        right = b64encode(b"anna:twelve characters").decode()
        assert running.get("/api/status", {"Authorization": f"Basic {right}"}).status == 200
        _, errors = running.stop()
    assert errors.startswith("Warning: open to the network. It listens on 0.0.0.0")


def test_a_password_that_cannot_be_read_is_said(sample_index: Path) -> None:
    """The status is 2, and the message names the setting and not what is in it."""
    told = {"CUTTINGS_PASSWORD_HASH": "secret"}
    ended = command("serve", "--index", str(sample_index), **told)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("CUTTINGS_PASSWORD_HASH: this is no hash of a password")
    assert "secret" not in ended.stderr
