"""How many of the hits, and how many of the others, have each pair of neighbouring words."""

from __future__ import annotations

import numpy as np

from indexer.contract.codec.arrays import Bools, Docs, Ints
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.forward.forward_index import ForwardIndex
from webui.search.local.forward.sides import LEAST_ARTICLES, Counts, Sides


def count_pairs(index: ForwardIndex, sides: Sides, wanted: Ints) -> Counts:
    """Count pairs of telling stems that follow one another in title or excerpt.

    Args:
        index: of all documents.
        sides: what is compared.
        wanted: stems, one of which a pair has at least.

    Returns:
        Those that enough hits of enough providers have; ``items`` are the two stems.
    """
    size = len(index.lexicon.stems)
    # One more, for what is no telling word.
    either = np.zeros(size + 1, np.bool_)
    either[wanted] = True
    stems = index.stems()
    left, right = stems[:-1], stems[1:]
    begins = np.flatnonzero((either[left] | either[right]) & (left >= 0) & (right >= 0))
    checkpoint()
    docs = index.docs_at(begins)
    here, there = sides.hits[docs], sides.others[docs]
    items, own, pairs = _numbered(_keys(stems, begins[here], size), docs[here], sides.story)
    articles = np.bincount(items, minlength=len(pairs))
    shared = sides.shared(items, own)
    shared = shared[articles[shared] >= LEAST_ARTICLES]
    among = _votes(items, own, sides.story, len(pairs))[shared]
    pairs, articles = pairs[shared], articles[shared]
    keys, others = _keys(stems, begins[there], size), docs[there]
    at = np.searchsorted(pairs, keys)
    known = np.append(pairs, -1)[at] == keys
    items, own, which = _numbered(at[known], others[known], sides.story)
    elsewhere = np.zeros(len(pairs), np.int64)
    elsewhere[which] = _votes(items, own, sides.story, len(which))
    both = np.stack([pairs // max(size, 1), pairs % max(size, 1)], axis=1)
    return Counts(both, articles, among, elsewhere)


def _keys(stems: Docs, begins: Ints, size: int) -> Ints:
    keys: Ints = stems[begins].astype(np.int64) * size + stems[begins + 1]
    return keys


def _numbered(keys: Ints, docs: Ints, story: Ints) -> tuple[Ints, Ints, Ints]:
    """Number keys, and let each document have each once: items, documents and the keys.

    Items are ascending; of each the documents stand story by story.
    """
    checkpoint()
    order = np.lexsort((docs, story[docs], keys))
    keys, docs = keys[order], docs[order]
    new = np.diff(keys, prepend=-1) != 0
    once = new | (np.diff(docs, prepend=-1) != 0)
    return (np.cumsum(new) - 1)[once], docs[once], keys[new]


def _votes(items: Ints, docs: Ints, story: Ints, size: int) -> Ints:
    """Return how many stories have each item, shape (size,); arguments as those returned above."""
    checkpoint()
    first: Bools = (np.diff(items, prepend=-1) != 0) | (np.diff(story[docs], prepend=-1) != 0)
    return np.bincount(items[first], minlength=size)
