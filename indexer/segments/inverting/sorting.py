"""Terms and documents in any order → runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Docs, Ints, Weights
from indexer.segments.encoding.block_encoding import BLOCK
from indexer.segments.encoding.runs import NO_RUNS, Runs

_PLACE_BITS = 32
_PLACE_MASK = (1 << _PLACE_BITS) - 1


def sort_places(keys: Ints) -> tuple[Ints, Ints]:
    """Sort numbers below 2³¹; return their places, the earlier of equal ones first, and them."""
    # One number of 64 bits for both is sorted many times faster than a stable argsort.
    packed = np.sort((keys << _PLACE_BITS) | np.arange(len(keys)))
    return packed & _PLACE_MASK, packed >> _PLACE_BITS


def ranked(terms: Sequence[bytes]) -> tuple[list[bytes], Ints]:
    """Return the distinct terms in their order, and the place among them of each one given."""
    distinct = sorted(set(terms))
    places = {term: place for place, term in enumerate(distinct)}
    return distinct, np.fromiter(map(places.__getitem__, terms), np.int64, len(terms))


def runs_of(
    terms: list[bytes],
    term: Ints,
    docs: Docs,
    weights: Weights,
    values: bytes,
    ends: Ints,
    positions: npt.NDArray[np.uint32] | None = None,
) -> Runs:
    """Make the runs of postings that are in order.

    Args:
        terms: in the order of their bytes.
        term: the place of each posting's term among them, ascending, shape (p,).
        docs, weights: of each posting, shape (p,).
        values: of all postings, one after the other.
        ends: where those of each posting end, shape (p,).
        positions: of all postings, one after the other, as ``Runs`` has them.
    """
    if not terms:
        return NO_RUNS
    begins = np.diff(term, prepend=-1) != 0
    firsts = np.flatnonzero(begins)
    # A run does not fit into more than one block.
    begins |= (np.arange(len(term)) - firsts[np.cumsum(begins) - 1]) % BLOCK == 0
    firsts = np.flatnonzero(begins)
    counts = np.diff(firsts, append=len(term))
    value_ends = ends[firsts + counts - 1]
    return Runs(terms, term[firsts], counts, docs, weights, values, value_ends, positions)


def runs_without_values(terms: list[bytes], term: Ints, docs: Sequence[int]) -> Runs:
    """Make the runs of a field that keeps nothing of a posting but the document.

    Args:
        terms: in the order of their bytes.
        term: the place of each posting's term among them, shape (p,).
        docs: of each posting, ascending.
    """
    places, ordered = sort_places(term)
    none: Any = np.zeros(len(term), np.int64)
    in_order = np.array(docs, np.int32)[places]
    return runs_of(terms, ordered, in_order, np.ones(len(term), np.float32), b"", none)
