"""What an archive in a cluster knows of the past of articles whose files are read again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any

import numpy as np

from indexer.cluster.versions import ids_of, read_values, read_whole
from indexer.contract.aliases import Aliases
from indexer.contract.cluster.cluster_state import ClusterState
from indexer.contract.cluster.connection import Cluster
from indexer.contract.cluster.stored_articles import article_of_source
from indexer.contract.history import impossible
from indexer.contract.schema import FIRST_ID, HISTORY_COLUMNS
from indexer.contract.syncs.last_sync import LastSync
from indexer.syncing.known.indexed import Known
from indexer.syncing.known.past import Past, Rows
from indexer.syncing.known.renaming import called_now
from indexer.syncing.targets.documents_anew import document_anew

_PAST = (
    *("number", "id", "file.digest", "file.size", "file.mtime", "link"),
    *(FIRST_ID, *HISTORY_COLUMNS),
)

# Of so many articles of an old archive the values are in memory at a time.
_AT_ONCE = 10_000


class ClusterCurrentState:
    """The archive that a sync brings up to date: what it does not change stays in it.

    Args:
        cluster: that has it.
        state: its newest one.
        known: of that state.
    """

    def __init__(self, cluster: Cluster, state: ClusterState, known: Known) -> None:
        self._cluster, self._state, self._known = cluster, state, known

    def past(self, ids: Sequence[str], gone: Sequence[str]) -> Past:
        """Return what it knows of articles, and of those that are gone.

        Raises:
            ClusterError: the cluster cannot be asked.
        """
        past = Past.of_nothing(len(ids))
        past.articles = len(self._known.numbers)
        if gone:
            past.put_gone(gone)
        numbers = self._known.numbers
        places = {numbers[id]: place for place, id in enumerate(chain(ids, gone)) if id in numbers}
        values = read_values(self._cluster, self._state, _PAST, numbers=sorted(places))
        while part := list(islice(values, _AT_ONCE)):
            here = np.array([places[each["number"][0]] for each in part], np.int64)
            past.put(here, _rows(part, self._state.generation))
        return past

    def stored(self, _: Sequence[str], __: Aliases) -> Iterator[dict[str, Any]]:
        """Yield nothing."""
        return iter(())


class ClusterOldState:
    """The archive in whose place a new one comes, whatever state it is in.

    Args:
        cluster: that has it.
        state: its newest one; None where there is none, or it cannot be read.
        unread: why it cannot be read; empty where it can.
        record: what its last sync did.
    """

    def __init__(
        self, cluster: Cluster, state: ClusterState | None, unread: str, record: LastSync | None
    ) -> None:
        self._cluster, self._state = cluster, state
        self._unread, self._record = unread, record

    def past(self, ids: Sequence[str], _: Sequence[str] = ()) -> Past:
        """Return what it knows of articles, and of others, which are gone.

        Raises:
            ClusterError: the cluster cannot be asked.
        """
        past = Past.of_nothing(len(ids))
        past.unread = self._unread
        if self._unread and self._record:
            # So many there were, whatever they were.
            past.articles = self._record.articles or 0
            past.versions = frozenset(each.path for each in self._record.failures if each.kept)
        if self._state is None:
            return past
        past.articles = self._state.articles
        places = {id: place for place, id in enumerate(ids)}
        gone: list[str] = []
        parts: list[Rows] = []
        values = read_values(self._cluster, self._state, _PAST)
        while part := list(islice(values, _AT_ONCE)):
            here = [each for each in part if each["id"][0] in places]
            there = np.array([places[each["id"][0]] for each in here], np.int64)
            past.put(there, _rows(here, self._state.generation))
            left = [each for each in part if each["id"][0] not in places]
            gone += [each["id"][0] for each in left]
            parts.append(_rows(left, self._state.generation))
        past.put_gone(gone, parts)
        past.lost = past.articles - int(np.count_nonzero(past.known))
        return past

    def stored(self, ids: Sequence[str], aliases: Aliases) -> Iterator[dict[str, Any]]:
        """Make documents anew of what is stored of articles.

        Raises:
            ClusterError: the cluster cannot be asked.
        """
        if self._state is None:
            return
        numbers = ids_of(self._cluster, self._state, ids)
        for source in read_whole(self._cluster, self._state, sorted(numbers.values())):
            yield document_anew(called_now(article_of_source(source), aliases), source)


def _rows(values: Sequence[dict[str, Any]], generation: int) -> Rows:
    def numbers(name: str) -> Any:
        return np.array([each.get(name, (0,))[0] for each in values], np.int64)

    histories = np.zeros((len(values), len(HISTORY_COLUMNS)), np.uint64)
    for place, name in enumerate(HISTORY_COLUMNS):
        histories[:, place] = numbers(name).astype(np.uint64)
    histories[impossible(histories, generation)] = 0
    return Rows(
        [bytes.fromhex(each.get("file.digest", ("",))[0]) for each in values],
        histories,
        [each.get(FIRST_ID, ("",))[0] for each in values],
        numbers("file.size"),
        numbers("file.mtime"),
        numbers("link").view(np.uint64),
    )
