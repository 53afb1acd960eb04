"""The words of all documents of a state, and the documents of each word, story by story."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from indexer.contract.codec.arrays import Docs, Ints
from indexer.contract.schema import SEARCHED_FIELDS, WORDS_SUFFIX
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.engine.segment import Segment
from webui.search.local.forward.lexicon import Lexicon, lexicon_of
from webui.search.local.forward.segment_tokens import GAP, TEXT_FIELDS, tokens_of


@dataclass(frozen=True, slots=True)
class ForwardIndex:
    """The words of all documents of a state, deleted ones included.

    Attributes:
        lexicon: all words, those of topics included.
        forms: the words of title and excerpt as places in the lexicon, one document after the
            other, with a gap (-1) between the two and after each document, int32, shape (t,).
        starts: where each document begins in ``forms``, int64, shape (n + 1,).
        docs: the documents that have each telling stem in title or excerpt, one stem after the
            other, and story by story, int32, shape (p,).
        bounds: where those of each stem begin in ``docs``, int64, shape (s + 1,).
        groups: a number for each of ``docs`` that those of one stem and one story share,
            ascending, int32, shape (p,).
    """

    lexicon: Lexicon
    forms: Docs
    starts: Ints
    docs: Docs
    bounds: Ints
    groups: Docs

    @property
    def nbytes(self) -> int:
        """Bytes of all of it."""
        arrays = (self.forms, self.starts, self.docs, self.bounds, self.groups)
        return self.lexicon.nbytes + sum(array.nbytes for array in arrays)

    def stems(self) -> Docs:
        """Return the telling stems of all words, -1 for others and for gaps, int32, shape (t,)."""
        known = np.where(self.lexicon.telling[self.lexicon.stem_of], self.lexicon.stem_of, GAP)
        # A gap counts from the end.
        stems: Docs = np.append(known, GAP).astype(np.int32)[self.forms]
        return stems

    def docs_at(self, places: Ints) -> Ints:
        """Return the document that stands at each of some places of ``forms``."""
        return np.searchsorted(self.starts, places, "right") - 1


def forward_index(
    segments: Sequence[Segment], story: Ints, fields: Collection[str] = TEXT_FIELDS
) -> ForwardIndex:
    """Turn the postings of some segments round.

    Args:
        segments: of a state, in the order of the documents.
        story: the number of each document's story, shape (n,).
        fields: those of title and excerpt whose words are counted; in place of others are gaps.
    """
    every = [field + WORDS_SUFFIX for field in SEARCHED_FIELDS]
    words = [segment.dictionary(field).terms for segment in segments for field in every]
    lexicon = lexicon_of(chain.from_iterable(words))
    place = {form: number for number, form in enumerate(lexicon.forms)}
    parts, lengths = [np.empty(0, np.int32)], [np.zeros(1, np.int64)]
    for segment in segments:
        checkpoint()
        own = tokens_of(segment)
        number = np.array([*(place[form.decode()] for form in own.forms), GAP], np.int32)
        tokens = number[own.tokens]
        if len(fields) < len(TEXT_FIELDS):
            ends = np.sort(np.concatenate([own.starts, own.excerpts]))
            wanted = np.tile([field in fields for field in TEXT_FIELDS], len(own.excerpts))
            tokens[~np.repeat(wanted, np.diff(ends))] = GAP
        parts.append(np.insert(tokens, own.starts[1:], GAP))
        lengths.append(np.diff(own.starts) + 1)
    checkpoint()
    forms, starts = np.concatenate(parts), np.cumsum(np.concatenate(lengths))
    return index_of_tokens(lexicon, forms, starts, story)


def index_of_tokens(lexicon: Lexicon, forms: Docs, starts: Ints, story: Ints) -> ForwardIndex:
    """Return the forward index of some documents.

    Args:
        lexicon: of their words.
        forms, starts: as the index has them.
        story: the number of each document's story, shape (n,).
    """
    return ForwardIndex(lexicon, forms, starts, *_inverted(lexicon, forms, starts, story))


def _inverted(lexicon: Lexicon, forms: Docs, starts: Ints, story: Ints) -> tuple[Docs, Ints, Docs]:
    # Documents of a story follow one another, in the order of their numbers.
    by_story = np.argsort(story, kind="stable")
    rank = np.empty(len(story), np.int64)
    rank[by_story] = np.arange(len(story))
    kept = np.flatnonzero(np.append(lexicon.telling[lexicon.stem_of], False)[forms])
    docs = np.repeat(np.arange(len(story)), np.diff(starts))[kept]
    size = max(len(story), 1)
    keys = np.sort(lexicon.stem_of[forms[kept]].astype(np.int64) * size + rank[docs])
    # Many times faster than ``numpy.unique``, which makes a table of hashes.
    keys = keys[np.diff(keys, prepend=-1) != 0]
    bounds = np.searchsorted(keys, np.arange(len(lexicon.stems) + 1) * size)
    docs = by_story[keys % size]
    new = np.diff(story[docs], prepend=-1) != 0
    new[bounds[:-1][bounds[:-1] < len(keys)]] = True
    return docs.astype(np.int32), bounds.astype(np.int64), np.cumsum(new, dtype=np.int32)
