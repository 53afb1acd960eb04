"""The labels that articles of a state have, as numbers: of labels, and of sets of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.column_decoding import joined
from indexer.contract.codec.plain.plain_columns import LabelSets, signed_for

# Sets that are not worth the work of beginning anew.
_FEW = 1000


class LabelNumbers:
    """The labels of a column, and the sets of them that articles have, by their numbers.

    Grows from state to state; who has an earlier one goes on with the numbers that it knows. It
    begins anew where most of them are no longer in use.
    """

    def __init__(self) -> None:
        self.code_of: dict[str, int] = {}
        # Articles that are deleted have none.
        self.set_of: dict[tuple[str, ...], int] = {(): 0}
        self.codes: list[int] = []
        self.starts: list[int] = [0, 0]

    def numbers(self, sets: Iterable[tuple[str, ...]]) -> list[int]:
        """Return the number of each of some sets, new ones included."""
        known = self.set_of
        found = []
        for labels in sets:
            number = known.get(labels)
            found.append(self._new(labels) if number is None else number)
        return found

    def _new(self, labels: tuple[str, ...]) -> int:
        number = self.set_of[labels] = len(self.set_of)
        self.codes += [self.code_of.setdefault(label, len(self.code_of)) for label in labels]
        self.starts.append(len(self.codes))
        return number

    def is_crowded(self, of: npt.NDArray[Any]) -> bool:
        """Whether most of the sets are those of earlier states.

        Args:
            of: number of the set of each article, shape (n,).
        """
        used = int(np.count_nonzero(np.bincount(of)))
        return len(self.set_of) > max(2 * used, _FEW)

    def begun_anew(self, of: npt.NDArray[Any]) -> tuple[LabelNumbers, npt.NDArray[Any]]:
        """Return the labels and sets that articles have, alone, and the number of each one's.

        Args:
            of: number of the set of each article, shape (n,).
        """
        sets = list(self.set_of)
        used = np.unique(of)
        anew = LabelNumbers()
        number = np.zeros(len(sets), of.dtype)
        number[used] = anew.numbers(sets[each] for each in used.tolist())
        return anew, number[of]

    def sets_of(self, of: npt.NDArray[Any]) -> LabelSets:
        """Return the column as ``webui.search.local`` reads it.

        Args:
            of: number of the set of each article, shape (n,).
        """
        starts = np.array(self.starts, np.int32)
        codes = np.array(self.codes, signed_for(len(self.code_of)))
        times = np.bincount(of, minlength=len(self.starts) - 1).repeat(np.diff(starts))
        # Weighted counts are floats, exact up to 2^53.
        counts = np.bincount(codes, weights=times, minlength=len(self.code_of))
        return LabelSets(
            joined([label.encode() for label in self.code_of]),
            starts,
            codes,
            of.astype(signed_for(len(self.starts))),
            counts.astype(np.uint32),
        )


class Numbered(NamedTuple):
    """The labels of all columns by their numbers."""

    provider_label: LabelNumbers
    topic_labels: LabelNumbers
    type: LabelNumbers
