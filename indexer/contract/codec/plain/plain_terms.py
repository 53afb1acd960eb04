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

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Ints
from indexer.contract.codec.plain.plain_file import PlainFile

DOC_TYPES = (np.uint8, np.uint16, np.uint32)
"""The steps between the documents of a term are of the first of these types that they fit in."""

FAR = 256
"""Positions from here on have a second number."""

# Terms whose places are remembered, of a group in a segment; an entry takes some 100 bytes.
_REMEMBERED = 4096
_UNKNOWN = -1

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


class PlainTerms(Sequence[bytes]):
    """The terms of a group in one segment, each by its place in their order.

    Args:
        plain: the arrays of the segment.
        name: of the group.
        fields: of the group, in the order of ``counts``.

    All methods raise as :meth:`PlainFile.part`.
    """

    def __init__(self, plain: PlainFile, name: str, fields: Sequence[str]) -> None:
        self._plain = plain
        self._name = name
        self.fields = tuple(fields)
        self._places: dict[bytes, int | None] = {}

    def _whole(self, array: str) -> npt.NDArray[Any]:
        return self._plain.whole(f"{self._name}.{array}")

    def _part(self, array: str, start: int, stop: int) -> npt.NDArray[Any]:
        return self._plain.part(f"{self._name}.{array}", start, stop)

    @cached_property
    def letters(self) -> npt.NDArray[np.uint8]:
        """All terms, a zero after each, shape (b,)."""
        return self._whole("letters")

    @cached_property
    def term_starts(self) -> npt.NDArray[Any]:
        """Where each term begins in :attr:`letters`; one number more than there are terms."""
        return self._whole("term_starts")

    @cached_property
    def lengths(self) -> npt.NDArray[np.uint16]:
        """Characters of each term, shape (t,)."""
        return self._whole("lengths")

    @cached_property
    def signatures(self) -> npt.NDArray[np.uint32]:
        """Signature of each term (see ``letters``), shape (t,)."""
        return self._whole("signatures")

    def __len__(self) -> int:
        return len(self.term_starts) - 1

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        if not 0 <= place < len(self):
            raise IndexError("there is no term at this place")
        starts = self.term_starts
        return self.letters[starts[place] : int(starts[place + 1]) - 1].tobytes()

    def find(self, term: bytes) -> int | None:
        """Return the place of a term; None where there is none. Some are remembered."""
        known = self._places.get(term, _UNKNOWN)
        if known == _UNKNOWN:
            place = bisect_left(self, term)
            known = place if place < len(self) and self[place] == term else None
            if len(self._places) >= _REMEMBERED:
                self._places.clear()
            self._places[term] = known
        return known

    def frequencies(self, field: str) -> npt.NDArray[Any]:
        """Return how many documents have each term in a field, shape (t,)."""
        return self._whole(f"frequencies.{field}")

    def count(self, place: int) -> int:
        """Return how many documents have a term in any field."""
        return int(self._starts[place + 1]) - int(self._starts[place])

    @cached_property
    def counts(self) -> npt.NDArray[np.uint32]:
        """How often a term stands in each field, by code, shape (c, number of fields)."""
        return self._whole("counts").reshape(-1, len(self.fields))

    @cached_property
    def _starts(self) -> npt.NDArray[Any]:
        return self._whole("starts")

    @cached_property
    def _doc_starts(self) -> npt.NDArray[Any]:
        return self._whole("doc_starts")

    @cached_property
    def _widths(self) -> npt.NDArray[np.uint8]:
        return self._whole("widths")

    def docs(self, place: int) -> Places:
        """Return the documents of a term, ascending, shape (n,)."""
        start, count = int(self._doc_starts[place]), self.count(place)
        steps = self._part(f"docs{self._widths[place]}", start, start + count)
        return np.cumsum(steps, dtype=np.intp)

    def codes(self, place: int) -> npt.NDArray[Any]:
        """Return the code of each posting of a term, shape (n,): a row of :attr:`counts`."""
        return self._part("codes", int(self._starts[place]), int(self._starts[place + 1]))

    def of_several(self, places: Ints) -> tuple[Places, npt.NDArray[Any]]:
        """Return the documents and codes of all postings of several terms, in no order.

        Args:
            places: of the terms, ascending, each once, shape (k,).
        """
        docs: list[npt.NDArray[Any]] = [np.empty(0, np.intp)]
        codes: list[npt.NDArray[Any]] = [self._part("codes", 0, 0)]
        widths = self._widths[places]
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
        codes = self._part("codes", int(self._starts[first]), int(self._starts[last + 1]))
        start = int(self._doc_starts[first])
        steps = self._part(f"docs{number}", start, start + len(codes))
        running = np.cumsum(steps, dtype=np.intp)
        begins = self._starts[first : last + 1].astype(np.intp) - int(self._starts[first])
        # What was added up before a term does not count for it.
        before = running[begins] - steps[begins]
        sizes = np.diff(begins, append=len(codes))
        return running - np.repeat(before, sizes), codes

    def positions(self, place: int, field: str) -> npt.NDArray[Any]:
        """Return where a term stands in a field, one posting after the other, shape (o,)."""
        starts = self._position_starts[field]
        start, stop = int(starts[place]), int(starts[place + 1])
        return self._positions(field, start, stop)

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
    def _position_starts(self) -> dict[str, npt.NDArray[Any]]:
        return {field: self._whole(f"position_starts.{field}") for field in self.fields}

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
