"""The terms of a group in the order of their bytes, each by its place; see ``plain_terms``."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Ints
from indexer.contract.codec.plain.plain_file import PlainFile

# Of the terms one in so many is kept as an object, to find the others by.
_APART = 64

# Terms whose places are remembered; an entry takes some 100 bytes.
_REMEMBERED = 4096
_UNKNOWN = -1

# Of fewer than one in so many neighbours it is faster to look at each alone.
_SPARSE = 8


class TermList(Sequence[bytes]):
    """The terms of a group.

    Args:
        plain: the arrays of a segment.
        name: of the group.

    All methods raise as :meth:`PlainFile.part`.
    """

    def __init__(self, plain: PlainFile, name: str) -> None:
        self._file = plain
        self._letters = f"{name}.letters"
        self._starts = f"{name}.term_starts"
        self._places: dict[bytes, int | None] = {}

    @property
    def letters(self) -> npt.NDArray[np.uint8]:
        """All terms, a zero after each, shape (b,)."""
        return self._file.whole(self._letters)

    @property
    def term_starts(self) -> npt.NDArray[Any]:
        """Where each term begins in :attr:`letters`; one number more than there are terms."""
        return self._file.whole(self._starts)

    def __len__(self) -> int:
        return self._file.length(self._starts) - 1

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        if not 0 <= place < len(self):
            raise IndexError("there is no term at this place")
        return self._some(place, place + 1)[0]

    def find(self, term: bytes) -> int | None:
        """Return the place of a term; None where there is none. Some are remembered."""
        known = self._places.get(term, _UNKNOWN)
        if known == _UNKNOWN:
            place = self.lower_bound(term)
            known = place if place < len(self) and self[place] == term else None
            if len(self._places) >= _REMEMBERED:
                self._places.clear()
            self._places[term] = known
        return known

    def lower_bound(self, term: bytes) -> int:
        """Return the place of the first term that is not less than some bytes."""
        first = max(bisect_left(self._sample, term) - 1, 0) * _APART
        return first + bisect_left(self._some(first, min(first + _APART + 1, len(self))), term)

    def several(self, places: Ints) -> list[bytes]:
        """Return the terms at some places, ascending."""
        if not len(places):
            return []
        first, last = int(places[0]), int(places[-1])
        if last - first < _APART + _SPARSE * len(places):
            some = self._some(first, last + 1)
            return [some[place - first] for place in places.tolist()]
        starts, letters = self.term_starts, self.letters.data
        bounds = zip(starts[places].tolist(), starts[places + 1].tolist(), strict=True)
        return [letters[start : end - 1].tobytes() for start, end in bounds]

    @cached_property
    def _sample(self) -> list[bytes]:
        letters = self.letters.tobytes()
        starts = self.term_starts[:-1:_APART].tolist()
        return [letters[start : letters.index(b"\0", start)] for start in starts]

    def _some(self, first: int, stop: int) -> list[bytes]:
        """Return neighbouring terms. Only what is read of the file is checked."""
        bounds = self._file.part(self._starts, first, stop + 1)
        letters = self._file.part(self._letters, int(bounds[0]), int(bounds[-1]))
        return letters.tobytes().split(b"\0")[:-1]
