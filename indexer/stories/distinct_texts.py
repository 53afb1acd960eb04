"""Distinct texts in order of time: an article and those that repeat it word by word are one.

An agency's text that fifty papers print is one text, for what is rare and what is frequent
should not depend on how many print it. A text that comes back after more than
:data:`LONGEST` is another text.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.contract.codec.arrays import Bools, Ints
from indexer.stories.signatures import NO_DATE, Signatures, Words, words_of

DAY = 86_400_000_000
"""Microseconds."""

LONGEST = 10 * DAY
"""Microseconds that a story lasts at the most, and that two of its articles may be apart.

Of the judged pairs that are one event (``tests/benchmark/stories`` says how they were judged,
up to two weeks apart) 92 in 100 are within ten days, and 98 in 100 of all such pairs that they
stand for; beyond, mostly the next number of a series looks alike.
"""


@dataclass(frozen=True, slots=True)
class Texts:
    """Distinct texts, in order of time; ties by their digests.

    Attributes:
        docs: the document that is the first one with each text, shape (n,).
        first, last: when the first and the last document with it was published, in
            microseconds since 1970, shape (n,).
        provider: digest of the first document's provider, shape (n,).
        title, excerpt: as in :class:`Signatures`, shape (n,).
        starts: where the words of each text begin in ``words``, shape (n + 1,).
        words: digests, each once in a text, those of its title first, shape (w,).
        in_title, in_excerpt: whether the word stands there, shape (w,).
    """

    docs: Ints
    first: Ints
    last: Ints
    provider: Words
    title: Words
    excerpt: Words
    starts: Ints
    words: Words
    in_title: Bools
    in_excerpt: Bools

    def __len__(self) -> int:
        return len(self.docs)


@dataclass(frozen=True, slots=True)
class Runs:
    """Which documents repeat a text.

    Attributes:
        docs: the document that each document repeats; its own number where it is the first
            one, -1 where it is in no story: without a date, without a word, or deleted,
            shape (n,).
        last: when the last one that repeats each document was published, in microseconds
            since 1970; of those that are first, shape (n,).
    """

    docs: Ints
    last: Ints

    @property
    def first(self) -> Bools:
        """Which documents are the first ones with their texts, shape (n,)."""
        first: Bools = self.docs == np.arange(len(self.docs))
        return first


def find_runs(signatures: Signatures, live: Bools) -> Runs:
    """Find the documents that repeat each other's texts word by word.

    Args:
        signatures: of all documents.
        live: which documents are not deleted, shape (n,).
    """
    published, texts = signatures.published, signatures.text
    docs = np.full(len(live), -1, np.int64)
    last = published.copy()
    worded = signatures.stops > signatures.starts
    left = np.flatnonzero(live & worded & (published != NO_DATE))
    left = left[np.lexsort((signatures.key[left], published[left], texts[left]))]
    while len(left):
        begins = np.ones(len(left), np.bool_)
        begins[1:] = texts[left[1:]] != texts[left[:-1]]
        firsts = left[begins][np.cumsum(begins) - 1]
        near = published[left] - published[firsts] <= LONGEST
        docs[left[near]] = firsts[near]
        # In order of time, so that the last one stays.
        last[firsts[near]] = published[left[near]]
        left = left[~near]
    return Runs(docs, last)


def in_order(signatures: Signatures, docs: Ints) -> Ints:
    """Return documents in order of time; ties by their digests."""
    return docs[np.lexsort((signatures.key[docs], signatures.published[docs]))]


def texts_of(signatures: Signatures, runs: Runs, docs: Ints) -> Texts:
    """Return the texts of some documents.

    Args:
        signatures: of all documents.
        runs: likewise.
        docs: the first ones with their texts, in order of time.
    """
    words, counts, in_title, in_excerpt = words_of(signatures, docs)
    return Texts(
        docs=docs,
        first=signatures.published[docs],
        last=runs.last[docs],
        provider=signatures.provider[docs],
        title=signatures.title[docs],
        excerpt=signatures.excerpt[docs],
        starts=np.concatenate([[0], np.cumsum(counts)]),
        words=words,
        in_title=in_title,
        in_excerpt=in_excerpt,
    )
