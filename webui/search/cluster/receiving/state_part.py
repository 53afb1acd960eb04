"""The arrays of a state in the form in which ``webui.search.local.columns`` reads columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Ints
from indexer.contract.codec.column_decoding import BytesColumn
from indexer.contract.codec.plain.plain_columns import (
    LabelArray,
    LabelSets,
    NumberArray,
    TextArray,
    calendar_of,
    days_of,
)
from indexer.contract.schema import FIRST_ID
from webui.search.cluster.receiving.label_numbers import Numbered
from webui.search.cluster.receiving.state_columns import LABEL_ARRAYS, StateArrays


class StatePart:
    """All columns of a state, as one :class:`~webui.search.local.columns.columns.Part`.

    Args:
        arrays: of the state.
        numbered: the labels of the columns.

    Attributes:
        size: number of the articles, those that are deleted included.
        arrays: the same.
    """

    def __init__(self, arrays: StateArrays, numbered: Numbered) -> None:
        self.size = len(arrays.live)
        self.arrays = arrays
        self._days = days_of(arrays.published)
        self._calendar = calendar_of(self._days)
        self._labels: dict[str, LabelSets] = {
            column: getattr(numbered, column).sets_of(getattr(arrays, name))
            for column, name in LABEL_ARRAYS.items()
        }

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        sets = sum(part.nbytes for labels in self._labels.values() for part in labels)
        return int(self.arrays.nbytes + self._days.nbytes + sets)

    def numbers(self, spec: NumberArray) -> npt.NDArray[Any]:
        """Return the numbers of a column, shape (size,)."""
        numbers: npt.NDArray[Any] = getattr(self.arrays, spec.column)
        return numbers

    def days(self, _: NumberArray) -> npt.NDArray[np.int32]:
        """Return the days on which articles were published, since 1970, shape (size,)."""
        return self._days

    def calendar(self, _: NumberArray) -> tuple[npt.NDArray[np.int32], Ints]:
        """Return the days that occur, ascending, and how many articles each has."""
        return self._calendar

    def labels(self, spec: LabelArray) -> LabelSets:
        """Return the labels of a column."""
        return self._labels[spec.column]

    def texts(self, spec: TextArray) -> BytesColumn:
        """Return the values of a column of texts."""
        return self.arrays.first_ids if spec.column == FIRST_ID else self.arrays.ids

    def has_ranks(self, _: TextArray) -> bool:
        """Whether the order of the values of a column stands ready: it does not."""
        return False

    def ranks(self, spec: TextArray) -> npt.NDArray[np.int32]:
        """Return nothing: there is no order."""
        raise NotImplementedError(spec.column)
