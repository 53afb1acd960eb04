"""What an index knows of the past of articles whose files are read again.

A sync goes on from it, so that an article stays as old as it is, whatever its file is called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from pathlib import Path
from time import time_ns
from typing import Any, NamedTuple, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from indexer.contract.aliases import Aliases
from indexer.contract.codec.arrays import Bools, Ints
from indexer.contract.codec.column_decoding import read_bytes, read_numbers
from indexer.contract.history import (
    Histories,
    History,
    Moment,
    impossible,
    read_first_ids,
    read_histories,
)
from indexer.contract.opening import opened_index
from indexer.contract.schema import HISTORY_COLUMNS
from indexer.reporting.failure import Failure
from indexer.syncing.known.earlier import Earlier
from indexer.syncing.known.indexed import Known

Links: TypeAlias = npt.NDArray[np.uint64]

_UNKNOWN = Earlier()


class Rows(NamedTuple):
    """What an index knows of some articles, one after the other.

    Attributes:
        digests: of their files, as bytes.
        histories: zeros where nothing is known, shape (n, 4).
        first_ids: as in ``History``.
        sizes, mtimes: as in ``Fingerprint``, int64, shape (n,).
        links: the digests of their addresses as numbers, 0 without one, uint64, shape (n,).
    """

    digests: list[bytes]
    histories: Histories
    first_ids: list[str]
    sizes: Ints
    mtimes: Ints
    links: Links


@dataclass(slots=True)
class Past:
    """What is known of the articles of some files, by their places, and of those that are gone.

    The articles whose files are gone have the places after those of the files.

    Attributes:
        digests: of the files that the index knows, as bytes; empty where it knows none.
        histories: of the articles, zeros where nothing is known, shape (n, 4).
        sizes, mtimes, links: as in :class:`Rows`, 0 where nothing is known, shape (n,).
        known: whether the index has an article of this id, shape (n,).
        first_ids: those that are not empty, by place.
        gone: ids of the articles that are gone.
        articles: in the index, even those of which nothing can be read.
        lost: how many of them are such, where that is known.
        unread: why nothing of the index can be read; empty where something can.
        versions: paths at which it is said to have last good versions, where it cannot say
            itself which ones it has.
    """

    digests: list[bytes]
    histories: Histories
    sizes: Ints
    mtimes: Ints
    links: Links
    known: Bools
    first_ids: dict[int, str] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    articles: int = 0
    lost: int = 0
    unread: str = ""
    versions: frozenset[str] = frozenset()

    @classmethod
    def of_nothing(cls, count: int) -> Past:
        """Return what is known of so many files that are all new."""
        return cls(
            [b""] * count,
            np.zeros((count, len(HISTORY_COLUMNS)), np.uint64),
            np.zeros(count, np.int64),
            np.zeros(count, np.int64),
            np.zeros(count, np.uint64),
            np.zeros(count, np.bool_),
        )

    def __getitem__(self, place: int) -> Earlier:
        digest = self.digests[place].hex()
        if not self.histories[place, 0]:
            return Earlier(digest) if digest else _UNKNOWN
        added, added_generation, changed, changed_generation = self.histories[place].tolist()
        moments = Moment(added, added_generation), Moment(changed, changed_generation)
        return Earlier(digest, History(*moments, self.first_ids.get(place, "")))

    def put(self, places: Ints, rows: Rows) -> None:
        """Note down what is known of the articles at some places."""
        for place, digest, first_id in zip(
            places.tolist(), rows.digests, rows.first_ids, strict=True
        ):
            self.digests[place] = digest
            if first_id:
                self.first_ids[place] = first_id
        self.histories[places] = rows.histories
        self.sizes[places] = rows.sizes
        self.mtimes[places] = rows.mtimes
        self.links[places] = rows.links
        self.known[places] = True

    def put_gone(self, ids: Sequence[str], parts: Sequence[Rows] = ()) -> None:
        """Make room for articles that are gone, and note down what is known of them, if given."""
        before = len(self.digests)
        more = Past.of_nothing(len(ids))
        self.gone += ids
        self.digests += more.digests
        for name in ("histories", "sizes", "mtimes", "links", "known"):
            setattr(self, name, np.concatenate([getattr(self, name), getattr(more, name)]))
        for rows in parts:
            self.put(np.arange(before, before + len(rows.digests)), rows)
            before += len(rows.digests)

    def notes_for(self, failed: Iterable[Failure]) -> list[str]:
        """Return what somebody should know of how it was read, in sentences.

        Args:
            failed: files that could not be indexed.
        """
        if self.unread:
            note = (
                f"The old index could not be read ({self.unread}): "
                "all articles count as first indexed now"
            )
        elif self.lost:
            note = (
                f"{self.lost:,} of the old index's articles could not be read: "
                "they count as first indexed now"
            )
        else:
            return []
        if any(not failure.kept for failure in failed):
            note += (
                ", and the last good version of a file that cannot be read now is lost "
                "if it was among them"
            )
        return [f"{note}."]

    def carry_on(self, came_from: Mapping[int, int], id_of: Callable[[int], str]) -> None:
        """Let articles have the past of others, all at once.

        Args:
            came_from: the place of each one → that of the other.
            id_of: from a place to the id of its article.
        """
        places, others = (
            np.array(list(each), np.int64) for each in (came_from.keys(), came_from.values())
        )
        digests = [self.digests[other] for other in others.tolist()]
        first_ids = [self.first_ids.get(other) or id_of(other) for other in others.tolist()]
        for place, digest, first_id in zip(places.tolist(), digests, first_ids, strict=True):
            self.digests[place] = digest
            self.first_ids[place] = first_id if first_id != id_of(place) else ""
        self.histories[places] = self.histories[others]


def moment_of(generation: int) -> Moment:
    """Return the present moment, for the commit that makes a state."""
    return moment_at(time_ns() // 1000, generation)


def moment_at(microseconds: int, generation: int) -> Moment:
    """Return the moment of a commit that made a state at some time since 1970."""
    # A clock that was never set may stand at the very beginning, which means "not known".
    return Moment(max(microseconds, 1), generation)


def read_past(path: Path, known: Known, ids: Sequence[str], gone: Sequence[str]) -> Past:
    """Read the past of articles from the index that a sync brings up to date.

    Only segments that have any of them are looked at.

    Args:
        path: of the index.
        known: its state.
        ids: of the articles.
        gone: ids of articles whose files are gone.

    Raises:
        IndexStateError: see ``opened_index``.
    """
    past = Past.of_nothing(len(ids))
    past.articles = len(known.numbers)
    if gone:
        past.put_gone(gone)
    every = chain(ids, gone)
    numbers = np.fromiter(map(known.numbers.get, every, repeat(-1)), np.int64, len(past.digests))
    if not (numbers >= 0).any():
        return past
    with opened_index(path) as opened:
        for reader, base in opened.reader.leaf_readers():
            docs = numbers - base
            places = np.flatnonzero((docs >= 0) & (docs < reader.doc_count_all()))
            if len(places):
                past.put(places, read_rows(reader, docs[places], opened.generation))
    return past


class OldState(Protocol):
    """The index as it was before, whichever way it is read."""

    def past(self, ids: Sequence[str], gone: Sequence[str]) -> Past:
        """Return what it knows of articles, and of those that are gone."""
        ...

    def stored(self, ids: Sequence[str], aliases: Aliases) -> Iterator[dict[str, Any]]:
        """Yield documents of articles that the new state would lack, as far as it has them."""
        ...


class CurrentState:
    """The index that a sync brings up to date: what it does not change stays in it.

    Args:
        path: of the index.
        known: its state.
    """

    def __init__(self, path: Path, known: Known) -> None:
        self._path = path
        self._known = known

    def past(self, ids: Sequence[str], gone: Sequence[str]) -> Past:
        """Return what :func:`read_past` does."""
        return read_past(self._path, self._known, ids, gone)

    def stored(self, _: Sequence[str], __: Aliases) -> Iterator[dict[str, Any]]:
        """Yield nothing."""
        return iter(())


def read_rows(reader: Any, docs: Ints, generation: int) -> Rows:
    """Return what one segment knows of documents. What cannot be true is not known.

    Args:
        reader: Whoosh's, of the segment.
        docs: numbers of documents.
        generation: of the state that it is part of.
    """
    digests, first_ids = read_bytes(reader, "file_digest"), read_first_ids(reader)
    histories = read_histories(reader)[docs]
    histories[impossible(histories, generation)] = 0
    return Rows(
        [digests[doc] for doc in docs.tolist()],
        histories,
        [first_ids[doc].decode() for doc in docs.tolist()],
        *read_files(reader, docs),
    )


def read_files(reader: Any, docs: Ints) -> tuple[Ints, Ints, Links]:
    """Return sizes, times of modification and addresses of documents, as in :class:`Rows`."""
    count = reader.doc_count_all()
    sizes, mtimes, links = (
        read_numbers(reader, name)[docs] if reader.has_column(name) else np.zeros(count)[docs]
        for name in ("file_size", "file_mtime", "link")
    )
    return sizes.astype(np.int64), mtimes.astype(np.int64), links.astype(np.uint64)
