"""Messages reach a mail server, a web server and a program; secrets reach nobody else."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from socketserver import StreamRequestHandler, TCPServer
from typing import Any

import pytest

from indexer.contract.errors import ChannelsError
from tests.webui.search.standing.workshop import Workshop
from webui.search.standing.channels import Address, Program, read_channels
from webui.search.standing.delivery import DeliveryError, by_channels
from webui.search.standing.messages import note_on

SECRET = "hunter2token"  # noqa: S105 - a word to look for
MESSAGE = note_on("ferries", "Ferries", 1, ["Something to be said."])


class _Mailbox:
    """Keeps what a mail server gets; refuses it with a temporary failure if told to."""

    def __init__(self) -> None:
        self.got: list[str] = []
        self.refuses = False


@pytest.fixture
def mail() -> Iterator[tuple[_Mailbox, Address]]:
    """Return a mailbox, and the channel of a mail server that fills it."""
    box = _Mailbox()

    class Conversation(StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 ready\r\n")
            while line := self.rfile.readline():
                command = line[:4].upper()
                if command == b"DATA" and not box.refuses:
                    self.wfile.write(b"354 go on\r\n")
                    lines = iter(self.rfile.readline, b".\r\n")
                    box.got.append(b"".join(lines).decode())
                refused = command == b"DATA" and box.refuses
                self.wfile.write(f"451 not now {SECRET}\r\n".encode() if refused else b"250 OK\r\n")
                if command == b"QUIT":
                    return

    with serving(TCPServer(("127.0.0.1", 0), Conversation)) as port:
        yield box, Address(f"mailto://127.0.0.1:{port}/?from=a@news.example&to=b@news.example")


@contextmanager
def serving(server: TCPServer) -> Iterator[int]:
    """Let a server serve in a thread until the block ends; give its port."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def hook() -> Iterator[tuple[list[dict[str, Any]], list[int], Address]]:
    """Return what a web server got, what it answers next, and its channel."""
    got: list[dict[str, Any]] = []
    statuses: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = statuses.pop(0) if statuses else 200
            if status == 200:
                got.append(json.loads(body))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with serving(HTTPServer(("127.0.0.1", 0), Handler)) as port:
        yield got, statuses, Address(f"json://127.0.0.1:{port}/{SECRET}")


def test_mail_arrives_also_after_a_failure(
    workshop: Workshop, mail: tuple[_Mailbox, Address]
) -> None:
    """A server that refuses gets all of it the next time."""
    box, address = mail
    box.refuses = True
    workshop.write("a", title="Ferry runs aground")
    workshop.sync()
    assert not workshop.notify({"desk": address})
    assert SECRET not in "".join(workshop.warned)
    box.refuses = False
    assert workshop.notify({"desk": address})
    assert workshop.notify({"desk": address})
    (text,) = box.got
    assert "Ferry runs aground" in text
    assert "1 article, 1 story, 0 providers" in " ".join(text.split())


def test_a_webhook_is_called_once_and_its_address_is_not_told(
    workshop: Workshop,
    hook: tuple[list[dict[str, Any]], list[int], Address],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Neither in what is said, nor in any log, also when it fails."""
    got, statuses, address = hook
    statuses.append(500)
    workshop.write("a")
    workshop.sync()
    assert not workshop.notify({"desk": address})
    assert workshop.warned == [
        "ferries to desk: not delivered, and tried again next time:"
        " its server did not take it, or was not reached."
    ]
    assert workshop.notify({"desk": address})
    assert [message["title"] for message in got] == ["ferries: 1 article, 1 story, 0 providers"]
    told = [*workshop.warned, *workshop.told, caplog.text, *capfd.readouterr(), repr(address)]
    assert SECRET not in "".join(told)
    state = (workshop.root / "state" / "ferries.json").read_text()
    assert SECRET not in state


@pytest.mark.parametrize(
    ("channel", "reason"),
    [
        (None, "there is no such channel"),
        (Address(f"nothing://{SECRET}"), "none that Apprise knows"),
        (Address(f"json://127.0.0.1:1/{SECRET}"), "was not reached"),
        (Program(("/nowhere/program", SECRET)), "cannot be run"),
        (Program(("/bin/sh", "-c", f"echo {SECRET}; exit 7")), "ended with status 7"),
    ],
)
def test_what_fails_says_why_without_a_secret(
    channel: Address | Program | None, reason: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whatever fails."""
    with pytest.raises(DeliveryError, match=reason) as caught:
        by_channels({"desk": channel} if channel else {})("desk", MESSAGE)
    assert SECRET not in "".join([str(caught.value), *capfd.readouterr()])


def test_without_apprise_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program needs no library."""
    monkeypatch.setitem(__import__("sys").modules, "apprise", None)
    deliver = by_channels({"web": Address("json://x"), "own": Program(("/bin/cat",))})
    with pytest.raises(DeliveryError, match=r"pip install 'cuttings\[notify\]'"):
        deliver("web", MESSAGE)
    deliver("own", MESSAGE)


def channels_file(folder: Path, text: str, mode: int = 0o640) -> Path:
    """Write a file of channels."""
    path = folder / "channels.yml"
    path.write_text(text)
    path.chmod(mode)
    return path


def test_channels_are_addresses_and_programs(tmp_path: Path) -> None:
    """By name, from one file; without a file there are none."""
    text = "desk: mailto://x\nown:\n  command: [keep, --all]\n  input: json\n"
    assert read_channels(channels_file(tmp_path, text), tmp_path / "searches") == {
        "desk": Address("mailto://x"),
        "own": Program(("keep", "--all"), as_json=True),
    }
    assert read_channels(None, tmp_path) == {}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"desk: [{SECRET}]\n", "line 1: a channel is an address, or command"),
        (f"desk: {{comand: {SECRET}}}\n", "a channel is an address, or command"),
        (f"desk: x: {SECRET}\n", "line 1: not YAML"),
        (f"{SECRET} x: y\n", "a name is made of letters"),
        (f"{SECRET}: x\n{SECRET}: y\n", "line 2: a key stands twice"),
    ],
)
def test_a_wrong_file_is_told_without_what_is_in_it(tmp_path: Path, text: str, reason: str) -> None:
    """By its line."""
    with pytest.raises(ChannelsError, match=reason) as caught:
        read_channels(channels_file(tmp_path, text), tmp_path / "searches")
    assert SECRET not in str(caught.value)


def test_a_file_that_others_see_is_refused(tmp_path: Path) -> None:
    """By its mode, and among the searches."""
    with pytest.raises(ChannelsError, match="open to everybody"):
        read_channels(channels_file(tmp_path, "desk: x\n", 0o644), tmp_path / "searches")
    with pytest.raises(ChannelsError, match="lies among the searches"):
        read_channels(channels_file(tmp_path, "desk: x\n"), tmp_path)
