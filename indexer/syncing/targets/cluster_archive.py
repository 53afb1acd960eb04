"""An archive in a cluster, as a sync writes to it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import Any

from indexer.cluster.cluster_batch import ClusterBatch
from indexer.cluster.cluster_documents import cluster_document
from indexer.cluster.patience import patiently
from indexer.cluster.remembered import NO_FILES, Files, Remembered, recall
from indexer.cluster.versions import read_files
from indexer.cluster.writer_lock import WriterLock
from indexer.cluster.writing import (
    ensure_state_index,
    fenced_state,
    garbled_state,
    put_last_sync,
    remove_index,
    remove_other_indexes,
    state_of_new_index,
    write_state,
)
from indexer.contract.aliases import Aliases
from indexer.contract.cluster.cluster_errors import (
    ClusterDamagedError,
    ClusterError,
    ClusterMissingError,
    ClusterSchemaError,
    NoClusterIndexError,
)
from indexer.contract.cluster.cluster_state import (
    ClusterState,
    read_cluster_last_sync,
    read_state,
)
from indexer.contract.cluster.connection import Cluster, connect
from indexer.contract.cluster.index_names import state_index
from indexer.contract.cluster.mapping import check_mapping
from indexer.contract.errors import IndexStateError
from indexer.contract.settings import Settings
from indexer.contract.syncs.last_sync import LastSync
from indexer.syncing.known.indexed import Known
from indexer.syncing.targets.cluster_past import ClusterCurrentState, ClusterOldState
from indexer.syncing.targets.documents_anew import renamed_in_cluster
from indexer.syncing.targets.writable import RecordedAliases

# A cluster that could not be asked until a sync gave up need not be waited for as long once more.
_NOTES_SECONDS = 10.0


class NotesInCluster:
    """A document beside the state of an archive; see ``Notes``.

    Args:
        cluster: that has the archive.
    """

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self.place = f"the index {state_index(cluster.name)} of the cluster"

    def read(self) -> LastSync | None:
        """See ``Notes``."""
        # Whatever a sync has done, it is not undone by that.
        with suppress(ClusterError):
            return patiently(partial(read_cluster_last_sync, self._cluster), _NOTES_SECONDS)
        return None

    def write(self, record: LastSync) -> None:
        """See ``Notes``."""
        text = json.dumps(record.model_dump(mode="json"), ensure_ascii=False)
        # Whatever a file is called: what is no Unicode is a question mark.
        source = json.loads(text.encode("utf-8", "replace"))
        patiently(partial(put_last_sync, self._cluster, source), _NOTES_SECONDS)


class ClusterArchive:
    """See ``WritableArchive``.

    Args:
        settings: by which the cluster is reached, and its indexes made.

    Raises:
        SettingsError: it cannot be reached by these settings.
    """

    document = staticmethod(cluster_document)

    def __init__(self, settings: Settings) -> None:
        self._cluster = connect(settings)
        self._shards, self._replicas = settings.opensearch_shards, settings.opensearch_replicas
        self.name = settings.opensearch_index
        self.notes = NotesInCluster(self._cluster)
        self._folder = settings.opensearch_cache
        self._known: Remembered | None = None
        self._state: ClusterState | None = None
        self._unreadable: IndexStateError | None = None
        self._check: Callable[[], None] = _nobody_may_write

    def latest_generation(self) -> int:
        """See ``WritableArchive``."""
        with suppress(IndexStateError):
            return read_state(self._cluster).generation
        return -1

    @contextmanager
    def locked(self) -> Iterator[None]:
        """See ``WritableArchive``."""
        ensure_state_index(self._cluster, self._replicas)
        with WriterLock(self._cluster) as lock:
            self._state, self._unreadable = None, None
            try:
                self._state = fenced_state(self._cluster)
                # Of a rebuild: whoever was reading the index before it has done so by now.
                remove_other_indexes(self._cluster, self._state.index if self._state else "")
                if self._state is not None:
                    self._look_at(self._state)
            # To make it anew mends it.
            except (ClusterSchemaError, ClusterDamagedError) as error:
                self._unreadable = error
                self._state = self._state or garbled_state(self._cluster)
            self._check = lock.check
            try:
                yield
            finally:
                self._check = _nobody_may_write

    def known(self) -> Known:
        """See ``WritableArchive``."""
        state = self._readable()
        self._known = recall(self._folder, state)
        files = self._known.files if self._known else read_files(self._cluster, state)
        return Known(*files, state.generation)

    def aliases(self) -> RecordedAliases:
        """See ``WritableArchive``."""
        if self._unreadable is not None:
            return RecordedAliases(self._state.aliases if self._state else None, None)
        known = None if self._state is None else self._state.aliases
        return RecordedAliases(known, known)

    def batch(self, known: Known, threads: int, aliases: Aliases) -> ClusterBatch:
        """See ``WritableArchive``."""
        files = Files(known.numbers, known.sizes, known.mtimes)
        return ClusterBatch(
            self._cluster,
            self._readable(),
            files,
            self._check,
            threads,
            aliases,
            self._known,
            self._folder,
        )

    @contextmanager
    def new(self, threads: int, aliases: Aliases) -> Iterator[ClusterBatch]:
        """See ``WritableArchive``."""
        state = state_of_new_index(self._cluster, self._state, self._shards, self._replicas)
        try:
            with ClusterBatch(
                self._cluster,
                state,
                NO_FILES,
                self._check,
                threads,
                aliases,
                folder=self._folder,
            ) as batch:
                yield batch
                batch.commit()
        except BaseException as error:
            # A cluster that cannot be asked for now has its own time.
            if not (isinstance(error, ClusterError) and error.passing):
                self._give_up(state.index)
            raise

    def current_state(self, known: Known) -> ClusterCurrentState:
        """See ``WritableArchive``."""
        return ClusterCurrentState(self._cluster, self._readable(), known)

    def old_state(self) -> ClusterOldState:
        """See ``WritableArchive``."""
        unread = ""
        if isinstance(self._unreadable, ClusterSchemaError):
            unread = "it is of another schema version"
        elif isinstance(self._unreadable, ClusterDamagedError):
            unread = self._unreadable.detail
        state = None if unread else self._state
        record = patiently(partial(read_cluster_last_sync, self._cluster))
        return ClusterOldState(self._cluster, state, unread, record)

    def renamed(
        self, before: Aliases | None, now: Aliases
    ) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """See ``WritableArchive``."""
        return renamed_in_cluster(self._cluster, self._readable(), before, now)

    def is_whole(self, _: Known) -> bool:
        """See ``WritableArchive``: nothing stands beside the articles."""
        return True

    def beat(self, _: Known) -> None:
        """See ``WritableArchive``."""
        state = replace(self._readable(), synced=time.time_ns() // 1000)
        # Nothing depends on it.
        with suppress(ClusterError):
            self._state = write_state(self._cluster, state)

    def _look_at(self, state: ClusterState) -> None:
        """Raise what is wrong with the index of a state."""
        try:
            patiently(partial(check_mapping, self._cluster, state.index))
        except ClusterMissingError as error:
            raise ClusterDamagedError(self.name, f"the index {state.index} is missing") from error

    def _readable(self) -> ClusterState:
        if self._unreadable is not None:
            raise self._unreadable
        if self._state is None:
            raise NoClusterIndexError(self.name)
        return self._state

    def _give_up(self, index: str) -> None:
        """Remove a new index, unless its commit was taken, or may still be.

        What stays is removed by the next sync.
        """
        with suppress(IndexStateError):
            self._check()
            # A commit that is under way is refused from now on.
            state = fenced_state(self._cluster)
            if state is not None and state.index != index:
                remove_index(self._cluster, index)


def _nobody_may_write() -> None:
    raise AssertionError("the archive is not held for writing")
