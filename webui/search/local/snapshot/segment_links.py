"""Which documents the ``related`` list of an article names, from the columns of an index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from indexer.contract.codec.arrays import Digests, Ints
from indexer.contract.codec.column_decoding import read_numbers
from webui.search.local.engine.segment import Segment

_Reading = Callable[[], AbstractContextManager[Any]]


def linked_docs(segments: Sequence[Segment], doc: int, reading: _Reading) -> tuple[Ints, Ints]:
    """Return the documents that the list of one names, ascending, and the place of each in it.

    Deleted documents are among them, and the document itself may be.

    Args:
        segments: of the index.
        doc: number of the document.
        reading: the guard of the engine.
    """
    named = _named(segments, doc, reading)
    docs, urls = [np.empty(0, np.int64)], [np.empty(0, np.uint64)]
    for segment in segments if len(named) else ():
        links = _links(segment, reading)
        own = np.flatnonzero(np.isin(links, named))
        docs.append(segment.base + own)
        urls.append(links[own])
    order = np.argsort(named, kind="stable")
    return np.concatenate(docs), order[np.searchsorted(named[order], np.concatenate(urls))]


def _named(segments: Sequence[Segment], doc: int, reading: _Reading) -> Digests:
    """Read the digests of the URLs that one article names, without those of all others."""
    segment = next(one for one in reversed(segments) if one.base <= doc)
    with reading():
        reader: Any = segment.reader
        if not reader.has_column("related"):
            return np.empty(0, np.uint64)
        value = reader.column_reader("related", translate=False)[doc - segment.base]
    return np.frombuffer(value, "<u8").astype(np.uint64)


def _links(segment: Segment, reading: _Reading) -> Digests:
    """Return the digest of each document's own URL, 0 where it has none."""

    def read() -> Digests:
        with reading():
            numbers = read_numbers(segment.reader, "link")
        return numbers.astype(np.uint64) if len(numbers) else np.zeros(segment.size, np.uint64)

    return segment.cached("links", read)
