"""Columns of a new segment: one value per document, in the formats of ``whoosh.columns``.

How they are read, and what they look like, stands in ``indexer.contract.codec.column_decoding``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
from whoosh.columns import NumericColumn, VarBytesColumn

from indexer.contract.codec.arrays import Ints, ragged
from indexer.contract.codec.column_decoding import BytesColumn, concatenated, joined

Column: TypeAlias = npt.NDArray[Any] | BytesColumn
"""A value for each document: numbers, shape (n,), or byte strings."""

STORED_COLUMN = VarBytesColumn()
"""The stored fields of a document, pickled and compressed, are byte strings too."""

# Whoosh writes where the values begin only from here on; in smaller columns it adds up
# their lengths.
_OFFSETS_FROM = 2**15


def check_column(kind: Any) -> None:
    """Make sure that a type of column is one of those that are written here.

    Raises:
        NotImplementedError: it is not.
    """
    if type(kind) not in (NumericColumn, VarBytesColumn):
        raise NotImplementedError(f"columns of the type {type(kind).__name__} are not written")


def make_column(
    kind: Any, docs: Sequence[int], values: Sequence[Any] | npt.NDArray[Any], count: int
) -> Column:
    """Make a column of a schema's type.

    Args:
        kind: the type of the column.
        docs: which documents have a value, ascending.
        values: of these documents, as the field wants them in its column.
        count: of all documents; the others have the column's default value.

    Raises:
        OverflowError, TypeError: a value is not one of the column's.
    """
    if isinstance(kind, NumericColumn):
        numbers = np.full(count, kind.default_value(), _number_type(kind))
        numbers[np.array(docs, np.int64)] = values
        return numbers
    every = [b""] * count
    for doc, value in zip(docs, values, strict=True):
        every[doc] = value
    return joined(every)


def empty_column(kind: Any, count: int) -> Column:
    """Return a column in which no document has a value."""
    return make_column(kind, (), (), count)


_C = TypeVar("_C", npt.NDArray[Any], BytesColumn)


def select(column: _C, docs: Ints) -> _C:
    """Return the column of some of the documents, by their numbers, shape (m,)."""
    if not isinstance(column, BytesColumn):
        return column[docs]
    lengths = column.lengths[docs]
    ends = np.zeros(len(docs) + 1, np.int64)
    np.cumsum(lengths, out=ends[1:])
    data = np.frombuffer(column.data, np.uint8)[ragged(column.ends[:-1][docs], lengths)]
    return BytesColumn(data.tobytes(), ends)


def concatenate(parts: Sequence[Column]) -> Column:
    """Join columns of one type, one after the other."""
    if len(parts) == 1:
        return parts[0]
    texts = [part for part in parts if isinstance(part, BytesColumn)]
    if not texts:
        return np.concatenate([part for part in parts if not isinstance(part, BytesColumn)])
    return concatenated(texts)


def encode_column(kind: Any, column: Column) -> bytes:
    """Return a column of a schema's type as bytes."""
    if not isinstance(column, BytesColumn):
        return column.astype(_number_type(kind).newbyteorder(">")).tobytes()
    codes = _code(int(column.lengths.max(initial=0)))
    encoded = [column.data, column.lengths.astype(f">{codes}").tobytes()]
    if kind.allow_offsets and len(column) > _OFFSETS_FROM:
        code = _code(len(column.data))
        encoded.append(column.ends[:-1].astype(f">{code}").tobytes())
        codes += code + "X"
    return b"".join((*encoded, codes.encode()))


def _number_type(kind: Any) -> np.dtype[Any]:
    # Whoosh has no public name for it.
    number_type: np.dtype[Any] = np.dtype(kind._typecode)
    return number_type


def _code(greatest: int) -> str:
    """Return the type code of the narrowest numbers that are wide enough."""
    return "B" if greatest < 2**8 else "H" if greatest < 2**16 else "I"
