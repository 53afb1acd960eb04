"""How a cluster is laid out, filled, and what that took."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.cluster.committing_articles import Written, commit
from indexer.contract.article import Article
from indexer.contract.cluster.connection import connect
from indexer.contract.settings import Settings
from tests.benchmark.engines.cuttings import fingerprint
from tests.cluster.nodes import Cluster as Nodes


@dataclass(frozen=True, slots=True)
class Layout:
    """Nodes, and how the index lies on them.

    Attributes:
        nodes: processes of OpenSearch.
        shards: that the articles are spread over.
        replicas: further copies of each shard.
    """

    nodes: int
    shards: int
    replicas: int

    @property
    def name(self) -> str:
        """What the report calls it."""
        return f"{_so_many(self.nodes, 'node')}, {_so_many(self.shards, 'shard')}" + (
            f", {_so_many(self.replicas, 'replica')}" if self.replicas else ""
        )


@dataclass(frozen=True, slots=True)
class Filled:
    """A cluster with an archive in it.

    Attributes:
        settings: by which it is reached.
        seconds: that writing took, without making the articles, until readers saw them.
        disk: bytes of all copies of the index.
        resident: bytes of memory of all nodes together.
    """

    settings: Settings
    seconds: float
    disk: int
    resident: int


@contextmanager
def filled(
    layout: Layout, folder: Path, heap: str, articles: Iterable[Article]
) -> Iterator[Filled]:
    """Start nodes, write articles in one commit, and keep them until the block ends.

    Args:
        layout: of the cluster.
        folder: for its data.
        heap: of each node, as Java writes it.
        articles: made while they are written.
    """
    with Nodes(folder, layout.nodes, heap=heap, warm=True) as nodes:
        settings = Settings(backend="opensearch", opensearch_url=",".join(nodes.urls))
        cluster = connect(settings)
        clock = _Clock()
        started = time.perf_counter()
        commit(
            cluster,
            clock.written(articles),
            shards=layout.shards,
            replicas=layout.replicas,
        )
        seconds = time.perf_counter() - started - clock.seconds
        cluster.close()
        nodes.wait()
        stats: Any = nodes.request("GET", f"/{settings.opensearch_index}-*/_stats/store")
        yield Filled(
            settings=settings,
            seconds=seconds,
            disk=int(stats["_all"]["total"]["store"]["size_in_bytes"]),
            resident=sum(_resident(node.process.pid) for node in nodes.nodes if node.process),
        )


class _Clock:
    """Adds up how long it takes to make articles, in seconds."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def written(self, articles: Iterable[Article]) -> Iterator[Written]:
        iterator = iter(articles)
        while True:
            started = time.perf_counter()
            article = next(iterator, None)
            self.seconds += time.perf_counter() - started
            if article is None:
                return
            yield article, fingerprint(article), None


def _so_many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _resident(process: int) -> int:
    """Return the bytes that a process has in memory; 0 where the system does not tell."""
    status = Path(f"/proc/{process}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:")), 0)
