"""The postings of a group of fields → plain arrays, which need no decoding.

Several fields with the same kind of terms, such as title and text, are one list: a posting is
a document with the term in any of them, and its code says how often in each. How the arrays
are named, and what they hold, stands in ``indexer.contract.codec.plain.plain_terms``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Bools, Docs, Ints
from indexer.contract.codec.plain.plain_terms import DOC_TYPES, FAR, TermGroup
from indexer.segments.encoding.runs import Runs
from indexer.segments.flattening.term_letters import letter_arrays

Arrays = dict[str, npt.NDArray[Any]]

# Postings of all fields that are merged at once: some 100 bytes each while they are.
_TOGETHER = 2**20

# A table has a place for each combination of counts that there could be.
_MOST_COMBINATIONS = 2**24

_DOC_BITS = 31


@dataclass(frozen=True, slots=True)
class _Field:
    """The postings of a field, as few bytes as it takes.

    Attributes:
        terms: in the order of their bytes.
        starts: where the postings of each begin, and after the last, shape (t + 1,).
        docs, counts: of each posting, shape (p,).
        positions: of all postings, one after the other; None where they are not wanted.
    """

    terms: list[bytes]
    starts: Ints
    docs: Docs
    counts: npt.NDArray[Any]
    positions: npt.NDArray[np.uint32] | None

    def frequencies(self) -> Ints:
        return np.diff(self.starts)


class GroupBuilder:
    """Collects the postings of the fields of a group, and gives their arrays.

    Args:
        group: which fields there are.
    """

    def __init__(self, group: TermGroup) -> None:
        self._group = group
        self._fields: dict[str, _Field] = {}
        self._is_whole = True

    def add(self, name: str, runs: Runs) -> None:
        """Add the postings of a field."""
        if not runs.terms:
            return
        counts = runs.weights.astype(np.uint32)
        frequencies = np.bincount(runs.term_of, runs.counts, len(runs.terms)).astype(np.int64)
        starts = np.zeros(len(runs.terms) + 1, np.int64)
        np.cumsum(frequencies, out=starts[1:])
        positions = runs.positions if self._group.positions else None
        # Another program may have other weights, or values that nobody understands.
        self._is_whole &= bool((counts == runs.weights).all()) and b"\0" not in b"".join(runs.terms)
        if self._group.positions:
            known = positions is not None and len(positions) == int(counts.sum(dtype=np.int64))
            self._is_whole &= known
        narrow = np.min_scalar_type(int(counts.max(initial=0)))
        self._fields[name] = _Field(runs.terms, starts, runs.docs, counts.astype(narrow), positions)

    def arrays(self) -> Arrays | None:
        """Return the arrays of the group by their names; None where they cannot be made."""
        if not self._is_whole:
            return None
        none = _NO_FIELD if self._group.positions else replace(_NO_FIELD, positions=None)
        fields = [self._fields.get(name, none) for name in self._group.fields]
        bounds = [1 + int(field.counts.max(initial=0)) for field in fields]
        if float(np.prod(bounds, dtype=np.float64)) > _MOST_COMBINATIONS:
            return None
        terms = sorted(set().union(*(field.terms for field in fields)))
        place_of = {term: place for place, term in enumerate(terms)}
        places = [
            np.fromiter(map(place_of.__getitem__, field.terms), np.int64, len(field.terms))
            for field in fields
        ]
        found = _Merged(len(terms), bounds)
        for chunk in _chunks(fields, places, len(terms)):
            found.add(*chunk)
        arrays = found.arrays()
        for name, field, own in zip(self._group.fields, fields, places, strict=True):
            arrays |= _of_field(name, field, own, len(terms))
        arrays |= letter_arrays(terms, for_patterns=self._group.patterns)
        return {f"{self._group.name}.{name}": array for name, array in arrays.items()}


_NO_FIELD = _Field(
    [],
    np.zeros(1, np.int64),
    np.empty(0, np.int32),
    np.empty(0, np.uint8),
    np.empty(0, np.uint32),
)


class _Merged:
    """The postings of all fields together, some terms at a time.

    Args:
        terms: how many there are.
        bounds: what the counts of each field are less than.
    """

    def __init__(self, terms: int, bounds: Sequence[int]) -> None:
        self._frequencies = np.zeros(terms, np.int64)
        self._bounds = bounds
        self._widths = np.zeros(terms, np.uint8)
        self._docs: list[list[npt.NDArray[Any]]] = [[] for _ in DOC_TYPES]
        self._combined: list[npt.NDArray[Any]] = []
        self._type = np.min_scalar_type(int(np.prod(bounds)) - 1)

    def add(self, first: int, term: Ints, docs: Docs, combined: Ints) -> None:
        """Add the postings of some terms.

        Args:
            first: the first term.
            term: of each posting, counted from there, ascending.
            docs: of each posting, ascending within a term.
            combined: the counts of each posting, as one number.
        """
        begins = np.ones(len(term), np.bool_)
        begins[1:] = term[1:] != term[:-1]
        firsts = np.flatnonzero(begins)
        steps = np.diff(docs, prepend=np.int32(0))
        steps[firsts] = docs[firsts]
        greatest = np.maximum.reduceat(steps, firsts)
        width = np.zeros(len(firsts), np.uint8)
        for narrower in DOC_TYPES[:-1]:
            width += greatest > np.iinfo(narrower).max
        frequencies = np.diff(firsts, append=len(term))
        own = first + term[firsts]
        self._frequencies[own] = frequencies
        self._widths[own] = width
        of_posting = np.repeat(width, frequencies)
        for number, kind in enumerate(DOC_TYPES):
            self._docs[number].append(steps[of_posting == number].astype(kind))
        self._combined.append(combined.astype(self._type))

    def arrays(self) -> Arrays:
        starts = np.zeros(len(self._frequencies) + 1, np.int64)
        np.cumsum(self._frequencies, out=starts[1:])
        doc_starts = np.zeros(len(self._frequencies), np.int64)
        for number in range(len(DOC_TYPES)):
            mine = self._widths == number
            ends = np.cumsum(self._frequencies[mine])
            doc_starts[mine] = ends - self._frequencies[mine]
        codes, counts = self._codes()
        arrays: Arrays = {
            "starts": narrowed(starts),
            "widths": self._widths,
            "doc_starts": narrowed(doc_starts),
            "codes": codes,
            "counts": counts,
        }
        for number, kind in enumerate(DOC_TYPES):
            arrays[f"docs{number}"] = np.concatenate([np.empty(0, kind), *self._docs[number]])
        return arrays

    def _codes(self) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        """Return a code for each posting, and the counts in each field that each stands for."""
        used = np.zeros(int(np.prod(self._bounds)), np.bool_)
        for some in self._combined:
            used[some] = True
        combinations = np.flatnonzero(used)
        code_of = np.zeros(len(used), np.min_scalar_type(max(len(combinations) - 1, 0)))
        code_of[combinations] = np.arange(len(combinations))
        codes = np.concatenate([code_of[:0], *(code_of[some] for some in self._combined)])
        counts = np.stack(np.unravel_index(combinations, self._bounds), axis=1)
        return codes, counts.astype(np.uint32).ravel()


def _chunks(
    fields: Sequence[_Field], places: Sequence[Ints], terms: int
) -> Iterator[tuple[int, Ints, Docs, Ints]]:
    """Merge the postings of the fields, some terms at a time; yield what ``_Merged.add`` takes."""
    sizes = np.zeros(terms, np.int64)
    for field, own in zip(fields, places, strict=True):
        sizes[own] += field.frequencies()
    before = np.cumsum(sizes) - sizes
    marks = np.searchsorted(before, np.arange(0, int(sizes.sum()) + 1, _TOGETHER))
    bounds = [(len(field.counts) and 1 + int(field.counts.max())) or 1 for field in fields]
    for first, stop in pairwise(np.unique([0, *marks.tolist(), terms]).tolist()):
        yield first, *_merge(fields, places, bounds, first, stop)


def _merge(
    fields: Sequence[_Field], places: Sequence[Ints], bounds: Sequence[int], first: int, stop: int
) -> tuple[Ints, Docs, Ints]:
    """Merge the postings of the terms from ``first`` to before ``stop``."""
    bits = max(len(fields) - 1, 1).bit_length()
    keys, counts = [], []
    for number, (field, own) in enumerate(zip(fields, places, strict=True)):
        low, high = np.searchsorted(own, (first, stop)).tolist()
        inside = slice(int(field.starts[low]), int(field.starts[high]))
        term = np.repeat(own[low:high] - first, np.diff(field.starts[low : high + 1]))
        packed = (term << _DOC_BITS | field.docs[inside]) << bits | number
        keys.append(packed)
        counts.append(field.counts[inside])
    every = np.sort(np.concatenate(keys))
    pair, of_field = every >> bits, every & ((1 << bits) - 1)
    is_first = np.ones(len(pair), np.bool_)
    is_first[1:] = pair[1:] != pair[:-1]
    rank = np.cumsum(is_first) - 1
    combined = np.zeros(int(rank[-1]) + 1 if len(rank) else 0, np.int64)
    # The sort leaves the postings of each field in their own order.
    for number, (bound, own_counts) in enumerate(zip(bounds, counts, strict=True)):
        combined *= bound
        combined[rank[of_field == number]] += own_counts
    distinct = pair[is_first]
    return distinct >> _DOC_BITS, (distinct & (2**_DOC_BITS - 1)).astype(np.int32), combined


def _of_field(name: str, field: _Field, places: Ints, terms: int) -> Arrays:
    """Return the arrays of one field: in how many documents each term stands, and where."""
    frequencies = np.zeros(terms, np.int64)
    frequencies[places] = field.frequencies()
    # Each is read by itself, so that a narrow type cannot overflow.
    tight = np.min_scalar_type(int(frequencies.max(initial=0)))
    arrays: Arrays = {f"frequencies.{name}": frequencies.astype(tight)}
    if field.positions is not None:
        occurrences = np.zeros(terms + 1, np.int64)
        if len(field.counts):
            totals = np.add.reduceat(field.counts, field.starts[:-1], dtype=np.int64)
            occurrences[places + 1] = totals
        far: Bools = field.positions >= FAR
        arrays |= {
            f"position_starts.{name}": narrowed(np.cumsum(occurrences)),
            f"positions.{name}": (field.positions & (FAR - 1)).astype(np.uint8),
            f"far_places.{name}": narrowed(np.flatnonzero(far)),
            f"far_highs.{name}": narrowed(field.positions[far].astype(np.int64) & -FAR),
        }
    return arrays


def narrowed(numbers: Ints) -> npt.NDArray[Any]:
    """Return numbers that are not negative in the narrowest type of at least 32 bits."""
    wide = np.uint64 if int(numbers.max(initial=0)) >= 2**32 else np.uint32
    return numbers.astype(wide)
