"""Real indexes of generic documents, and engines on them."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.analysis import RegexTokenizer
from whoosh.fields import BOOLEAN, DATETIME, ID, KEYWORD, NUMERIC, STORED, TEXT, Schema
from whoosh.formats import Positions
from whoosh.index import TOC, FileIndex, clean_files
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from indexer.contract.codec.mapped import MappedStorage
from indexer.contract.codec.plain.plain_terms import TermGroup
from indexer.segments.building import SegmentBuilder
from indexer.segments.segment_file import Source, write_segment
from indexer.segments.stored import StoredSegment
from tests.support.passages import whoosh_takes_passages
from webui.search.local.engine import ByteCache, Engine, Matches

Document = Mapping[str, Any]

PLENTY = 2**24
"""Bytes of a cache into which everything fits."""

POSITIONS = ("title", "body", "spans", "forms")
"""Fields in which phrases are found."""

WORDS = (*POSITIONS, "flat", "tags", "labels", "key")
"""Fields of words."""


def build_schema() -> Schema:
    """Return a schema with a field of every kind; words are what stands between spaces."""
    words = RegexTokenizer(r"\S+")
    return Schema(
        title=TEXT(analyzer=words, field_boost=2.0),
        body=TEXT(analyzer=words),
        spans=TEXT(analyzer=words, chars=True),
        flat=TEXT(analyzer=words, phrase=False),
        forms=_with_positions(KEYWORD()),
        tags=KEYWORD(),
        labels=KEYWORD(scorable=True, commas=True),
        key=ID(sortable=True),
        flag=BOOLEAN(),
        signed=NUMERIC(int, 32, sortable=True),
        unsigned=NUMERIC(int, 16, signed=False, sortable=True, shift_step=0),
        long=NUMERIC(int, 64),
        real=NUMERIC(float),
        # Values that share a term of less precision would be in its postings twice.
        # Of whole numbers with one term each, a document has one only (``indexer.segments``).
        many=NUMERIC(float, shift_step=0),
        when=DATETIME(sortable=True),
        note=STORED(),
    )


def _with_positions(field: KEYWORD) -> KEYWORD:
    """Let a field that is not scored by its length keep positions, as ours of exact words do."""
    field.format = Positions()
    return field


# Fields whose column holds the one value that the field has.
COLUMNS = ("signed", "unsigned", "when")


GROUPS = (
    TermGroup("texts", ("body", "forms"), positions=True, patterns=True),
    TermGroup("counted", ("flat", "labels"), positions=False, patterns=False),
    # Its weights are no counts, so that there are no arrays of it.
    TermGroup("boosted", ("title", "spans"), positions=True, patterns=True),
)
"""Fields whose postings are plain arrays, too, where ``indexer.segments`` writes them."""


@dataclass(frozen=True)
class Commit:
    """What one commit writes.

    Attributes:
        documents: of a new segment; none is made where there are none.
        deleted: numbers of documents, as they are before the commit.
        bulk: whether ``indexer.segments`` writes it, or Whoosh's own writer.
        merge: whether all segments become one.
    """

    documents: Sequence[Document]
    deleted: tuple[int, ...] = ()
    bulk: bool = True
    merge: bool = False


def create(folder: Path, schema: Schema | None = None) -> Path:
    """Make an index without documents."""
    FileIndex.create(MappedStorage(folder), schema or build_schema(), "MAIN")
    return folder


def commit(folder: Path, step: Commit) -> None:
    """Write one commit."""
    if step.bulk:
        _commit_in_bulk(MappedStorage(folder), step)
        return
    writer = SegmentWriter(FileIndex(MappedStorage(folder)))
    for number in step.deleted:
        writer.delete_document(number)
    with whoosh_takes_passages():
        for document in step.documents:
            writer.add_document(**document)
    writer.commit(optimize=step.merge, merge=step.merge)


def _commit_in_bulk(storage: Any, step: Commit) -> None:
    contents = TOC.read(storage, "MAIN")
    schema = contents.schema
    for number in step.deleted:
        _delete(contents.segments, number)
    segments = [] if step.merge else list(contents.segments)
    with ExitStack() as opened:
        sources: list[Source] = []
        for segment in contents.segments if step.merge else []:
            reader = SegmentReader(storage, schema, segment)
            opened.callback(reader.close)
            sources.append(StoredSegment(Path(storage.folder), reader))
        builder = SegmentBuilder(schema)
        for document in step.documents:
            builder.add(document)
        sources.append(builder)
        if any(source.count for source in sources):
            segments.append(write_segment(storage, "MAIN", schema, sources, GROUPS))
    TOC(schema, segments, contents.generation + 1).write(storage, "MAIN")
    clean_files(storage, "MAIN", contents.generation + 1, segments)


def _delete(segments: Iterable[Any], number: int) -> None:
    for segment in segments:
        if number < segment.doc_count_all():
            segment.delete_document(number)
            return
        number -= segment.doc_count_all()
    raise IndexError("there is no document of this number")


def write(folder: Path, *segments: Iterable[Document], bulk: bool = True) -> Path:
    """Write an index with each group of documents in a segment of its own."""
    create(folder)
    for documents in segments:
        commit(folder, Commit(list(documents), bulk=bulk))
    return folder


@contextmanager
def reading(folder: Path) -> Iterator[Any]:
    """Open the newest state of an index as Whoosh's reader."""
    reader = FileIndex(MappedStorage(folder)).reader()
    try:
        yield reader
    finally:
        reader.close()


def engine_on(reader: Any, cache: ByteCache | None = None, **options: Any) -> Engine:
    """Return an engine."""
    lock = threading.RLock()
    if cache is None:
        cache = ByteCache(PLENTY)
    return Engine(reader, cache, lambda: lock, **options)


@contextmanager
def opened(*segments: Iterable[Document], bulk: bool = True) -> Iterator[Engine]:
    """Write an index in a folder of its own, open an engine on it, remove it afterwards."""
    with (
        tempfile.TemporaryDirectory() as folder,
        reading(write(Path(folder), *segments, bulk=bulk)) as reader,
    ):
        yield engine_on(reader)


def scores(matches: Matches) -> dict[int, float]:
    """Return the score of each match."""
    return dict(zip(matches.docs.tolist(), matches.scores.tolist(), strict=True))


def assert_equal(query: object, found: Matches, expected: Mapping[int, float]) -> None:
    """Compare what the engine found with what it should have found."""
    assert found.docs.dtype == np.int64
    assert found.scores.dtype == np.float32
    assert found.docs.tolist() == sorted(expected), repr(query)
    wanted = np.array([expected[doc] for doc in sorted(expected)], np.float64)
    agree = np.isclose(found.scores, wanted, rtol=1e-4, atol=1e-6)
    assert agree.all(), (query, found.docs[~agree], found.scores[~agree], wanted[~agree])


def at(hour: int) -> datetime:
    """Return a moment, some hours after a day of 2021 begins."""
    return datetime(2021, 8, 1 + hour // 24, hour % 24)
