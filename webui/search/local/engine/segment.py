"""One segment of an index: what is decoded of it, kept in the cache for as long as it lives."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import chain, pairwise
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import W3Codec
from whoosh.matching import FilterMatcher

from indexer.contract.codec.arrays import Docs
from indexer.contract.codec.column_decoding import read_field_lengths, read_numbers
from indexer.contract.codec.dictionary import Dictionary, read_dictionary
from indexer.contract.codec.posting_decoding import (
    NO_DOCS,
    NO_POSTINGS,
    Postings,
    decode_postings,
    decode_values,
    postings_from_sequences,
)
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.engine.cache import ByteCache, Sized
from webui.search.local.engine.positions import Keys, decode_places, decode_positions

_T = TypeVar("_T", bound=Sized)

# Postings whose positions are decoded together. Until they are, one takes some 100 bytes.
_TOGETHER = 2**19
# Terms whose postings are read together.
_READ_TOGETHER = 64

Guard = Callable[[], AbstractContextManager[Any]]
"""Gives a context in which the calling thread alone uses Whoosh's readers; may be nested."""


class Segment:
    """A segment. It never changes, so what the cache holds for it stays valid.

    Args:
        reader: Whoosh's ``SegmentReader``.
        base: the number of its first document in the whole index.
        cache: shared by all segments, those of later states of the index included.
        guard: Whoosh's readers move a shared file position, so one thread at a time.
    """

    def __init__(self, reader: Any, base: int, cache: ByteCache, guard: Guard) -> None:
        self.reader = reader
        self.base = base
        self.size: int = reader.doc_count_all()
        self.id: str = reader.segment().segment_id()
        self._cache = cache
        self._guard = guard
        self._postings_file: Any = None
        self._documents: Any = None

    def stored(self, doc: int) -> dict[str, Any]:
        """Read the stored fields of a document, by its number within the segment.

        The caller is within the guard.
        """
        if self._documents is None:
            codec, storage = self.reader.codec(), self.reader.storage()
            # Whoosh's reader looks each field up in the schema, for fields that were removed.
            self._documents = codec.per_document_reader(storage, self.reader.segment())
        stored: dict[str, Any] = self._documents.stored_fields(doc)
        return stored

    def close(self) -> None:
        """Close the files that were opened beside the reader's own."""
        for file in (self._postings_file, self._documents):
            if file is not None:
                file.close()
        self._postings_file = self._documents = None

    def cached(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """Return what is kept of this segment under a key; where nothing is, make it."""
        return self._cache.get((self.id, key), make)

    def cached_once(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """Return the same; of several who ask for what is not kept, one makes it."""
        return self._cache.get_once((self.id, key), make)

    def keep(self, key: Hashable) -> None:
        """Count what is kept of this segment under a key as used, if it is."""
        self._cache.keep((self.id, key))

    def postings(self, field: str, term: bytes) -> Postings:
        """Return the postings of a term; empty ones where the segment has no such term."""
        return self.cached(("postings", field, term), lambda: self._read_postings(field, term))

    def documents_of(self, field: str, terms: Iterable[bytes]) -> list[Docs]:
        """Return the numbers of the documents of each of many terms that the segment has.

        Their postings are not kept.
        """
        known = self.dictionary(field)
        places = [place for term in terms if (place := known.find(term)) is not None]
        if not len(known.offsets):
            return [self.postings(field, known.terms[place]).docs for place in places]
        found = []
        # Some at a time, since others wait for the file meanwhile.
        for start in range(0, len(places), _READ_TOGETHER):
            raw = self._raw_of(known, places[start : start + _READ_TOGETHER])
            found += [decode_postings(one).docs for one in raw]
            checkpoint()
        return found

    def positions(self, field: str, term: bytes) -> Keys:
        """Return where a term stands, as keys (see ``positions.py``), ascending."""
        return self.cached(("positions", field, term), lambda: self._read_positions(field, term))

    def occurrences(self, field: str) -> Iterator[tuple[Keys, Keys]]:
        """Yield where all terms of a field stand, some terms at a time; nothing of it is kept.

        Yields:
            The place of a term in the dictionary, and a key (see ``positions.py``), of each
            occurrence, in no order, int64, shape (p,) both.
        """
        known = self.dictionary(field)
        before = np.cumsum(known.frequencies) - known.frequencies
        bounds = np.searchsorted(before, np.arange(0, int(before[-1:].sum()) + 1, _TOGETHER))
        ends = np.unique([*bounds.tolist(), len(known.terms)]).tolist()
        for first, last in pairwise([0, *(end for end in ends if end)]):
            checkpoint()
            several = range(first, last)
            found = [decode_values(raw) for raw in self._raw_of(known, several)] or [
                self._values(field, known.terms[place]) for place in several
            ]
            docs = [NO_DOCS, *(own for own, _ in found)]
            values = list(chain.from_iterable(own for _, own in found))
            terms = np.repeat(several, [len(own) for own, _ in found])
            keys, which = decode_places(
                np.concatenate(docs), values, self.reader.schema[field].format
            )
            yield terms[which], keys

    def frequency(self, field: str, term: bytes) -> int:
        """Return how many documents have a term, deleted ones included."""
        with self._guard():
            if field not in self.reader.schema or (field, term) not in self.reader:
                return 0
            return int(self.reader.doc_frequency(field, term))

    def field_lengths(self, field: str) -> npt.NDArray[np.uint8]:
        """Return the lengths of a field, as one rounded byte each, shape (size,)."""
        return self._column(("lengths", field), read_field_lengths)

    def numbers(self, field: str) -> npt.NDArray[Any]:
        """Return a numeric column as it is stored, shape (size,); nothing where there is none."""
        return self._column(("numbers", field), read_numbers)

    def dictionary(self, field: str) -> Dictionary:
        """Return the terms of a field."""
        return self._column(("dictionary", field), read_dictionary)

    def _column(self, key: tuple[str, str], read: Callable[[Any, str], _T]) -> _T:
        def make() -> _T:
            with self._guard():
                return read(self.reader, key[1])

        return self.cached(key, make)

    def _read_postings(self, field: str, term: bytes) -> Postings:
        with self._guard():
            raw = self._raw_postings(field, term)
            if raw is None:
                return self._walk(field, term)
        return decode_postings(raw) if raw else NO_POSTINGS

    def _values(self, field: str, term: bytes) -> tuple[Docs, list[bytes]]:
        with self._guard():
            raw = self._raw_postings(field, term)
            if raw is None:
                return self._walk_values(field, term)
        return decode_values(raw) if raw else (NO_DOCS, [])

    def _read_positions(self, field: str, term: bytes) -> Keys:
        docs, values = self._values(field, term)
        if not values:
            return np.empty(0, np.int64)
        return decode_positions(docs, values, self.reader.schema[field].format)

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
        if field not in self.reader.schema or (field, term) not in self.reader:
            return b""
        codec = self.reader.codec()
        if not isinstance(codec, W3Codec):
            return None
        info = self.reader.term_info(field, term)
        if info.is_inlined():
            return None
        offset, length = info.extent()
        # Whoosh forgets to take the length out of the tuple that it unpacks.
        raw: bytes = self._open_postings().get(offset, *np.atleast_1d(length).tolist())
        return raw

    def _open_postings(self) -> Any:
        """Return the postings file of Whoosh's own codec."""
        if self._postings_file is None:
            name = self.reader.segment().make_filename(W3Codec.POSTS_EXT)
            self._postings_file = self.reader.storage().open_file(name)
        return self._postings_file

    def _walk(self, field: str, term: bytes) -> Postings:
        matcher = all_postings(self.reader, field, term)
        docs, weights = [], []
        while matcher.is_active():
            checkpoint()
            docs.append(matcher.id())
            weights.append(matcher.weight())
            matcher.next()
        return postings_from_sequences(docs, weights)

    def _walk_values(self, field: str, term: bytes) -> tuple[Docs, list[bytes]]:
        matcher = all_postings(self.reader, field, term)
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
