"""The terms of a segment as the server walks them, against what Whoosh reads of each.

Whoosh goes from one record to the next; the server takes all terms of a field at once, by an
array of their places, and the postings by the bytes that the record names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import W3Codec

from indexer.contract.codec.column_decoding import read_bytes, read_numbers
from indexer.contract.codec.dictionary import Dictionary, read_dictionary
from indexer.contract.codec.posting_decoding import decode_postings

_NOTHING = Dictionary([], np.empty(0, np.int64))


class TermsAsWalked:
    """Compares the terms of one segment, in the order in which Whoosh reads them.

    Args:
        reader: Whoosh's, of the segment. One of another codec than Whoosh's own is walked by
            Whoosh itself, so that there is nothing to compare.
    """

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self._own = isinstance(reader.codec(), W3Codec)
        self._seen: set[str] = set()
        self._name: str | None = None
        self._terms = _NOTHING
        self._place = 0
        self._extent: tuple[int, int] | None = None
        name = reader.segment().make_filename(W3Codec.POSTS_EXT)
        self._file = reader.storage().open_file(name) if self._own else None

    def compare(self, name: str, term: bytes, info: Any) -> Iterator[str]:
        """Go on to a term of a field, of which Whoosh says something; yield what differs."""
        self._extent = None
        if not self._own:
            return
        if name != self._name:
            yield from self._end()
            self._seen.add(name)
            self._name, self._terms, self._place = name, read_dictionary(self._reader, name), 0
        terms, place = self._terms, self._place
        self._place += 1
        if place >= len(terms.terms) or terms.terms[place] != term:
            # What follows differs, too.
            if place <= len(terms.terms):
                yield f"the terms of {name} are not walked one after the other"
            self._place = len(terms.terms) + 1
            return
        if terms.frequencies[place] != info.doc_frequency():
            yield f"a term of {name} is not walked with its number of documents"
        if not info.is_inlined():
            offset, length = info.extent()
            # Whoosh forgets to take the length out of the tuple that it unpacks.
            stated = (offset, int(np.atleast_1d(length)[0]))
            self._extent = int(terms.offsets[place]), int(terms.lengths[place])
            if self._extent != stated:
                yield f"a term of {name} is not walked with its postings"
                self._extent = None

    def compare_postings(
        self, name: str, docs: Sequence[int], weights: Sequence[float]
    ) -> Iterator[str]:
        """Yield what differs between the postings of the term and those that Whoosh reads."""
        if self._extent is None or self._file is None:
            return
        found = decode_postings(self._file.get(*self._extent))
        ours = np.ones(len(found), np.float32) if found.weights is None else found.weights
        same = np.array_equal(found.docs, docs)
        if not same or not np.array_equal(ours, np.array(weights, np.float32)):
            yield f"the postings of a term of {name} are not decoded to what they are"

    def finish(self) -> Iterator[str]:
        """Yield what differs at the end: terms that only the server finds."""
        yield from self._end()
        if self._own:
            for name, field in self._reader.schema.items():
                unseen = field.indexed and name not in self._seen
                if unseen and read_dictionary(self._reader, name).terms:
                    yield f"the terms of {name} are walked, and there are none"

    def _end(self) -> Iterator[str]:
        if self._place < len(self._terms.terms):
            yield f"the terms of {self._name} are more when they are walked"


def differing_columns(reader: Any, name: str, theirs: Any) -> Iterator[str]:
    """Yield a sentence if a column, read whole, is not what Whoosh reads value by value.

    Args:
        reader: Whoosh's, of the segment.
        name: of a field with a column.
        theirs: Whoosh's reader of the column.
    """
    default = reader.schema[name].column_type.default_value()
    read = read_bytes if isinstance(default, bytes) else read_numbers
    values = list(read(reader, name))
    if values and values != [theirs[doc] for doc in range(reader.doc_count_all())]:
        yield f"the column {name} is not read whole as value by value"
