"""The process that supervises: workers come and go, and no request is lost."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.articles import write_article
from tests.webui.serving import DEADLINE, ROOT, Server, clean_environment, serving, sync_into, until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc").exists(), reason="Linux tells who the workers are"),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small index."""
    folder = tmp_path_factory.mktemp("supervised")
    write_article(folder / "articles", "one", title="One article")
    return sync_into(folder / "index", folder / "articles")


@pytest.fixture(scope="module")
def manager(tmp_path_factory: pytest.TempPathFactory) -> Iterator[socket.socket]:
    """Return what systemd would listen to."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path_factory.mktemp("manager") / "notify"))
        listening.settimeout(DEADLINE)
        yield listening


@pytest.fixture(scope="module")
def server(index: Path, manager: socket.socket) -> Iterator[Server]:
    """Return a server with two workers."""
    with serving(index, "--workers", "2", NOTIFY_SOCKET=manager.getsockname()) as running:
        until(lambda: len(workers_of(running)) == 2)
        assert manager.recv(100) == b"READY=1"
        yield running


def workers_of(server: Server) -> set[int]:
    """Return the processes that a supervisor has started, and that have not ended."""
    pid = server.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return {int(number) for number in children.split()}


def is_running(pid: int) -> bool:
    """Whether a process is there, and not only its exit status."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def test_a_reload_loses_no_request(server: Server, manager: socket.socket) -> None:
    """Clients with and without a connection of their own see no error while workers change.

    And systemd is told of it.
    """
    before = workers_of(server)
    done = threading.Event()

    def ask(*, keep: bool) -> int:
        asked = 0
        while not done.is_set():
            with closing(http.client.HTTPConnection("127.0.0.1", server.port)) as connection:
                for _ in range(10**9 if keep else 1):
                    connection.request("GET", "/api/search?q=one")
                    response = connection.getresponse()
                    assert response.status == 200
                    response.read()
                    asked += 1
                    # Otherwise it is these that the new workers wait for.
                    time.sleep(0.005)
                    if done.is_set() or response.headers["Connection"] == "close":
                        break
        return asked

    with ThreadPoolExecutor(2) as pool:
        asking = [pool.submit(ask, keep=keep) for keep in (False, True)]
        try:
            server.process.send_signal(signal.SIGHUP)
            until(lambda: len(workers_of(server)) == 2 and not workers_of(server) & before)
        finally:
            done.set()
        assert manager.recv(100).startswith(b"RELOADING=1\nMONOTONIC_USEC=")
        assert manager.recv(100) == b"READY=1"
        assert all(each.result() > 0 for each in asking)


def test_a_worker_that_dies_is_started_again(server: Server) -> None:
    """Requests are answered again after a worker was killed."""
    before = workers_of(server)
    killed = min(before)
    os.kill(killed, signal.SIGKILL)
    until(lambda: len(workers_of(server) - before) == 1)
    assert server.get("/api/status").status == 200


# A worker that closes its connection, as before its end, and goes on as long as its supervisor.
_HOLDING_ON = r"""
import json, os, socket, sys, time
supervisor = os.getppid()
started = json.loads(sys.argv[2])
options = started["options"]
line = socket.socket(fileno=started["line"])
asked = {"host": "127.0.0.1", "port": 0, "prefix": "", "workers": 1}
line.sendall(json.dumps(asked | {"drain_seconds": options["drain_seconds"]}).encode())
line.sendall(b"\n")
socket.recv_fds(line, 8, 64)
line.sendall(b'"ready"\n')
if options["when"] == "told":
    line.recv(100)
line.close()
os.write(1, b"closed\n")
while os.getppid() == supervisor:
    time.sleep(0.1)
"""
_SUPERVISING = """
import os, sys
from webui.serving import orders, supervisor
orders._PROGRAM = sys.argv[1]
supervisor._PATIENCE_SECONDS = 0.1
options = {"drain_seconds": float(sys.argv[2]), "when": sys.argv[3]}
supervisor.Supervisor(options, lambda address: os.write(1, b'serving\\n')).run()
"""


@pytest.mark.parametrize(("drain_seconds", "when"), [("600", "told"), ("0.1", "unasked")])
def test_a_worker_that_takes_its_time_to_end_holds_up_nothing(
    drain_seconds: str, when: str
) -> None:
    """It has closed its connection and lives on: a second signal counts, and so does the time."""
    with subprocess.Popen(
        [sys.executable, "-c", _SUPERVISING, _HOLDING_ON, drain_seconds, when],
        cwd=ROOT, env=clean_environment({}), stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            said = [process.stdout.readline()]
            if when == "told":
                process.send_signal(signal.SIGTERM)
            said.append(process.stdout.readline())
            assert sorted(said) == ["closed\n", "serving\n"]
            process.send_signal(signal.SIGTERM)
            assert process.wait(DEADLINE) == 0
        finally:
            process.kill()


def test_the_supervisor_imports_next_to_nothing() -> None:
    """It needs neither arrays nor an index, nor the settings."""
    program = (
        "import sys, webui.cli, webui.serving.supervisor\n"
        "print({name.partition('.')[0] for name in sys.modules}"
        " & {'numpy', 'whoosh', 'flask', 'pydantic', 'waitress', 'indexer'})"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=clean_environment({}),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert found.stdout == "set()\n"


def test_workers_that_do_not_get_ready_change_nothing(index: Path, tmp_path: Path) -> None:
    """Where the new code is broken, the old workers go on, and a message says so."""
    shutil.copytree(ROOT / "webui", tmp_path / "webui")
    shutil.copytree(ROOT / "indexer", tmp_path / "indexer")
    process = subprocess.Popen(
        [sys.executable, "-m", "webui", "serve", "--index", index, "--port", "0"],
        cwd=tmp_path, env=clean_environment({"PYTHONPATH": str(tmp_path)}),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    with process:
        assert process.stdout is not None
        port = int(process.stdout.readline().split("/")[2].rpartition(":")[2])
        server = Server(process, port)
        before = workers_of(server)
        (tmp_path / "webui" / "app.py").write_text("raise ImportError('half an upgrade')\n")
        process.send_signal(signal.SIGHUP)
        assert process.stderr is not None
        for line in process.stderr:
            if "The reload failed, and the old workers go on" in line:
                break
        assert workers_of(server) == before
        assert server.get("/api/status").status == 200
        (worker,) = before
        process.kill()
        process.wait()
        # It has nobody any more who would end it.
        until(lambda: not is_running(worker))


def test_it_ends_when_it_was_told_to(server: Server, manager: socket.socket) -> None:
    """The last test of this server: SIGTERM ends all processes, and systemd hears of it."""
    workers = workers_of(server)
    status, errors = server.stop()
    assert status == 0
    assert "Traceback" not in errors
    assert manager.recv(100) == b"STOPPING=1"
    assert not any(map(is_running, workers))
