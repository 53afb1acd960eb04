"""What stock Whoosh reads from an index, and postings as bytes."""

from __future__ import annotations

import pickle
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import Schema
from whoosh.index import TOC, open_dir
from whoosh.reading import SegmentReader

from indexer.contract.codec.mapped import MappedStorage
from indexer.segments.building import SegmentBuilder
from indexer.segments.encoding.block_encoding import encode_field
from indexer.segments.encoding.pickling import pushes, whole_tuple
from indexer.segments.encoding.runs import Runs
from indexer.segments.inverting.sorting import runs_of
from indexer.segments.segment_file import Source, write_segment

Posting = tuple[int, float, bytes | None]
"""Document number, weight and value."""

LENGTH = 7
"""Of the field in each document, in :func:`encoded`."""


def leaves(reader: Any) -> list[Any]:
    """Return the readers of the segments; an empty index has a reader without one."""
    return [leaf for leaf, _ in reader.leaf_readers() if leaf.segment()]


def walked(leaf: Any, field: str, term: bytes) -> list[Posting]:
    """Return the postings that stock Whoosh finds."""
    postings, matcher = [], leaf.postings(field, term)
    while matcher.is_active():
        postings.append((matcher.id(), matcher.weight(), matcher.value()))
        matcher.next()
    return postings


def everything(folder: Path) -> dict[tuple[int, str, bytes], tuple[Any, list[Posting]]]:
    """Return, by segment and term, what stock Whoosh knows of a term, and its postings."""
    reader = open_dir(str(folder)).reader()
    found = {}
    for number, leaf in enumerate(leaves(reader)):
        assert type(leaf.codec()) is W3Codec
        for name, term in leaf.all_terms():
            info = leaf.term_info(name, term)
            known = (
                info.weight(), info.doc_frequency(), info.min_length(), info.max_length(),
                info.max_weight(), info.min_id(), info.max_id(),
            )  # fmt: skip
            found[number, name, term] = known, walked(leaf, name, term)
    reader.close()
    return found


def stored(folder: Path) -> list[Any]:
    """Return stored fields, lengths and columns, by document."""
    reader = open_dir(str(folder)).reader()
    found: list[Any] = []
    for leaf in leaves(reader):
        columns = {
            name: leaf.column_reader(name, translate=False)
            for name in leaf.schema.names()
            if leaf.has_column(name)
        }
        found += [
            (
                leaf.stored_fields(doc),
                [leaf.doc_field_length(doc, name) for name in leaf.schema.scorable_names()],
                {name: column[doc] for name, column in columns.items()},
                leaf.is_deleted(doc),
            )
            for doc in range(leaf.doc_count_all())
        ]
    reader.close()
    return found


def totals(folder: Path) -> dict[str, int]:
    """Return the total length of each field."""
    reader = open_dir(str(folder)).reader()
    found = {name: reader.field_length(name) for name in reader.schema.scorable_names()}
    reader.close()
    return found


@contextmanager
def segment_readers(folder: Path) -> Iterator[list[Any]]:
    """Open a reader on each segment of an index."""
    storage = MappedStorage(folder)
    contents = TOC.read(storage, "MAIN")
    readers = [SegmentReader(storage, contents.schema, segment) for segment in contents.segments]
    try:
        yield readers
    finally:
        for reader in readers:
            reader.close()


def write_index(folder: Path, schema: Schema, sources: Sequence[Source]) -> Path:
    """Write an index of one segment."""
    folder.mkdir(exist_ok=True)
    storage = MappedStorage(folder)
    segment = write_segment(storage, "MAIN", schema, sources)
    TOC(schema, [segment], 1).write(storage, "MAIN")
    return folder


def built(schema: Schema, documents: Iterable[dict[str, Any]]) -> SegmentBuilder:
    """Return a builder that holds documents."""
    builder = SegmentBuilder(schema)
    for document in documents:
        builder.add(document)
    return builder


def runs(lists: Sequence[Sequence[Posting]], size: int | None) -> Runs:
    """Make the runs of a field, the terms of which have these postings."""
    terms = [b"%04d" % number for number in range(len(lists))]
    term = [number for number, postings in enumerate(lists) for _ in postings]
    every = [posting for postings in lists for posting in postings]
    values = [value or b"" for *_, value in every]
    operations = values if size is not None else [pushes([value]) for value in values]
    return runs_of(
        terms,
        np.array(term, np.int64),
        np.array([doc for doc, *_ in every], np.int32),
        np.array([weight for _, weight, _ in every], np.float32),
        b"".join(operations),
        np.cumsum([len(operation) for operation in operations]),
    )


def encoded(lists: Sequence[Sequence[Posting]], size: int | None) -> list[bytes]:
    """Return the bytes of posting lists, as they stand in one file."""
    of_field = runs(lists, size)
    lengths = np.full(int(of_field.docs.max()) + 1, LENGTH, np.uint8)
    field = encode_field(of_field, lengths, size)
    return [field.data[info["offset"] : info["offset"] + info["length"]] for info in field.infos]


def postings_of(runs: Runs, size: int | None) -> dict[bytes, list[Posting]]:
    """Return the postings that are in runs, by term."""
    found: dict[bytes, list[Posting]] = defaultdict(list)
    places = zip(
        runs.term_of.tolist(), runs.firsts.tolist(), runs.counts.tolist(),
        runs.value_starts.tolist(), runs.value_ends.tolist(), strict=True,
    )  # fmt: skip
    for term, first, count, start, end in places:
        raw = runs.values[start:end]
        values: Sequence[bytes] = [b""] * count
        if size is None:
            values = pickle.loads(whole_tuple(raw))
        elif size:
            values = [raw[at : at + size] for at in range(0, len(raw), size)]
        last = slice(first, first + count)
        rows = zip(runs.docs[last].tolist(), runs.weights[last].tolist(), values, strict=True)
        found[runs.terms[term]] += rows
    assert list(found) == runs.terms == sorted(runs.terms)
    return found
