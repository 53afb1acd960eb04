"""Additions and deletions become one commit in a cluster, or nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from indexer.cluster.bulk import send
from indexer.cluster.cleaning import clean_up
from indexer.cluster.cluster_stories import stories_of
from indexer.cluster.current_versions import CurrentVersions, current_versions
from indexer.cluster.gathered_documents import PreparedGathering
from indexer.cluster.new_versions import Difference, agree, census_of, operations
from indexer.cluster.remembered import Files, Remembered, remember
from indexer.cluster.spooling import Prepared, Spool, prepare
from indexer.cluster.versions import take_census
from indexer.cluster.writing import refresh, write_state
from indexer.contract.aliases import NO_ALIASES, Aliases
from indexer.contract.cluster.cluster_errors import ClusterDamagedError
from indexer.contract.cluster.cluster_state import ClusterState
from indexer.contract.cluster.connection import Cluster
from indexer.contract.codec.arrays import Bools
from indexer.stories.discovery import Found

_TRIES = 3


class ClusterBatch:
    """A commit in the making: a context manager that gives up whatever was not committed.

    Nothing is sent before the commit.

    Args:
        cluster: that has the archive.
        state: that is changed. Of an index that is made anew: with its name, and no articles.
        files: what is known of those of its articles.
        check: raises where nothing may be written any more.
        threads: that may find stories at a time.
        aliases: that are in force in the state which the commit makes.
        known: what is remembered of the state, if anything is.
        folder: to remember the next one in; None remembers nothing.
    """

    def __init__(
        self,
        cluster: Cluster,
        state: ClusterState,
        files: Files,
        check: Callable[[], None],
        threads: int = 1,
        aliases: Aliases = NO_ALIASES,
        known: Remembered | None = None,
        folder: Path | None = None,
    ) -> None:
        self._cluster, self._state, self._files = cluster, state, files
        self._known, self._folder = known, folder
        self._check, self._threads, self._aliases = check, threads, aliases
        self._spool = Spool()
        self._signatures: dict[int, bytes] = {}
        self._added: dict[int, tuple[str, int, int]] = {}
        self._deleted: set[int] = set()
        self._next = state.next_number

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._spool.close()

    @property
    def generation(self) -> int:
        """The number of the state that the commit makes."""
        return self._state.generation + 1

    @property
    def changed(self) -> bool:
        """Whether there is anything to commit."""
        return bool(self._deleted or self._signatures)

    def add(self, document: Mapping[str, Any]) -> None:
        """Add a document of ``cluster_document``, as :meth:`take` does."""
        self.take(prepare(document))

    def relieve(self, _: int) -> None:
        """Do nothing: what was added is out of memory already, if it is much."""

    def gatherer(self) -> Callable[[], PreparedGathering]:
        """Return what makes, in another process, what makes documents ready there."""
        return PreparedGathering

    def take(self, document: Prepared) -> None:
        """Add a document. One that has the id of a deleted one takes its number.

        Raises:
            ValueError: one of its id was added before.
        """
        number = self._files.numbers.get(document.id)
        if number is None:
            number, self._next = self._next, self._next + 1
        if number in self._signatures:
            raise ValueError("there are two articles of one id")
        self._signatures[number] = document.signature
        self._added[number] = document.id, document.size, document.mtime
        self._spool.add(number, document.data)

    def delete(self, number: int) -> None:
        """Delete an article of the state that this batch changes, by its number."""
        self._deleted.add(number)

    def commit(self, now: int | None = None) -> ClusterState:
        """Make the changes the newest state of the archive.

        Args:
            now: the time, in microseconds since 1970, if it is not that of the clock.

        Raises:
            ValueError: an article was added while another one of its id stays.
            ClusterLockedError: another writer has taken over.
            ClusterDamagedError: what is there contradicts itself.
            ClusterError: the cluster does not take it. Readers see nothing of it then, unless
                the answer to the very last request was lost.
        """
        self._check()
        state = clean_up(self._cluster, self._state, self._check)
        current = current_versions(self._cluster, state, self._known, self._next)
        deleted = np.fromiter(self._deleted, np.int64, len(self._deleted))
        if len(deleted) and (current.since[deleted] < 0).any():
            raise ClusterDamagedError(self._cluster.name, "an article that was there is gone")
        live = current.since >= 0
        live[deleted] = False
        if live[list(self._signatures)].any():
            raise ValueError("there is an article of this id")
        for number in deleted.tolist():
            current.signatures[number] = b""
        for number, signature in self._signatures.items():
            live[number] = True
            current.signatures[number] = signature
        found = stories_of(current.signatures, live, self._threads, current.found)
        other = (found.story != current.story) | (found.text != current.copies)
        told_anew = [
            number
            for number in np.flatnonzero(live & other).tolist()
            if number not in self._signatures
        ]
        difference = Difference(sorted(self._deleted), self._spool, told_anew)
        state = self._send(state, current, found, difference, live)
        self._check()
        moment = time.time_ns() // 1000 if now is None else now
        made = write_state(
            self._cluster,
            ClusterState(
                index=state.index,
                generation=self.generation,
                committed=moment,
                synced=moment,
                next_number=self._next,
                articles=int(np.count_nonzero(live)),
                purged=state.purged,
                aliases=self._aliases,
                seq_no=state.seq_no,
                primary_term=state.primary_term,
            ),
        )
        if self._folder is not None:
            since = np.where(live, current.since, -1)
            since[[*self._signatures, *told_anew]] = self.generation
            known = Remembered(self._files_now(), since, current.signatures, found)
            remember(self._folder, made, known)
        return made

    def _send(
        self,
        state: ClusterState,
        current: CurrentVersions,
        found: Found,
        difference: Difference,
        live: Bools,
    ) -> ClusterState:
        """Send what changes, until it is there; return the old state, as it is noted by then."""
        told_anew = difference.told_anew
        expected = (
            census_of(np.flatnonzero(live)),
            census_of([*self._signatures, *told_anew]),
            census_of([*difference.deleted, *told_anew]),
        )
        for _ in range(_TRIES):
            changes = operations(self._cluster, state, current, found, difference)
            send(self._cluster, state.index, changes, self._check)
            refresh(self._cluster, state.index)
            if agree(take_census(self._cluster, state.index, self.generation), expected):
                return state
            # What an earlier writer had sent before it was killed may come late. The state is
            # written once more, so that versions sent from now on are later ones.
            state = clean_up(self._cluster, write_state(self._cluster, state), self._check)
        raise ClusterDamagedError(self._cluster.name, "it holds other articles than were written")

    def _files_now(self) -> Files:
        """Return what is known of files in the state that was made."""
        numbers = {
            id: number for id, number in self._files.numbers.items() if number not in self._deleted
        }
        sizes, mtimes = np.zeros((2, self._next), np.int64)
        before = len(self._files.sizes)
        sizes[:before], mtimes[:before] = self._files.sizes, self._files.mtimes
        for number, (id, size, mtime) in self._added.items():
            numbers[id] = number
            sizes[number], mtimes[number] = size, mtime
        return Files(numbers, sizes, mtimes)
