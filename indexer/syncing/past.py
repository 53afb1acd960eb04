"""What an index knows of the past of articles whose files are read again.

A sync goes on from it, and a rebuild takes it over, so that an article stays as old as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from time import time_ns
from typing import Any

import numpy as np
from whoosh.index import TOC
from whoosh.reading import SegmentReader

from indexer.committing.storage import INDEX_NAME
from indexer.contract.codec.arrays import Ints
from indexer.contract.codec.column_decoding import read_bytes
from indexer.contract.codec.mapped import MappedStorage
from indexer.contract.errors import (
    IndexDamagedError,
    IndexUnreadableError,
    NoIndexError,
    SchemaVersionError,
)
from indexer.contract.heartbeat import last_synced
from indexer.contract.history import Histories, History, Moment, impossible, read_histories
from indexer.contract.opening import committed_at, open_earlier, opened_index, reporting_damage
from indexer.contract.schema import HISTORY_COLUMNS, UNDATED_VERSION, version_field
from indexer.syncing.files import Earlier
from indexer.syncing.indexed import Known

_UNKNOWN = Earlier()


@dataclass(slots=True)
class Past:
    """What is known of the articles of some files, by their places.

    Attributes:
        digests: of the files that the index knows, as bytes; empty where it knows none.
        histories: of the articles, zeros where nothing is known, shape (n, 4).
        notes: what somebody should know of how it was read, in sentences.
    """

    digests: list[bytes]
    histories: Histories
    notes: list[str] = field(default_factory=list)

    @classmethod
    def of_nothing(cls, count: int) -> Past:
        """Return what is known of so many files that are all new."""
        return cls([b""] * count, np.zeros((count, len(HISTORY_COLUMNS)), np.uint64))

    def __getitem__(self, place: int) -> Earlier:
        digest = self.digests[place].hex()
        if not self.histories[place, 0]:
            return Earlier(digest) if digest else _UNKNOWN
        added, added_generation, changed, changed_generation = self.histories[place].tolist()
        history = History(Moment(added, added_generation), Moment(changed, changed_generation))
        return Earlier(digest, history)

    def put(self, places: Ints, digests: Iterable[bytes], histories: Histories) -> None:
        """Note down what is known of the files at some places."""
        for place, digest in zip(places.tolist(), digests, strict=True):
            self.digests[place] = digest
        self.histories[places] = histories


def moment_of(generation: int) -> Moment:
    """Return the present moment, for the commit that makes a state."""
    return _moment(time_ns() // 1000, generation)


def read_past(path: Path, known: Known, ids: Sequence[str]) -> Past:
    """Read the past of articles from the index that a sync brings up to date.

    Only segments that have any of them are looked at.

    Args:
        path: of the index.
        known: its state.
        ids: of the articles.

    Raises:
        IndexStateError: see ``opened_index``.
    """
    past = Past.of_nothing(len(ids))
    numbers = np.fromiter(map(known.numbers.get, ids, repeat(-1)), np.int64, len(ids))
    if not (numbers >= 0).any():
        return past
    with opened_index(path) as opened:
        for reader, base in opened.reader.leaf_readers():
            docs = numbers - base
            places = np.flatnonzero((docs >= 0) & (docs < reader.doc_count_all()))
            if len(places):
                past.put(places, *_read(reader, docs[places], opened.generation))
    return past


def take_over(path: Path, ids: Sequence[str]) -> Past:
    """Read the past of articles from an old index, as far as it can be read.

    It may be of an earlier schema version; where that says nothing of when its articles came
    in, all of them count as first indexed and last changed at its last sync. The ids of one segment at a time are in memory.

    Args:
        path: of the index; there may be none.
        ids: of the articles.

    Raises:
        IndexUnreadableError: the system does not let this program read it. It may be whole, and
            what it knows would be lost.
    """
    past = Past.of_nothing(len(ids))
    places = {id: place for place, id in enumerate(ids)}
    try:
        with _taking(path):
            open_earlier(path)
            contents = TOC.read(MappedStorage(path), INDEX_NAME)
            synced = last_synced(path, committed_at(path, contents.generation))
    except NoIndexError:
        return past
    except SchemaVersionError:
        past.notes.append(_nothing_taken("it is of another schema version"))
        return past
    except IndexDamagedError as error:
        past.notes.append(_nothing_taken(error.detail))
        return past
    then = _moment(int(synced.timestamp() * 1e6), contents.generation)
    lost = 0
    for segment in contents.segments:
        try:
            with _taking(path):
                _take(path, contents.schema, segment, then, places, past)
        except IndexDamagedError:
            lost += segment.doc_count_all() - segment.deleted_count()
    if lost:
        past.notes.append(
            f"{lost:,} of the old index's articles could not be read: "
            "they count as first indexed now."
        )
    return past


def _take(
    path: Path, schema: Any, segment: Any, then: Moment, places: dict[str, int], past: Past
) -> None:
    """Take over the past of the articles of one segment, from the state of a moment."""
    reader = SegmentReader(MappedStorage(path), schema, segment)
    try:
        deleted = set(segment.deleted_docs())
        pairs = [
            (place, doc)
            for doc, id in enumerate(read_bytes(reader, "id"))
            if (place := places.get(id.decode())) is not None and doc not in deleted
        ]
        if not pairs:
            return
        there, docs = np.array(pairs, np.int64).T
        if version_field(UNDATED_VERSION) not in schema:
            past.put(there, *_read(reader, docs, then.generation))
        else:
            digests = [
                bytes.fromhex(reader.stored_fields(doc)["file_digest"]) for doc in docs.tolist()
            ]
            histories = np.array([(*then, *then)], np.uint64)
            past.put(there, digests, np.repeat(histories, len(docs), axis=0))
    finally:
        reader.close()


def _read(reader: Any, docs: Ints, generation: int) -> tuple[list[bytes], Histories]:
    """Return what one segment knows of documents. What cannot be true is not known."""
    digests = read_bytes(reader, "file_digest")
    histories = read_histories(reader)[docs]
    histories[impossible(histories, generation)] = 0
    return [digests[doc] for doc in docs.tolist()], histories


@contextmanager
def _taking(path: Path) -> Iterator[None]:
    """Report damage; so is a lack of memory here, for which damaged bytes may ask."""
    try:
        with reporting_damage(path):
            yield
    except IndexUnreadableError as error:
        if isinstance(error.__cause__, MemoryError):
            raise IndexDamagedError(path, str(error.__cause__)) from error
        raise


def _nothing_taken(reason: str) -> str:
    return f"The old index could not be read ({reason}): all articles count as first indexed now."


def _moment(microseconds: int, generation: int) -> Moment:
    # A clock that was never set may stand at the very beginning, which means "not known".
    return Moment(max(microseconds, 1), generation)
