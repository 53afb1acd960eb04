"""The backend over an index on this machine: snapshots behind the seam."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from webui.search.local.answers.sync_record import last_sync
from webui.search.local.engine import ByteCache
from webui.search.local.searcher import SnapshotSearcher
from webui.search.local.snapshot.holder import SnapshotHolder
from webui.search.local.snapshot.warming import Warmer, warm_commonest_terms, warm_vocabularies
from webui.search.results.status import CacheUse

WARMERS: tuple[Warmer, ...] = (warm_vocabularies, warm_commonest_terms)
"""What is prepared when a new state is opened, in this order."""


class LocalBackend:
    """A :class:`~webui.search.backend.Backend` over the index in a folder.

    Args:
        path: of the index; there need not be one yet.
        cache_bytes: that what is decoded and derived may take.
        search_cache_bytes: of these, for what searches have read; all of them if not given.
        read_ahead: whether a thread decodes what the first searches would wait for.
    """

    def __init__(
        self,
        path: Path,
        cache_bytes: int,
        search_cache_bytes: int | None = None,
        *,
        read_ahead: bool = True,
    ) -> None:
        warmers = WARMERS if read_ahead else ()
        self._cache = ByteCache(cache_bytes, search_cache_bytes)
        self._path = path
        self._holder = SnapshotHolder(path, self._cache, warmers)

    @contextmanager
    def searcher(self) -> Iterator[SnapshotSearcher]:
        """Lend the newest snapshot."""
        with self._holder.snapshot() as snapshot:
            yield SnapshotSearcher(snapshot, partial(last_sync, self._path))

    def cache_use(self) -> CacheUse:
        """Look at the cache of what is decoded."""
        cache = self._cache
        return CacheUse(cache.size, cache.budget, cache.hits, cache.misses)

    def close(self) -> None:
        """Close the newest snapshot, once nobody uses it."""
        self._holder.close()
