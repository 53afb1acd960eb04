"""The postings of a field as arrays: what is inverted, merged and written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Docs, Ints, Weights, ragged


@dataclass(frozen=True, slots=True)
class Runs:
    """The postings of one field. A run is some postings of one term, one after the other.

    A term has one run or several; together they are in the order of their documents.

    Attributes:
        terms: distinct, in the order of their bytes, t of them.
        term_of: the term of each run, as a place in ``terms``, ascending, shape (r,).
        counts: postings of each run, at least one, shape (r,).
        docs: document numbers, one run after the other, shape (p,).
        weights: of each posting, shape (p,).
        values: what else the field keeps of each posting, as bytes, one run after the
            other; in a field with values of any length each as an operation of a pickle
            that pushes it (see ``value_encoding``).
        value_ends: where the values of each run end in ``values``, shape (r,).
        positions: of a field that keeps them, where the term stands, one posting after the
            other: as many of each as its weight says, shape (o,). None where it is not known.
    """

    terms: list[bytes]
    term_of: Ints
    counts: Ints
    docs: Docs
    weights: Weights
    values: bytes
    value_ends: Ints
    positions: npt.NDArray[np.uint32] | None = None

    @property
    def occurrences(self) -> Ints:
        """How many positions each run has, shape (r,), where positions are known."""
        if not len(self.counts):
            return _NONE
        return np.add.reduceat(self.weights, self.firsts, dtype=np.float64).astype(np.int64)

    @property
    def firsts(self) -> Ints:
        """Where the postings of each run begin, shape (r,)."""
        return np.cumsum(self.counts) - self.counts

    @property
    def value_starts(self) -> Ints:
        """Where the values of each run begin in ``values``, shape (r,)."""
        return np.concatenate(([0], self.value_ends[:-1])) if len(self.value_ends) else _NONE


_NONE: Ints = np.empty(0, np.int64)

NO_RUNS = Runs([], _NONE, _NONE, np.empty(0, np.int32), np.empty(0, np.float32), b"", _NONE)


def merge_runs(parts: Sequence[Runs], bases: Sequence[int]) -> Runs:
    """Merge the postings that one field has in several segments.

    Args:
        parts: of each segment.
        bases: what to add to the document numbers of each; ascending, so that the
            documents of a part come after those of the part before.
    """
    present = [(part, base) for part, base in zip(parts, bases, strict=True) if part.terms]
    if not present:
        return NO_RUNS
    if len(present) == 1:
        part, base = present[0]
        return replace(part, docs=part.docs + np.int32(base))
    terms = sorted(set().union(*(part.terms for part, _ in present)))
    places = {term: place for place, term in enumerate(terms)}
    return arrange(
        [
            replace(
                part,
                terms=terms,
                term_of=_numbers(map(places.__getitem__, part.terms), len(part.terms))[
                    part.term_of
                ],
                docs=part.docs + np.int32(base),
            )
            for part, base in present
        ]
    )


def arrange(parts: Sequence[Runs]) -> Runs:
    """Bring the runs of several parts, which all have the same ``terms``, in their order.

    Those of one term stay in the order of the parts.
    """
    counts = np.concatenate([part.counts for part in parts])
    docs = np.concatenate([part.docs for part in parts])
    weights = np.concatenate([part.weights for part in parts])
    term_of = np.concatenate([part.term_of for part in parts])
    firsts = np.cumsum(counts) - counts
    order = np.argsort(term_of, kind="stable")
    taken = ragged(firsts[order], counts[order])
    values, value_ends = _ordered_values(parts, order)
    positions = None
    known = [part.positions for part in parts if part.positions is not None]
    if len(known) == len(parts):
        sizes = np.concatenate([part.occurrences for part in parts])
        begins = np.cumsum(sizes) - sizes
        positions = np.concatenate(known)[ragged(begins[order], sizes[order])]
    return Runs(
        parts[0].terms,
        term_of[order],
        counts[order],
        docs[taken],
        weights[taken],
        values,
        value_ends,
        positions,
    )


def _ordered_values(parts: Sequence[Runs], order: Ints) -> tuple[bytes, Ints]:
    """Put the values of all parts' runs into another order."""
    data = b"".join([part.values for part in parts])
    if not data:
        return b"", np.zeros(len(order), np.int64)
    lengths = np.concatenate([part.value_ends - part.value_starts for part in parts])
    starts = (np.cumsum(lengths) - lengths)[order]
    ends = starts + lengths[order]
    moved = [data[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    return b"".join(moved), np.cumsum(lengths[order])


def _numbers(values: Iterable[int], count: int) -> Ints:
    return np.fromiter(values, np.int64, count)
