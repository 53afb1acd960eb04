"""One segment of an index: what is decoded of it, kept in the cache for as long as it lives."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import chain, pairwise
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.column_decoding import read_field_lengths, stored_numbers
from indexer.contract.codec.dictionary import Dictionary, read_dictionary
from indexer.contract.codec.plain.plain_file import open_plain
from indexer.contract.codec.plain.plain_terms import Places, PlainTerms
from indexer.contract.codec.position_decoding import Keys, decode_places
from indexer.contract.codec.posting_decoding import (
    NO_DOCS,
    Postings,
)
from indexer.contract.codec.stored_fields import StoredFields
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.engine.cache import ByteCache, Sized
from webui.search.local.engine.posting_lists.plain_postings import (
    CodedPostings,
    PlainPostings,
    coded_postings,
    of_field,
    of_several,
    positions_in,
)
from webui.search.local.engine.posting_lists.positions import within
from webui.search.local.engine.posting_lists.whoosh_postings import Guard, WhooshPostings

_T = TypeVar("_T", bound=Sized)
_Held = TypeVar("_Held")

# Postings whose positions are decoded together. Until they are, one takes some 100 bytes.
_TOGETHER = 2**19
# Terms whose postings are read together.
_READ_TOGETHER = 64


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
        self._documents: StoredFields | None = None
        self._held: dict[Hashable, Any] = {}
        self._whoosh = WhooshPostings(reader, guard)
        with guard():
            self.plain = open_plain(reader)
        self._plain = PlainPostings(self.plain) if self.plain else None

    def group(self, fields: Iterable[str]) -> PlainTerms | None:
        """Return the terms of some fields, if their postings stand ready together."""
        return self._plain.group(fields) if self._plain else None

    def coded(self, terms: PlainTerms, term: bytes) -> CodedPostings:
        """Return the postings of a term in all fields of a group."""
        return self.cached(("coded", terms.fields, term), lambda: coded_postings(terms, term))

    def stored(self, doc: int) -> dict[str, Any]:
        """Read the stored fields of a document, by its number within the segment.

        The caller is within the guard.
        """
        if self._documents is None:
            self._documents = StoredFields(self.reader)
        return self._documents[doc]

    def close(self) -> None:
        """Close the files that were opened beside the reader's own."""
        self._whoosh.close()
        if self._documents is not None:
            self._documents.close()
        self._documents = None
        # Nothing mapped outlasts this: a file that was deleted takes room until it is closed.
        self._held.clear()
        self.plain = self._plain = None

    def held(self, key: Hashable, make: Callable[[], _Held]) -> _Held:
        """Return what is kept of this segment until it is closed: what is mapped, mostly.

        Unlike what is in the cache it may be a view of the segment's file.
        """
        if key not in self._held:
            self._held[key] = make()
        value: _Held = self._held[key]
        return value

    def cached(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """Return what is kept of this segment under a key; where nothing is, make it."""
        return self._cache.get((self.id, key), make)

    def seen(self, key: Hashable) -> bool:
        """Whether something is kept of this segment under a key, or was asked for before."""
        return self._cache.seen((self.id, key))

    def cached_once(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """Return the same; of several who ask for what is not kept, one makes it."""
        return self._cache.get_once((self.id, key), make)

    def keep(self, key: Hashable) -> None:
        """Count what is kept of this segment under a key as used, if it is."""
        self._cache.keep((self.id, key))

    def postings(self, field: str, term: bytes) -> Postings:
        """Return the postings of a term; empty ones where the segment has no such term."""
        terms = self.group((field,))
        if terms is not None:
            return of_field(terms, field, self.coded(terms, term))
        return self.cached(("postings", field, term), lambda: self._whoosh.postings(field, term))

    def documents_of(self, field: str, terms: Iterable[bytes]) -> list[npt.NDArray[Any]]:
        """Return the numbers of the documents of each of many terms that the segment has.

        Their postings are not kept.
        """
        ready = self.group((field,))
        if ready is not None:
            return [of_several(ready, field, terms)]
        known = self.dictionary(field)
        places = [place for term in terms if (place := known.find(term)) is not None]
        if not len(known.offsets):
            return [self.postings(field, known.terms[place]).docs for place in places]
        found = []
        # Some at a time, since others wait for the file meanwhile.
        for start in range(0, len(places), _READ_TOGETHER):
            found += self._whoosh.documents_of(known, places[start : start + _READ_TOGETHER])
            checkpoint()
        return found

    def positions(self, field: str, term: bytes) -> Keys:
        """Return where a term stands, as keys (see ``position_decoding``), ascending."""
        terms = self.group((field,))
        if terms is not None and terms.has_positions:
            return positions_in(terms, self.coded(terms, term), term, field, None)
        return self.cached(("positions", field, term), lambda: self._whoosh.positions(field, term))

    def positions_within(self, field: str, term: bytes, docs: Places) -> Keys:
        """Return where a term stands in some documents, ascending; perhaps in others, too."""
        terms = self.group((field,))
        if terms is not None and terms.has_positions:
            return positions_in(terms, self.coded(terms, term), term, field, docs)
        return within(self.positions(field, term), docs)

    def occurrences(self, field: str) -> Iterator[tuple[Keys, Keys]]:
        """Yield where all terms of a field stand, some terms at a time; nothing of it is kept.

        Yields:
            The place of a term in the dictionary, and a key (see ``position_decoding``), of each
            occurrence, in no order, int64, shape (p,) both.
        """
        known = self.dictionary(field)
        before = np.cumsum(known.frequencies) - known.frequencies
        bounds = np.searchsorted(before, np.arange(0, int(before[-1:].sum()) + 1, _TOGETHER))
        ends = np.unique([*bounds.tolist(), len(known.terms)]).tolist()
        for first, last in pairwise([0, *(end for end in ends if end)]):
            checkpoint()
            several = range(first, last)
            found = self._whoosh.values_of(field, known, several)
            docs = [NO_DOCS, *(own for own, _ in found)]
            values = list(chain.from_iterable(own for _, own in found))
            terms = np.repeat(several, [len(own) for own, _ in found])
            keys, which = decode_places(
                np.concatenate(docs), values, self.reader.schema[field].format
            )
            yield terms[which], keys

    def frequency(self, field: str, term: bytes) -> int:
        """Return how many documents have a term, deleted ones included."""
        terms = self.group((field,))
        if terms is not None:
            place = terms.find(term)
            return 0 if place is None else int(terms.frequencies(field)[place])
        return self._whoosh.frequency(field, term)

    def field_lengths(self, field: str) -> npt.NDArray[np.uint8]:
        """Return the lengths of a field, as one rounded byte each, shape (size,)."""
        return self.held(("lengths", field), lambda: self._read(read_field_lengths, field))

    def numbers(self, field: str) -> npt.NDArray[Any]:
        """Return a numeric column as it is stored, shape (size,); nothing where there is none."""
        return self.held(("numbers", field), lambda: self._read(stored_numbers, field))

    def dictionary(self, field: str) -> Dictionary:
        """Return the terms of a field."""
        return self.cached(("dictionary", field), lambda: self._read(read_dictionary, field))

    def _read(self, read: Callable[[Any, str], _Held], field: str) -> _Held:
        with self._guard():
            return read(self.reader, field)
