"""What the importer holds to be related to an article: its list, as far as the index has it."""

from __future__ import annotations

from typing import Any

import numpy as np

from indexer.contract.codec.arrays import Digests, Ints
from indexer.contract.codec.column_decoding import read_numbers
from webui.search.local.columns.ordering import by_date
from webui.search.local.engine.segment import Segment
from webui.search.local.snapshot.snapshot import Snapshot


def related(snapshot: Snapshot, doc: int) -> Ints:
    """Return the live documents that an article's ``related`` list names, in its order.

    The article itself is left out. Of several with one URL the newest comes first, then by id.

    Args:
        snapshot: where to look.
        doc: number of the article.

    Raises:
        IndexStateError: the index's files cannot be read.
    """
    with snapshot.reporting_damage():
        named = _named(snapshot, doc)
        found = [
            segment.base + np.flatnonzero(np.isin(_links(snapshot, segment), named))
            for segment in (snapshot.segments if len(named) else ())
        ]
        docs = np.concatenate(found) if found else np.empty(0, np.int64)
        docs = docs[snapshot.totals.live[docs] & (docs != doc)]
        docs = by_date(docs, snapshot.columns, "newest", None, snapshot.by_id)
        own = [_links(snapshot, segment) for segment in snapshot.segments]
        urls = np.concatenate(own)[docs] if len(docs) else np.empty(0, np.uint64)
    order = np.argsort(named, kind="stable")
    place = order[np.searchsorted(named[order], urls)]
    return docs[np.argsort(place, kind="stable")]


def _named(snapshot: Snapshot, doc: int) -> Digests:
    """Read the digests of the URLs that one article names, without those of all others."""
    segment = next(one for one in reversed(snapshot.segments) if one.base <= doc)
    with snapshot.reading():
        reader: Any = segment.reader
        if not reader.has_column("related"):
            return np.empty(0, np.uint64)
        value = reader.column_reader("related", translate=False)[doc - segment.base]
    return np.frombuffer(value, "<u8").astype(np.uint64)


def _links(snapshot: Snapshot, segment: Segment) -> Digests:
    """Return the digest of each document's own URL, 0 where it has none."""

    def read() -> Digests:
        with snapshot.reading():
            numbers = read_numbers(segment.reader, "link")
        return numbers.astype(np.uint64) if len(numbers) else np.zeros(segment.size, np.uint64)

    return segment.cached("links", read)
