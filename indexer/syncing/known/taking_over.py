"""What an old index knows of the past of articles, as far as it can be read: for a rebuild."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.index import TOC
from whoosh.reading import SegmentReader

from indexer.committing.documents import document
from indexer.committing.storage import INDEX_NAME
from indexer.contract.aliases import Aliases
from indexer.contract.article import Fingerprint, article_from_stored
from indexer.contract.codec.arrays import Ints
from indexer.contract.codec.column_decoding import read_bytes
from indexer.contract.codec.mapped import MappedStorage
from indexer.contract.errors import (
    IndexDamagedError,
    IndexUnreadableError,
    NoIndexError,
    SchemaVersionError,
)
from indexer.contract.history import History, Moment
from indexer.contract.opening import committed_at, open_earlier, reporting_damage
from indexer.contract.schema import UNDATED_VERSION, version_field
from indexer.contract.syncs.heartbeat import last_synced
from indexer.contract.syncs.last_sync import read_last_sync
from indexer.syncing.known.past import Past, Rows, moment_at, read_files, read_rows
from indexer.syncing.known.renaming import called_now


class OldIndex:
    """The index in whose place a new one comes, whatever state it is in.

    Args:
        path: of the index; there may be none.

    Raises:
        IndexUnreadableError: the system does not let this program read it. It may be whole, and
            what it knows would be lost.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._unread = ""
        self._segments: list[Any] = []
        try:
            contents, self._then = _open(path)
            self._schema, self._segments = contents.schema, contents.segments
        except NoIndexError:
            return
        except SchemaVersionError:
            self._unread = "it is of another schema version"
        except IndexDamagedError as error:
            self._unread = error.detail

    def past(self, ids: Sequence[str], _: Sequence[str] = ()) -> Past:
        """Return what it knows of articles, and of others, which are gone.

        It may be of an earlier schema version; where that says nothing of when its articles came
        in, all of them count as first indexed and last changed at its last sync. The ids of one
        segment at a time are in memory, and those of the articles that are gone.

        Raises:
            IndexUnreadableError: the system does not let this program read it.
        """
        past = Past.of_nothing(len(ids))
        past.unread = self._unread
        record = read_last_sync(self._path)
        if self._unread and record:
            # So many there were, whatever they were.
            past.articles = record.articles or 0
        past.articles += sum(map(_live, self._segments))
        places = {id: place for place, id in enumerate(ids)} if self._segments else {}
        gone: list[str] = []
        parts: list[Rows] = []
        for segment in self._segments:
            try:
                with self._reader(segment) as reader:
                    missing, rows = _take(reader, self._then, places, past)
                    gone += missing
                    parts.append(rows)
            except IndexDamagedError:
                past.lost += _live(segment)
        if record and (past.unread or past.lost):
            past.versions = frozenset(each.path for each in record.failures if each.kept)
        past.put_gone(gone, parts)
        return past

    def stored(self, ids: Sequence[str], aliases: Aliases) -> Iterator[dict[str, Any]]:
        """Make documents anew of what is stored of articles, as far as it can be read.

        Args:
            ids: of the articles.
            aliases: what providers are called.

        Raises:
            IndexUnreadableError: the system does not let this program read it.
        """
        wanted = set(ids)
        for segment in self._segments:
            found: list[dict[str, Any]] = []
            with suppress(IndexDamagedError), self._reader(segment) as reader:
                found = _stored(self._path, reader, self._then, wanted, aliases)
            wanted.difference_update(fields["id"] for fields in found)
            yield from found

    @contextmanager
    def _reader(self, segment: Any) -> Iterator[Any]:
        """Open a segment, and report damage of it; nothing but reading may stand in the block."""
        with _taking(self._path):
            reader = SegmentReader(MappedStorage(self._path, [segment]), self._schema, segment)
            try:
                yield reader
            finally:
                reader.close()


def _open(path: Path) -> tuple[Any, Moment]:
    """Return the table of contents of an old index, and the moment of its last sync."""
    with _taking(path):
        open_earlier(path)
        contents = TOC.read(MappedStorage(path), INDEX_NAME)
        generation = contents.generation
        synced = last_synced(path, committed_at(path, generation), generation)
    return contents, moment_at(int(synced.timestamp() * 1e6), generation)


def _live(segment: Any) -> int:
    return int(segment.doc_count_all() - segment.deleted_count())


def _take(reader: Any, then: Moment, places: dict[str, int], past: Past) -> tuple[list[str], Rows]:
    """Take over the past of the articles of one segment, from the state of a moment.

    Returns:
        The ids of the articles that are gone, and what is known of them.
    """
    live = list(_live_ids(reader))
    docs = np.array([doc for doc, id in live if id in places], np.int64)
    gone = np.array([doc for doc, id in live if id not in places], np.int64)
    if len(docs):
        there = np.array([places[id] for _, id in live if id in places], np.int64)
        past.put(there, _rows(reader, docs, then))
    return [id for _, id in live if id not in places], _rows(reader, gone, then)


def _live_ids(reader: Any) -> Iterator[tuple[int, str]]:
    """Yield the number and the id of each document of a segment that is not deleted."""
    deleted = set(reader.segment().deleted_docs())
    for doc, id in enumerate(read_bytes(reader, "id")):
        if doc not in deleted:
            yield doc, id.decode()


def _rows(reader: Any, docs: Ints, then: Moment) -> Rows:
    if version_field(UNDATED_VERSION) not in reader.schema:
        return read_rows(reader, docs, then.generation)
    digests = [bytes.fromhex(reader.stored_fields(doc)["file_digest"]) for doc in docs.tolist()]
    histories = np.repeat(np.array([(*then, *then)], np.uint64), len(docs), axis=0)
    return Rows(digests, histories, [""] * len(docs), *read_files(reader, docs))


def _stored(
    path: Path, reader: Any, then: Moment, wanted: set[str], aliases: Aliases
) -> list[dict[str, Any]]:
    """Make the documents of some articles anew that a segment has; what is damaged is missing."""
    docs = np.array([doc for doc, id in _live_ids(reader) if id in wanted], np.int64)
    if not len(docs):
        return []
    rows = _rows(reader, docs, then)
    related = read_bytes(reader, "related")
    found: dict[str, dict[str, Any]] = {}
    for place, doc in enumerate(docs.tolist()):
        # The damage may be in one of them only.
        with suppress(IndexDamagedError), _taking(path):
            article = called_now(article_from_stored(reader.stored_fields(doc)), aliases)
            file = Fingerprint(
                int(rows.sizes[place]), int(rows.mtimes[place]), rows.digests[place].hex()
            )
            added, added_in, changed, changed_in = rows.histories[place].tolist()
            moments = Moment(added, added_in), Moment(changed, changed_in)
            history = History(*moments, rows.first_ids[place]) if added else None
            fields = document(article, file, history)
            if related[doc]:
                fields["related"] = related[doc]
            if article.id in wanted:
                found[article.id] = fields
    return list(found.values())


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
