"""The columns of a new segment → one value per document as plain arrays."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.column_decoding import BytesColumn
from indexer.contract.codec.plain.plain_columns import (
    ColumnArrays,
    LabelArray,
    NumberArray,
    TextArray,
    calendar_of,
    days_of,
    label_sets,
    number_array,
    ranks_of,
)
from indexer.segments.encoding.column_encoding import Column

Arrays = dict[str, npt.NDArray[Any]]

_Spec = NumberArray | LabelArray | TextArray


class ColumnBuilder:
    """Collects the plain arrays of columns.

    Args:
        wanted: which columns.
    """

    def __init__(self, wanted: ColumnArrays) -> None:
        every: list[_Spec] = [*wanted.numbers, *wanted.labels, *wanted.texts]
        self._specs = {spec.column: spec for spec in every}
        self._arrays: Arrays | None = {} if self._specs else None
        self._names: list[str] = []

    def add(self, name: str, column: Column) -> None:
        """Add a column of the segment."""
        spec = self._specs.get(name)
        if spec is None or self._arrays is None:
            return
        made = None
        # Values that no reader takes are told of by whoever decodes them.
        with suppress(ValueError):
            made = _arrays_of(spec, column)
        if made is None:
            self._arrays = None
        else:
            self._arrays |= made
            self._names.append(name)

    def arrays(self) -> tuple[list[str], Arrays] | None:
        """Return the columns that have values, and the arrays; None where there are none."""
        return None if self._arrays is None else (self._names, self._arrays)


def _arrays_of(spec: _Spec, column: Column) -> Arrays:
    name = spec.column
    if isinstance(column, BytesColumn):
        return _of_labels(spec, column) if isinstance(spec, LabelArray) else _of_texts(spec, column)
    if not isinstance(spec, NumberArray):
        raise ValueError(f"{name} is no column of byte strings")
    numbers = number_array(spec, column)
    if spec.kind != "moment":
        return {f"numbers.{name}": numbers}
    days = days_of(numbers)
    calendar, counts = calendar_of(days)
    return {
        f"numbers.{name}": numbers,
        f"days.{name}": days,
        f"calendar.{name}": calendar,
        f"calendar_counts.{name}": counts.astype(np.uint32),
    }


def _of_labels(spec: LabelArray, column: BytesColumn) -> Arrays:
    name, made = spec.column, label_sets(spec, column)
    return {
        f"sets.{name}": made.sets,
        f"set_starts.{name}": made.starts,
        f"set_codes.{name}": made.codes,
        f"labels.{name}": np.frombuffer(made.labels.data, np.uint8),
        f"label_ends.{name}": made.labels.ends.astype(np.uint32),
        f"label_counts.{name}": made.counts,
    }


def _of_texts(spec: NumberArray | TextArray, column: BytesColumn) -> Arrays:
    name = spec.column
    arrays: Arrays = {f"ends.{name}": column.ends}
    if isinstance(spec, TextArray) and spec.ranked:
        arrays[f"rank.{name}"] = ranks_of(column)
    return arrays
