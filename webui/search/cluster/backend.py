"""The backend over an archive in a cluster of OpenSearch: snapshots behind the seam."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from indexer.contract.cluster.cluster_state import read_cluster_last_sync
from indexer.contract.cluster.connection import Cluster
from indexer.contract.errors import CuttingsError
from indexer.contract.syncs.last_sync import LastSync as SyncRecord
from webui.search.cluster.searching.request_times import seconds_for_a_document
from webui.search.cluster.state_holder import StateHolder
from webui.search.local.answers.sync_record import told
from webui.search.local.engine import ByteCache
from webui.search.local.searcher import SnapshotSearcher
from webui.search.local.snapshot.holder import READING_AHEAD
from webui.search.results.status import CacheUse, LastSync

# So long one waits for what is read ahead, at the end.
_ENDING_SECONDS = 10


class ClusterBackend:
    """A :class:`~webui.search.backend.Backend` over an archive in a cluster.

    Args:
        cluster: that has the archive; there need not be one yet. It is closed with this.
        cache_bytes: that columns, and what is read and derived, may take.
        search_cache_bytes: of these, for what searches have read; all of them if not given.
        read_ahead: whether a thread loads the columns before anybody asks.
    """

    def __init__(
        self,
        cluster: Cluster,
        cache_bytes: int,
        search_cache_bytes: int | None = None,
        *,
        read_ahead: bool = False,
    ) -> None:
        self._cluster = cluster
        self._cache = ByteCache(cache_bytes, search_cache_bytes)
        self._holder = StateHolder(cluster, self._cache)
        self._sync = LastSyncRecord(cluster)
        self._reading = threading.Thread(target=self._read_ahead, name=READING_AHEAD, daemon=True)
        if read_ahead:
            self._reading.start()

    @contextmanager
    def searcher(self) -> Iterator[SnapshotSearcher]:
        """Lend the newest state."""
        with self._holder.snapshot() as snapshot:
            yield SnapshotSearcher(snapshot, self._sync.read)

    def _read_ahead(self) -> None:
        # Whoever asks is told what is wrong.
        with suppress(CuttingsError), self._holder.snapshot():
            pass

    def cache_use(self) -> CacheUse:
        """Look at the cache of what was read."""
        cache = self._cache
        return CacheUse(cache.size, cache.budget, cache.hits, cache.misses)

    def close(self) -> None:
        """Give the newest state back, once nobody uses it, and close the connections."""
        # In the middle of NumPy's work when the interpreter ends it would abort the process.
        if self._reading.ident is not None:
            self._reading.join(_ENDING_SECONDS)
        self._holder.close()
        self._cluster.close()


class LastSyncRecord:
    """What the last sync has noted down, as the same object until that changes."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._lock = threading.Lock()
        self._record: SyncRecord | None = None
        self._told: LastSync | None = None

    def read(self) -> LastSync | None:
        """Return it; None where nobody knows."""
        # Nobody waits for what another one is asking.
        record = read_cluster_last_sync(self._cluster, seconds_for_a_document(self._cluster))
        with self._lock:
            if record != self._record:
                self._record, self._told = record, None if record is None else told(record)
            return self._told
