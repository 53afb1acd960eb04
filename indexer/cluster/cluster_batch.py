"""Additions and deletions become one commit in a cluster, or nothing."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, NamedTuple, Self

import numpy as np

from indexer.cluster.bulk import Operation, send, updating
from indexer.cluster.cleaning import clean_up
from indexer.cluster.cluster_stories import Stories, stories_of
from indexer.cluster.gathered_documents import PreparedGathering
from indexer.cluster.spooling import Prepared, Spool, as_json, prepare
from indexer.cluster.versions import Census, read_values, read_whole, take_census
from indexer.cluster.writing import refresh, write_state
from indexer.contract.aliases import NO_ALIASES, Aliases
from indexer.contract.cluster.cluster_errors import ClusterDamagedError
from indexer.contract.cluster.cluster_state import ClusterState
from indexer.contract.cluster.connection import Cluster
from indexer.contract.cluster.index_names import version_id
from indexer.contract.cluster.mapping import CURRENT
from indexer.contract.cluster.stored_articles import unpacked
from indexer.contract.codec.arrays import Ints

_TRIES = 3


class _Current(NamedTuple):
    """What is known of the articles of the state that a batch changes, by number.

    Attributes:
        since: the generation of each one's version, -1 where there is none, shape (n,).
        stories: as they are noted there.
        signatures: of each.
    """

    since: Ints
    stories: Stories
    signatures: list[bytes]


class ClusterBatch:
    """A commit in the making: a context manager that gives up whatever was not committed.

    Nothing is sent before the commit.

    Args:
        cluster: that has the archive.
        state: that is changed. Of an index that is made anew: with its name, and no articles.
        numbers: of the articles of that state, by id.
        check: raises where nothing may be written any more.
        threads: that may find stories at a time.
        aliases: that are in force in the state which the commit makes.
    """

    def __init__(
        self,
        cluster: Cluster,
        state: ClusterState,
        numbers: dict[str, int],
        check: Callable[[], None],
        threads: int = 1,
        aliases: Aliases = NO_ALIASES,
    ) -> None:
        self._cluster, self._state, self._numbers = cluster, state, numbers
        self._check, self._threads, self._aliases = check, threads, aliases
        self._spool = Spool()
        self._signatures: dict[int, bytes] = {}
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
        number = self._numbers.get(document.id)
        if number is None:
            number, self._next = self._next, self._next + 1
        if number in self._signatures:
            raise ValueError("there are two articles of one id")
        self._signatures[number] = document.signature
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
        current = self._current(state)
        deleted = np.fromiter(self._deleted, np.int64, len(self._deleted))
        if len(deleted) and (current.since[deleted] < 0).any():
            raise ClusterDamagedError(self._cluster.name, "an article that was there is gone")
        live = current.since >= 0
        live[deleted] = False
        if live[list(self._signatures)].any():
            raise ValueError("there is an article of this id")
        for number, signature in self._signatures.items():
            live[number] = True
            current.signatures[number] = signature
        stories = stories_of(current.signatures, live, self._threads)
        current.signatures.clear()
        was = current.stories
        other = (stories.story != was.story) | (stories.copies != was.copies)
        # Of these only the story changes.
        told_anew = [
            number
            for number in np.flatnonzero(live & other).tolist()
            if number not in self._signatures
        ]
        expected = (
            _census(np.flatnonzero(live)),
            _census([*self._signatures, *told_anew]),
            _census([*self._deleted, *told_anew]),
        )
        for left in reversed(range(_TRIES)):
            operations = self._operations(state, current, stories, told_anew)
            send(self._cluster, state.index, operations, self._check)
            refresh(self._cluster, state.index)
            if take_census(self._cluster, state.index, self.generation) == expected:
                break
            if not left:
                raise ClusterDamagedError(
                    self._cluster.name, "it holds other articles than were written"
                )
            # What an earlier writer had sent before it was killed may come late.
            state = clean_up(self._cluster, self._bumped(state), self._check)
        articles = int(np.count_nonzero(live))
        self._check()
        moment = time.time_ns() // 1000 if now is None else now
        return write_state(
            self._cluster,
            ClusterState(
                index=state.index,
                generation=self.generation,
                committed=moment,
                synced=moment,
                next_number=self._next,
                articles=articles,
                purged=state.purged,
                aliases=self._aliases,
                seq_no=state.seq_no,
                primary_term=state.primary_term,
            ),
        )

    def _current(self, state: ClusterState) -> _Current:
        """Read what is known of the articles of the state that is changed."""
        since = np.full(self._next, -1, np.int64)
        story, copies = np.arange(self._next), np.arange(self._next)
        signatures = [b""] * self._next
        fields = ("number", "from", "story", "copies", "signature")
        for values in read_values(self._cluster, state, fields):
            number = values["number"][0]
            since[number] = values["from"][0]
            story[number], copies[number] = values["story"][0], values["copies"][0]
            signatures[number] = unpacked(values["signature"][0])
        if np.count_nonzero(since >= 0) != state.articles:
            raise ClusterDamagedError(self._cluster.name, "articles of the state are missing")
        return _Current(since, Stories(story, copies), signatures)

    def _bumped(self, state: ClusterState) -> ClusterState:
        """Write the state once more, unchanged, after which its versions are later ones."""
        return write_state(self._cluster, state)

    def _operations(
        self, state: ClusterState, current: _Current, stories: Stories, told_anew: Sequence[int]
    ) -> Iterator[Operation]:
        """Yield what turns the old state into the new one, for those who look for that only."""
        for number in sorted(self._deleted):
            yield self._ending(current, number)
        for number, data in self._spool:
            yield self._beginning(state, number, stories, data)
        for source in read_whole(self._cluster, state, told_anew):
            number = source["number"]
            rest = {name: value for name, value in source.items() if name not in _ADDED}
            yield self._ending(current, number)
            yield self._beginning(state, number, stories, as_json(rest))

    def _ending(self, current: _Current, number: int) -> Operation:
        id = version_id(number, int(current.since[number]))
        return updating(id, until=self.generation)

    def _beginning(
        self, state: ClusterState, number: int, stories: Stories, data: bytes
    ) -> Operation:
        added = {
            "number": number,
            "from": self.generation,
            "until": CURRENT,
            "story": int(stories.story[number]),
            "copies": int(stories.copies[number]),
        }
        head = json.dumps(added).encode("ascii")
        return Operation(
            version_id(number, self.generation),
            "index",
            b"%b,%b" % (head[:-1], data[1:]),
            # The state was written when the lock was taken: of two writers, the later one's is
            # greater. What is done to a document meanwhile adds less than the factor.
            1000 * max(state.seq_no, 0),
        )


def _census(numbers: Iterable[int]) -> Census:
    each = [*map(int, numbers)]
    return Census(len(each), sum(each))


_ADDED = frozenset({"number", "from", "until", "story", "copies"})
