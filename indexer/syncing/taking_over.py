"""What an old index knows of the past of articles, as far as it can be read: for a rebuild."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
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
from indexer.contract.history import Moment
from indexer.contract.opening import committed_at, open_earlier, reporting_damage
from indexer.contract.schema import UNDATED_VERSION, version_field
from indexer.syncing.past import Past, Rows, moment_at, read_files, read_rows


def take_over(path: Path, ids: Sequence[str], _: Sequence[str] = ()) -> Past:
    """Read the past of articles from an old index, as far as it can be read.

    It may be of an earlier schema version; where that says nothing of when its articles came
    in, all of them count as first indexed and last changed at its last sync. The ids of one
    segment at a time are in memory, and those of the articles that are gone.

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
    then = moment_at(int(synced.timestamp() * 1e6), contents.generation)
    lost = 0
    gone: list[str] = []
    parts: list[Rows] = []
    for segment in contents.segments:
        try:
            with _taking(path):
                missing, rows = _take(path, contents.schema, segment, then, places, past)
                gone += missing
                parts.append(rows)
        except IndexDamagedError:
            lost += segment.doc_count_all() - segment.deleted_count()
    past.put_gone(gone, parts)
    if lost:
        past.notes.append(
            f"{lost:,} of the old index's articles could not be read: "
            "they count as first indexed now."
        )
    return past


def _take(
    path: Path, schema: Any, segment: Any, then: Moment, places: dict[str, int], past: Past
) -> tuple[list[str], Rows]:
    """Take over the past of the articles of one segment, from the state of a moment.

    Returns:
        The ids of the articles that are gone, and what is known of them.
    """
    reader = SegmentReader(MappedStorage(path), schema, segment)
    try:
        deleted = set(segment.deleted_docs())
        ids = [id.decode() for id in read_bytes(reader, "id")]
        live = [doc for doc in range(len(ids)) if doc not in deleted]
        docs = np.array([doc for doc in live if ids[doc] in places], np.int64)
        gone = np.array([doc for doc in live if ids[doc] not in places], np.int64)
        if len(docs):
            there = np.array([places[ids[doc]] for doc in docs.tolist()], np.int64)
            past.put(there, _rows(reader, docs, then))
        return [ids[doc] for doc in gone.tolist()], _rows(reader, gone, then)
    finally:
        reader.close()


def _rows(reader: Any, docs: Ints, then: Moment) -> Rows:
    if version_field(UNDATED_VERSION) not in reader.schema:
        return read_rows(reader, docs, then.generation)
    digests = [bytes.fromhex(reader.stored_fields(doc)["file_digest"]) for doc in docs.tolist()]
    histories = np.repeat(np.array([(*then, *then)], np.uint64), len(docs), axis=0)
    return Rows(digests, histories, [""] * len(docs), *read_files(reader, docs))


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
