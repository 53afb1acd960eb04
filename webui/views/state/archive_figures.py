"""The figures of the archive: its state, its last sync, and what is kept of it in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version

from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from indexer.contract.errors import IndexStateError
from webui.search.backend import Backend, Searcher
from webui.search.results.status import CacheUse

_OF_CACHE = (
    "Memory of what is decoded of the index.",
    "Memory that it may take.",
    "Times that something was there.",
    "Times that it had to be decoded.",
)


class ArchiveFigures(Collector):
    """Asks the archive whenever somebody asks for figures."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def describe(self) -> Iterable[Metric]:
        """Return nothing: the archive need not be there yet."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Yield what the newest state says, if it can be read, and what is in memory."""
        yield InfoMetricFamily(
            "cuttings", "Which program answers.", {"version": version("cuttings")}
        )
        try:
            with self._backend.searcher() as searcher:
                figures = [*_of_state(searcher)]
            ready = 1
        except IndexStateError:
            figures, ready = [], 0
        yield _gauge("cuttings_ready", "Whether searches can be answered.", ready)
        yield from figures
        if use := self._backend.cache_use():
            yield from figures_of_cache("cuttings_cache", _OF_CACHE, use)


def _of_state(searcher: Searcher) -> Iterator[Metric]:
    searcher.check()
    state = searcher.state
    yield _gauge("cuttings_index_generation", "Which state answers.", state.generation)
    yield _gauge("cuttings_index_articles", "Articles in the index.", state.articles)
    last = searcher.last_sync
    # One that was refused, or failed, is none.
    done = (last.done if last else None) or state.synced
    synced = datetime.fromisoformat(done)
    yield _gauge(
        "cuttings_last_sync_timestamp_seconds",
        "When the last sync ended that was done, in seconds since 1970.",
        synced.timestamp(),
    )
    yield _gauge(
        "cuttings_last_sync_age_seconds",
        "How long ago the last sync ended that was done.",
        (datetime.now(UTC) - synced).total_seconds(),
    )
    if last is None:
        return
    refused = "Whether the last sync did nothing, since it would have deleted too much, or failed."
    yield _gauge("cuttings_last_sync_not_done", refused, int(last.result != "done"))
    failures = GaugeMetricFamily(
        "cuttings_sync_failures", "Files that cannot be read, by cause.", labels=("cause",)
    )
    for each in last.causes:
        failures.add_metric((each.cause,), each.count)
    yield failures


def figures_of_cache(name: str, help: Sequence[str], use: CacheUse) -> Iterator[Metric]:
    """Yield the figures of something that is kept in memory.

    Args:
        name: that theirs begin with.
        help: of bytes, limit, hits and misses.
        use: of it.
    """
    yield _gauge(f"{name}_bytes", help[0], use.bytes)
    yield _gauge(f"{name}_limit_bytes", help[1], use.limit)
    hits = CounterMetricFamily(f"{name}_hits", help[2])
    hits.add_metric((), use.hits)
    yield hits
    misses = CounterMetricFamily(f"{name}_misses", help[3])
    misses.add_metric((), use.misses)
    yield misses


def _gauge(name: str, help: str, value: float) -> Metric:
    return GaugeMetricFamily(name, help, value)
