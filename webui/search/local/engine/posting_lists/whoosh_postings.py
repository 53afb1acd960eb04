"""The postings of a segment in Whoosh's own files, decoded: for what has no plain arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import W3Codec
from whoosh.matching import FilterMatcher

from indexer.contract.codec.arrays import Docs
from indexer.contract.codec.dictionary import Dictionary
from indexer.contract.codec.position_decoding import Keys, decode_positions
from indexer.contract.codec.posting_decoding import (
    NO_DOCS,
    NO_POSTINGS,
    Postings,
    decode_postings,
    decode_values,
    postings_from_sequences,
)
from webui.search.deadlines.deadline import checkpoint

Guard = Callable[[], AbstractContextManager[Any]]
"""Gives a context in which the calling thread alone uses Whoosh's readers; may be nested."""


class WhooshPostings:
    """Reads postings. Keeps nothing of them.

    Args:
        reader: Whoosh's ``SegmentReader``.
        guard: Whoosh's readers move a shared file position, so one thread at a time.
    """

    def __init__(self, reader: Any, guard: Guard) -> None:
        self._reader = reader
        self._guard = guard
        self._postings_file: Any = None

    def close(self) -> None:
        """Close the file that was opened beside the reader's own."""
        if self._postings_file is not None:
            self._postings_file.close()
        self._postings_file = None

    def frequency(self, field: str, term: bytes) -> int:
        """Return how many documents have a term, deleted ones included."""
        with self._guard():
            if field not in self._reader.schema or (field, term) not in self._reader:
                return 0
            return int(self._reader.doc_frequency(field, term))

    def documents_of(self, known: Dictionary, places: Sequence[int]) -> list[Docs]:
        """Return the documents of each of some terms, by their places, with Whoosh's own codec."""
        return [decode_postings(raw).docs for raw in self._raw_of(known, places)]

    def values_of(
        self, field: str, known: Dictionary, places: Sequence[int]
    ) -> list[tuple[Docs, list[bytes]]]:
        """Return the documents and the values of each of some terms, by their places."""
        return [decode_values(raw) for raw in self._raw_of(known, places)] or [
            self.values(field, known.terms[place]) for place in places
        ]

    def postings(self, field: str, term: bytes) -> Postings:
        """Return the postings of a term; empty ones where the segment has no such term."""
        with self._guard():
            raw = self._raw_postings(field, term)
            if raw is None:
                return self._walk(field, term)
        return decode_postings(raw) if raw else NO_POSTINGS

    def values(self, field: str, term: bytes) -> tuple[Docs, list[bytes]]:
        """Return the documents of a term, and what else the field keeps of each posting."""
        with self._guard():
            raw = self._raw_postings(field, term)
            if raw is None:
                return self._walk_values(field, term)
        return decode_values(raw) if raw else (NO_DOCS, [])

    def positions(self, field: str, term: bytes) -> Keys:
        """Return where a term stands, as keys (see ``position_decoding``), ascending."""
        docs, values = self.values(field, term)
        if not values:
            return np.empty(0, np.int64)
        return decode_positions(docs, values, self._reader.schema[field].format)

    def _raw_of(self, known: Dictionary, places: Sequence[int]) -> list[bytes]:
        """Return the bytes of the postings of many terms; of another codec, nothing."""
        if not len(known.offsets):
            return []
        offsets, lengths = known.offsets[places].tolist(), known.lengths[places].tolist()
        with self._guard():
            file = self._open_postings()
            return [file.get(*extent) for extent in zip(offsets, lengths, strict=True)]

    def _raw_postings(self, field: str, term: bytes) -> bytes | None:
        """Return the bytes of a term's postings; none where there is no such term.

        None stands for postings that are not in a file of Whoosh's own codec.
        """
        if field not in self._reader.schema or (field, term) not in self._reader:
            return b""
        codec = self._reader.codec()
        if not isinstance(codec, W3Codec):
            return None
        info = self._reader.term_info(field, term)
        if info.is_inlined():
            return None
        offset, length = info.extent()
        # Whoosh forgets to take the length out of the tuple that it unpacks.
        raw: bytes = self._open_postings().get(offset, *np.atleast_1d(length).tolist())
        return raw

    def _open_postings(self) -> Any:
        """Return the postings file of Whoosh's own codec."""
        if self._postings_file is None:
            name = self._reader.segment().make_filename(W3Codec.POSTS_EXT)
            self._postings_file = self._reader.storage().open_file(name)
        return self._postings_file

    def _walk(self, field: str, term: bytes) -> Postings:
        matcher = all_postings(self._reader, field, term)
        docs, weights = [], []
        while matcher.is_active():
            checkpoint()
            docs.append(matcher.id())
            weights.append(matcher.weight())
            matcher.next()
        return postings_from_sequences(docs, weights)

    def _walk_values(self, field: str, term: bytes) -> tuple[Docs, list[bytes]]:
        matcher = all_postings(self._reader, field, term)
        docs, values = [], []
        while matcher.is_active():
            checkpoint()
            docs.append(matcher.id())
            values.append(matcher.value())
            matcher.next()
        return np.array(docs, np.int32), values


def all_postings(reader: Any, field: str, term: bytes) -> Any:
    """Return Whoosh's matcher for a term of a segment, deleted documents included."""
    matcher = reader.postings(field, term)
    if isinstance(matcher, FilterMatcher):
        # It leaves out deleted documents, which statistics count, and which later states
        # of the index may have more of.
        matcher = matcher.child
        matcher.reset()
    return matcher
