"""Looks for the newest state of an archive in a cluster, and keeps its columns."""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable
from concurrent.futures import Future, wait

from indexer.contract.cluster.cluster_errors import ClusterError, ClusterMissingError
from indexer.contract.cluster.cluster_state import ClusterState, read_state
from indexer.contract.cluster.connection import Cluster
from indexer.contract.cluster.mapping import check_mapping
from webui.search.cluster.cluster_snapshot import ClusterSnapshot
from webui.search.cluster.loading import Loaded, load
from webui.search.cluster.searching.damage import reporting_damage
from webui.search.cluster.searching.point_in_time import PointInTime
from webui.search.cluster.searching.request_times import seconds_for_a_document
from webui.search.deadlines.deadline import (
    WAITING_SECONDS,
    DeadlineError,
    PreparingError,
    checkpoint,
    is_limited,
)
from webui.search.local.engine import ByteCache
from webui.search.local.snapshot.holder import Holder

OPENING = "opening"
"""The name of the threads that open a state for all who ask."""

# What is wrong for a moment only is asked again after so many seconds.
_PAUSES = (0.1, 0.3)
# A state that is gone before it can be read has made room for another one.
_TRIES = 3


class StateHolder(Holder[ClusterSnapshot]):
    """Hands out snapshots of an archive in a cluster. Safe to use from any thread.

    The columns outlast whatever goes wrong with the cluster, since they take long to load.

    Args:
        cluster: that has the archive.
        cache: for what is read and derived.
    """

    def __init__(self, cluster: Cluster, cache: ByteCache) -> None:
        super().__init__()
        self._cluster, self._cache = cluster, cache
        self._loaded: Loaded | None = None
        self._newest: ClusterState | None = None

    def newest(self) -> Hashable:
        """Read the document of the state; it is seen as soon as it is written."""
        with reporting_damage(self._cluster.name):
            self._newest = state = self._read()
        if self._current is not None and _names(self._current.newest) == _names(state):
            # A sync that changes nothing notes down that it was there.
            self._current.newest = state
        return _names(state)

    def _open_for_all(self) -> None:
        """Open the newest state, in a thread that goes on with it when whoever asks gives up."""
        if not is_limited():
            super()._open_for_all()
            return
        opened = Future[None]()

        def opening() -> None:
            try:
                super(StateHolder, self)._open_for_all()
            except BaseException as error:
                opened.set_exception(error)
            else:
                opened.set_result(None)

        try:
            threading.Thread(target=opening, name=OPENING, daemon=True).start()
        # There are no threads left.
        except RuntimeError:
            super()._open_for_all()
            return
        try:
            while not opened.done():
                wait([opened], WAITING_SECONDS)
                checkpoint()
        except DeadlineError as error:
            raise PreparingError from error
        opened.result()

    def _read(self) -> ClusterState:
        """Read it, from another node if one has just gone away."""
        for pause in _PAUSES:
            try:
                return read_state(self._cluster, seconds_for_a_document(self._cluster))
            except ClusterError as error:
                if not error.passing or error.kind == "timeout":
                    raise
            time.sleep(pause)
        return read_state(self._cluster, seconds_for_a_document(self._cluster))

    def opened(self, previous: ClusterSnapshot | None) -> ClusterSnapshot:
        """Open a point in time, and load what a commit has changed of the columns."""
        for attempt in range(_TRIES):
            state = self._newest
            if state is None or attempt:
                state = self._read()
            point = PointInTime(self._cluster, state)
            try:
                with reporting_damage(self._cluster.name):
                    index = self._index(state)
                    if self._loaded is None or self._loaded.index != index:
                        check_mapping(self._cluster, state.index)
                    self._loaded = loaded = load(point, index, self._loaded)
                    return ClusterSnapshot(point, loaded, self._cache)
            except ClusterError as error:
                point.close()
                is_gone = error.kind == "purged" or isinstance(error, ClusterMissingError)
                if not is_gone or attempt == _TRIES - 1:
                    raise
            except BaseException:
                point.close()
                raise
        raise AssertionError("unreachable")

    def _index(self, state: ClusterState) -> str:
        """Tell an index from one of its name that somebody has removed."""
        path = f"/{state.index}/_settings/index.uuid"
        (answer,) = self._cluster.request("GET", path).values()
        return f"{state.index} {answer['settings']['index']['uuid']}"


def _names(state: ClusterState) -> Hashable:
    # An archive that was removed and made anew begins with the same generations.
    return state.index, state.generation, state.committed
