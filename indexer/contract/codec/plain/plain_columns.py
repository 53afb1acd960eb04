"""One value per document as plain arrays: how they are made of the columns of a segment.

The writer makes them when the segment is written; a reader of a segment without them makes the
same of what it decodes. Of a column called ``c`` there are these arrays, where any document has
a value in it:

- a :class:`NumberArray`: ``numbers.c``; of moments also ``days.c``, the day of each one since
  1970, and ``calendar.c`` with ``calendar_counts.c``: the days that occur, ascending, and how many
  documents each has. Documents without a value have the least number of the array's type.
- a :class:`LabelArray`: ``sets.c``, the number of each document's set of labels; ``set_starts.c``
  and ``set_codes.c``, the labels of each set by their codes, one set after the other; ``labels.c``
  with ``label_ends.c``, the labels in UTF-8 in the order of their codes, one after the other, and
  where each ends (the first number is 0); ``label_counts.c``, how many documents have each.
- a :class:`TextArray`: ``ends.c``, where each value ends in Whoosh's file of the column (the first
  number is 0), and ``rank.c``: the place of each value when they are sorted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Bools, Ints
from indexer.contract.codec.column_decoding import BytesColumn, joined

MICROSECONDS_A_DAY = 86_400_000_000

# The first moment of the year 10000, since 1970.
_END_MICROSECONDS = 253_402_300_800_000_000

_SIGNED = (np.int16, np.int32, np.int64)


class NumberArray(NamedTuple):
    """A column of numbers.

    Attributes:
        column: of the schema.
        kind: ``moment``: microseconds since 1970; ``number``; ``count``, which every document
            has; ``flag``, which is set where the column has 1.
        zero: what the column has for 0.
        missing: what it has for documents without a value.
        damage: what is said where a moment is beyond the year 9999.
    """

    column: str
    kind: Literal["moment", "number", "count", "flag"]
    zero: int = 0
    missing: int = 0
    damage: str = ""


class LabelArray(NamedTuple):
    """A column of labels.

    Attributes:
        column: of the schema.
        separator: stands between labels; None where a document has one at the most.
    """

    column: str
    separator: str | None


class TextArray(NamedTuple):
    """A column of texts.

    Attributes:
        column: of the schema.
        ranked: whether it is kept in which order they are sorted.
    """

    column: str
    ranked: bool


class ColumnArrays(NamedTuple):
    """Which columns stand in a segment as plain arrays, too."""

    numbers: Sequence[NumberArray] = ()
    labels: Sequence[LabelArray] = ()
    texts: Sequence[TextArray] = ()


class LabelSets(NamedTuple):
    """The labels of documents; see the arrays of a :class:`LabelArray`."""

    labels: BytesColumn
    starts: npt.NDArray[Any]
    codes: npt.NDArray[Any]
    sets: npt.NDArray[Any]
    counts: npt.NDArray[Any]


def number_array(spec: NumberArray, stored: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the numbers of a column in the narrowest type for them, shape (n,).

    Args:
        spec: of the column.
        stored: what the column has.

    Raises:
        ValueError: a moment is beyond the year 9999.
    """
    if spec.kind == "flag":
        flags: Bools = stored == 1
        return flags
    if spec.kind == "count":
        return stored.astype(_narrowest(0, int(stored.max(initial=0))))
    known = stored != spec.missing
    values = np.where(known, stored.astype(np.int64) - spec.zero, 0)
    if spec.kind == "moment":
        if np.any(stored[known] >= _END_MICROSECONDS + spec.zero):
            raise ValueError(spec.damage)
        narrow: Any = np.int64
    else:
        # The least number of the type stands for none.
        narrow = _narrowest(int(values.min(initial=0)) - 1, int(values.max(initial=0)))
    numbers = values.astype(narrow)
    numbers[~known] = none_of(numbers)
    return numbers


def constant(spec: NumberArray, count: int) -> npt.NDArray[Any]:
    """Return the numbers of a column in which no document has a value; they take no memory."""
    kinds: dict[str, Any] = {"flag": np.bool_, "moment": np.int64}
    one = np.zeros(1, kinds.get(spec.kind, np.int16))
    if spec.kind in ("moment", "number"):
        one[0] = none_of(one)
    return np.broadcast_to(one, count)


def none_of(numbers: npt.NDArray[Any]) -> int:
    """Return what stands in an array of numbers for none: the least of its type."""
    return int(np.iinfo(numbers.dtype).min)


def days_of(moments: Ints) -> npt.NDArray[np.int32]:
    """Return the days of moments since 1970, shape (n,)."""
    days = np.floor_divide(moments, MICROSECONDS_A_DAY).astype(np.int32)
    days[moments == none_of(moments)] = np.iinfo(np.int32).min
    return days


def calendar_of(days: npt.NDArray[np.int32]) -> tuple[npt.NDArray[np.int32], Ints]:
    """Return the days that occur, ascending, and how many documents each has."""
    found, counts = np.unique(days[days != none_of(days)], return_counts=True)
    return found, counts


def label_sets(spec: LabelArray, column: BytesColumn) -> LabelSets:
    """Number the sets of labels of documents, and the labels.

    Raises:
        UnicodeDecodeError: a label is no UTF-8.
    """
    values, which = column.numbered()
    # They come in no order, and the same documents are to give the same segment.
    order = sorted(range(len(values)), key=values.__getitem__)
    number = np.empty(len(values), signed_for(len(values)))
    number[order] = np.arange(len(values))
    code_of: dict[str, int] = {}
    lengths, codes = [], []
    for place in order:
        text = values[place].decode()
        labels = (text.split(spec.separator) if spec.separator else [text]) if text else []
        lengths.append(len(labels))
        codes += [code_of.setdefault(label, len(code_of)) for label in labels]
    starts = np.cumsum([0, *lengths], dtype=np.int32)
    sets = number[which]
    # Weighted counts are floats, exact up to 2^53.
    of_sets = np.repeat(np.bincount(sets, minlength=len(values)), lengths)
    counts = np.bincount(np.array(codes, np.int64), weights=of_sets, minlength=len(code_of))
    return LabelSets(
        joined([label.encode() for label in code_of]),
        starts,
        np.array(codes, signed_for(len(code_of))),
        sets,
        counts.astype(np.uint32),
    )


def ranks_of(column: BytesColumn) -> npt.NDArray[np.int32]:
    """Return the place of each value when they are sorted, shape (n,)."""
    values = list(column)
    ranks = np.empty(len(values), np.int32)
    ranks[sorted(range(len(values)), key=values.__getitem__)] = np.arange(len(values))
    return ranks


def signed_for(count: int) -> np.dtype[Any]:
    """Return the narrowest signed type for numbers up to a count."""
    return np.min_scalar_type(-count - 1)


def _narrowest(least: int, greatest: int) -> Any:
    return next(
        kind for kind in _SIGNED if np.iinfo(kind).min <= least and greatest <= np.iinfo(kind).max
    )
