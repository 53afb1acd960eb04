"""The terms of several fields together, with their postings, as plain arrays of a segment.

Of a group called ``g`` with the fields ``a`` and ``b`` there are these arrays:

- ``g.letters``, ``g.term_starts``: the terms in the order of their bytes, a zero after each, and
  where each begins (one number more than there are terms). With ``g.lengths`` (characters) and
  ``g.signatures`` (see ``letters``), if words are compared with patterns.
- ``g.starts``: where the postings of each term begin; one number more than there are terms.
- ``g.widths``, ``g.doc_starts``: which of the arrays ``g.docs0``, ``g.docs1``, ``g.docs2`` (see
  :data:`DOC_TYPES`) has the documents of a term, and from where on. They are the steps from one
  document to the next, the first one absolute; a posting is a document with the term in any of
  the fields.
- ``g.codes``: of each posting, the row of ``g.counts`` that says how often the term stands in each
  field; that has a column for each field.
- ``g.frequencies.a``: how many documents have each term in a field.
- ``g.position_starts.a``, ``g.positions.a``: where the positions of each term in a field begin,
  and the positions, of one posting after the other; of those from :data:`FAR` on only the lowest
  eight bits, the rest of it in ``g.far_highs.a`` for the places in ``g.far_places.a``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Ints
from indexer.contract.codec.plain.plain_file import PlainFile
from indexer.contract.codec.plain.term_list import TermList

DOC_TYPES = (np.uint8, np.uint16, np.uint32)
"""The steps between the documents of a term are of the first of these types that they fit in."""

FAR = 256
"""Positions from here on have a second number."""

Places = npt.NDArray[np.intp]
"""Numbers in the type that NumPy indexes with."""


class TermGroup(NamedTuple):
    """Fields whose terms are one list in the plain arrays.

    Attributes:
        name: of the group.
        fields: of the schema, indexed; at most eight.
        positions: whether it is kept where the terms stand; the fields keep positions then.
        patterns: whether the terms are compared with patterns and misspelt words.
    """

    name: str
    fields: tuple[str, ...]
    positions: bool
    patterns: bool


class PlainTerms(TermList):
    """The terms of a group in one segment, each by its place in their order.

    Args:
        plain: the arrays of the segment.
        name: of the group.
        fields: of the group, in the order of ``counts``.

    All methods raise as :meth:`PlainFile.part`.
    """

    def __init__(self, plain: PlainFile, name: str, fields: Sequence[str]) -> None:
        super().__init__(plain, name)
        self._plain = plain
        self._name = name
        self.fields = tuple(fields)

    def _whole(self, array: str) -> npt.NDArray[Any]:
        return self._plain.whole(f"{self._name}.{array}")

    def _part(self, array: str, start: int, stop: int) -> npt.NDArray[Any]:
        return self._plain.part(f"{self._name}.{array}", start, stop)

    @cached_property
    def lengths(self) -> npt.NDArray[np.uint16]:
        """Characters of each term, shape (t,)."""
        return self._whole("lengths")

    @cached_property
    def signatures(self) -> npt.NDArray[np.uint32]:
        """Signature of each term (see ``letters``), shape (t,)."""
        return self._whole("signatures")

    def frequencies(self, field: str) -> npt.NDArray[Any]:
        """Return how many documents have each term in a field, shape (t,)."""
        return self._whole(f"frequencies.{field}")

    def count(self, place: int) -> int:
        """Return how many documents have a term in any field."""
        start, stop = self._bounds("starts", place)
        return stop - start

    def _bounds(self, array: str, place: int) -> tuple[int, int]:
        # Not the whole array: of that all blocks would have to be checked.
        start, stop = self._part(array, place, place + 2).tolist()
        return start, stop

    @cached_property
    def counts(self) -> npt.NDArray[np.uint32]:
        """How often a term stands in each field, by code, shape (c, number of fields)."""
        return self._whole("counts").reshape(-1, len(self.fields))

    @cached_property
    def narrow_counts(self) -> npt.NDArray[Any]:
        """The same in the narrowest type for them: of many postings it is read many times."""
        return self.counts.astype(np.min_scalar_type(int(self.counts.max(initial=0))))

    def docs(self, place: int) -> Places:
        """Return the documents of a term, ascending, shape (n,)."""
        (start,) = self._part("doc_starts", place, place + 1).tolist()
        (width,) = self._part("widths", place, place + 1).tolist()
        steps = self._part(f"docs{width}", start, start + self.count(place))
        return np.cumsum(steps, dtype=np.intp)

    def codes(self, place: int) -> npt.NDArray[Any]:
        """Return the code of each posting of a term, shape (n,): a row of :attr:`counts`."""
        return self._part("codes", *self._bounds("starts", place))

    def of_several(self, places: Ints) -> tuple[Places, npt.NDArray[Any]]:
        """Return the documents and codes of all postings of several terms, in no order.

        Args:
            places: of the terms, ascending, each once, shape (k,).
        """
        docs: list[npt.NDArray[Any]] = [np.empty(0, np.intp)]
        codes: list[npt.NDArray[Any]] = [self._part("codes", 0, 0)]
        widths = self._whole("widths")[places]
        for number in range(len(DOC_TYPES)):
            mine = places[widths == number]
            # Neighbours lie side by side, so that a beginning of words is a single part.
            runs = np.split(mine, np.flatnonzero(np.diff(mine) != 1) + 1) if len(mine) else []
            for run in runs:
                found, own = self._of_neighbours(number, run)
                docs.append(found)
                codes.append(own)
        return np.concatenate(docs), np.concatenate(codes)

    def _of_neighbours(self, number: int, places: Ints) -> tuple[Places, npt.NDArray[Any]]:
        """Return the same of terms one after the other whose documents are of one type."""
        first, last = int(places[0]), int(places[-1])
        starts = self._part("starts", first, last + 2).astype(np.intp)
        codes = self._part("codes", int(starts[0]), int(starts[-1]))
        (start,) = self._part("doc_starts", first, first + 1).tolist()
        steps = self._part(f"docs{number}", start, start + len(codes))
        running = np.cumsum(steps, dtype=np.intp)
        begins = starts[:-1] - starts[0]
        # What was added up before a term does not count for it.
        before = running[begins] - steps[begins]
        sizes = np.diff(starts)
        return running - np.repeat(before, sizes), codes

    def positions(self, place: int, field: str) -> npt.NDArray[Any]:
        """Return where a term stands in a field, one posting after the other, shape (o,)."""
        return self._positions(field, *self._bounds(f"position_starts.{field}", place))

    def all_positions(self, field: str) -> npt.NDArray[np.uint32]:
        """Return where all terms stand in a field, one after the other, shape (o,)."""
        stop = self._plain.length(f"{self._name}.positions.{field}")
        return self._positions(field, 0, stop).astype(np.uint32)

    def _positions(self, field: str, start: int, stop: int) -> npt.NDArray[Any]:
        low = self._part(f"positions.{field}", start, stop)
        far_places, far_highs = self._far[field]
        first, last = np.searchsorted(far_places, (start, stop)).tolist()
        if first == last:
            return low
        found = low.astype(np.int64)
        found[far_places[first:last].astype(np.int64) - start] += far_highs[first:last]
        return found

    @cached_property
    def _far(self) -> dict[str, tuple[npt.NDArray[Any], npt.NDArray[Any]]]:
        return {
            field: (self._whole(f"far_places.{field}"), self._whole(f"far_highs.{field}"))
            for field in self.fields
        }

    @property
    def has_positions(self) -> bool:
        """Whether it is known where the terms stand."""
        return f"{self._name}.position_starts.{self.fields[0]}" in self._plain

    @property
    def has_patterns(self) -> bool:
        """Whether there is what is compared with patterns and misspelt words."""
        return f"{self._name}.signatures" in self._plain


def term_groups(plain: PlainFile) -> dict[str, PlainTerms]:
    """Return the groups of terms of a segment by their names."""
    groups: dict[str, list[str]] = plain.said["groups"]
    return {name: PlainTerms(plain, name, fields) for name, fields in groups.items()}
