"""A real OpenSearch cluster on 127.0.0.1, one process a node."""

from __future__ import annotations

import contextlib
import json
import random
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.cluster.building import ClusterError, class_path

ADDRESS = "127.0.0.1"
# Below those that systems give to outgoing connections: a node that is started again finds its own
# ports free.
PORTS = range(20_000, 32_000)
HEAP = "512m"
# Java's second compiler makes quicker code, later; the tests are over by then.
_QUICK_START = "-XX:TieredStopAtLevel=1"
_JVM_FLAGS = ("-XX:+UseSerialGC", "-Xshare:auto", "-Dlog4j2.level=WARN")
SETTINGS = {
    "cluster.name": "cuttings-test",
    "network.host": ADDRESS,
    "node.processors": "2",
    "action.auto_create_index": "false",
    # A node that is cut off from the others refuses writes at once instead of holding them.
    "cluster.no_cluster_manager_block": "write",
    # How full the machine's disk is is no concern of the tests; those it is turn this on.
    "cluster.routing.allocation.disk.threshold_enabled": "false",
}
# Each node shares the cores with all others and with the tests.
_NICE = ("nice", "-n", "10")


@dataclass
class Node:
    """One node.

    Attributes:
        name: within the cluster.
        folder: of its data and its log.
        http_port: where it is asked.
        transport_port: where other nodes reach it.
        process: while it has been started; it may have ended.
    """

    name: str
    folder: Path
    http_port: int
    transport_port: int
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Where it is asked."""
        return f"http://{ADDRESS}:{self.http_port}"

    @property
    def alive(self) -> bool:
        """Whether its process runs."""
        return self.process is not None and self.process.poll() is None

    @property
    def log(self) -> Path:
        """The file with all that it printed."""
        return self.folder / "node.log"


def free_ports(count: int) -> list[int]:
    """Return ports of 127.0.0.1 that nobody listens on now."""
    found: list[int] = []
    for port in random.sample(PORTS, len(PORTS)):
        with socket.socket() as tried, contextlib.suppress(OSError):
            tried.bind((ADDRESS, port))
            found.append(port)
        if len(found) == count:
            return found
    raise ClusterError(f"there are no {count} free ports on {ADDRESS}")


class Cluster:
    """So many nodes that form one cluster, started for a block.

    A node ends when its standard input does: so none outlives the process that started it, however
    that one ends.

    Args:
        folder: of all data.
        nodes: how many.
        settings: of each node, over :data:`SETTINGS`.
        heap: of each node, as Java writes it.
        warm: whether it is to answer fast after a while rather than to start fast.
        patience: seconds to wait for a state of the cluster.
    """

    def __init__(
        self,
        folder: Path,
        nodes: int = 3,
        *,
        settings: Mapping[str, str] | None = None,
        heap: str = HEAP,
        warm: bool = False,
        patience: float = 90.0,
    ) -> None:
        self._patience = patience
        self._flags = [f"-Xms{heap}", f"-Xmx{heap}", *_JVM_FLAGS, *([] if warm else [_QUICK_START])]
        self._settings = SETTINGS | dict(settings or {})
        self._class_path = class_path()
        ports = iter(free_ports(2 * nodes))
        self.nodes = [
            Node(f"n{number}", folder.resolve() / f"n{number}", next(ports), next(ports))
            for number in range(nodes)
        ]

    def __enter__(self) -> Cluster:
        """Start every node, and wait until all are there and the cluster is green."""
        try:
            for node in self.nodes:
                self._start(node)
            self.wait()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop every node."""
        self.stop()

    @property
    def urls(self) -> list[str]:
        """The addresses of the nodes that run."""
        return [node.url for node in self.nodes if node.alive]

    def kill(self, number: int) -> None:
        """End one node at once (SIGKILL), as a power cut would."""
        process = self.nodes[number].process
        if process is not None:
            process.kill()
            process.wait()
            if process.stdin is not None:
                process.stdin.close()

    def restart(self, number: int, *, status: str | None = "green") -> None:
        """Start a node that has ended again, on its ports and over its data.

        Args:
            number: which.
            status: that the cluster has to reach, with every node that runs; None waits for none.
        """
        if not self.nodes[number].alive:
            self._start(self.nodes[number])
        if status is not None:
            self.wait(status)

    def heal(self) -> None:
        """Start all nodes that have ended, and wait until the cluster is green."""
        for number, node in enumerate(self.nodes):
            if not node.alive:
                self.restart(number, status=None)
        self.wait()

    def stop(self) -> None:
        """Stop every node: by closing its input, then, if it does not end, by SIGKILL."""
        running = [node.process for node in self.nodes if node.process is not None]
        for process in running:
            if process.stdin is not None:
                with contextlib.suppress(OSError):
                    process.stdin.close()
        end = time.monotonic() + 20
        for process in running:
            try:
                process.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def wait(self, status: str = "green") -> None:
        """Wait until every node that runs is in one cluster of at least this status.

        Raises:
            ClusterError: it did not become so in time, or a node ended by itself.
        """
        end = time.monotonic() + self._patience
        alive = [node for node in self.nodes if node.alive]
        last: object = "no node runs"
        while alive and time.monotonic() < end:
            wanted = f"wait_for_status={status}&wait_for_nodes={len(alive)}&timeout=5s"
            try:
                last = health = self.request("GET", f"/_cluster/health?{wanted}", node=alive[0])
                if not health["timed_out"]:
                    return
            except (OSError, ClusterError) as error:
                last = error
                time.sleep(0.2)
            for node in alive:
                if not node.alive:
                    log = node.log.read_text(encoding="utf-8", errors="replace")
                    raise ClusterError(f"{node.name} ended by itself:\n{log[-2000:]}")
        raise ClusterError(f"the cluster is not {status} after {self._patience:g} s: {last}")

    def request(
        self, method: str, path: str, body: object = None, *, node: Node | None = None
    ) -> Any:
        """Ask one node (the first that runs, unless told) with JSON, and return its JSON.

        Raises:
            ClusterError: it answered with an error.
        """
        target = node or next(each for each in self.nodes if each.alive)
        return ask(target.url, method, path, body)

    def _start(self, node: Node) -> None:
        node.folder.mkdir(parents=True, exist_ok=True)
        settings = self._settings | {
            "node.name": node.name,
            "path.home": str(node.folder),
            "http.port": str(node.http_port),
            "transport.port": str(node.transport_port),
            "discovery.seed_hosts": ",".join(f"{ADDRESS}:{n.transport_port}" for n in self.nodes),
            "cluster.initial_cluster_manager_nodes": ",".join(n.name for n in self.nodes),
        }
        command = [*_NICE, "java", *self._flags, "-cp", self._class_path, "ClusterNode"]
        command += [f"{key}={value}" for key, value in settings.items()]
        with node.log.open("ab") as log:
            node.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT
            )


def ask(url: str, method: str, path: str, body: object = None) -> Any:
    """Ask a server with JSON, and return its JSON.

    Args:
        url: of the server.
        method: of HTTP.
        path: with the parameters.
        body: becomes JSON; a list becomes JSON by lines.

    Raises:
        ClusterError: it answered with an error.
    """
    data = None if body is None else json.dumps(body).encode()
    if isinstance(body, list):
        data = "".join(f"{json.dumps(line)}\n" for line in body).encode()
    kind = "application/x-ndjson" if isinstance(body, list) else "application/json"
    asked = urllib.request.Request(  # noqa: S310
        url + path, data, {"Content-Type": kind}, method=method
    )
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310
            return json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            raise ClusterError(f"{error.code}: {error.read().decode()}") from error
