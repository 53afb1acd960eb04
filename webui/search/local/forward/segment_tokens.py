"""The words of each document of a segment, in order: its postings, turned round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.contract.codec.arrays import Docs, Ints
from indexer.contract.codec.position_decoding import POSITION_BITS
from indexer.contract.schema import WORDS_SUFFIX
from webui.search.local.engine.segment import Segment

TEXT_FIELDS = ("title", "excerpt")
"""What an article says, in this order; topics are said of it."""

GAP = -1
"""Stands between words that do not follow one another: those of title and excerpt."""

_KEY = "tokens"


@dataclass(frozen=True, slots=True)
class SegmentTokens:
    """The words of the documents of a segment, deleted ones included.

    Attributes:
        forms: the words as they are written, but for case and accents, in the order of their
            UTF-8 bytes.
        tokens: places in ``forms``, or :data:`GAP`, one document after the other, int32,
            shape (t,).
        starts: where each document begins in ``tokens``, int64, shape (n + 1,).
        excerpts: where its excerpt begins, with the gap before it, int64, shape (n,).
    """

    forms: Sequence[bytes]
    tokens: Docs
    starts: Ints
    excerpts: Ints

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays and the words."""
        # An empty bytes object takes 33 bytes, and its place in the list 8.
        words = sum(map(len, self.forms)) + 41 * len(self.forms)
        return self.tokens.nbytes + self.starts.nbytes + self.excerpts.nbytes + words


def tokens_of(segment: Segment) -> SegmentTokens:
    """Return the words of a segment's documents, kept in its cache.

    To decode them takes seconds of a hundred thousand documents, so of those who ask at the same
    time one does.
    """
    return segment.cached_once(_KEY, lambda: _read(segment))


def keep_tokens(segment: Segment) -> None:
    """Count the words of a segment as used, so that the next state finds them."""
    segment.keep(_KEY)


def _read(segment: Segment) -> SegmentTokens:
    fields = [field + WORDS_SUFFIX for field in TEXT_FIELDS]
    terms = {field: segment.dictionary(field).terms for field in fields}
    forms = sorted(set().union(*terms.values()))
    number = {form: place for place, form in enumerate(forms)}
    tokens, keys = [np.empty(0, np.int32)], [np.empty(0, np.int64)]
    for rank, field in enumerate(fields):
        numbers = np.array([number[term] for term in terms[field]], np.int32)
        for places, own in segment.occurrences(field):
            # One bit more between document and position says which field it is.
            docs, positions = own >> POSITION_BITS, own & (2**POSITION_BITS - 1)
            keys.append((docs * len(fields) + rank) << POSITION_BITS | positions)
            tokens.append(numbers[places])
    every = np.concatenate(keys)
    order = np.argsort(every)
    every, found = every[order], np.concatenate(tokens)[order]
    texts = every >> POSITION_BITS
    docs = texts // len(fields)
    breaks = np.flatnonzero((np.diff(every) != 1) & (np.diff(docs) == 0)) + 1
    # Where each text begins: a gap is part of what follows it.
    begins = np.searchsorted(
        np.insert(texts, breaks, texts[breaks]), np.arange(len(fields) * segment.size + 1)
    ).astype(np.int64)
    return SegmentTokens(forms, np.insert(found, breaks, GAP), begins[::2], begins[1::2])
