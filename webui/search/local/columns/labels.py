"""Labels of documents, any number each: what facets count and filters select."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Bools, Ints
from indexer.contract.codec.column_decoding import BytesColumn

# So few may stay when nobody has them any more.
_FEW_SETS = 1000
# So few different numbers are counted one by one.
_FEW_NUMBERS = 4
# Where there are so many labels for each document, sorting those of the documents is faster
# than making an array of all.
_LABELS_A_DOCUMENT = 100


@dataclass(frozen=True, slots=True)
class LabelSets:
    """Every set of labels that some document has, each once.

    There are far fewer than documents, so that counting them first and their labels
    afterwards touches each document once, however many labels it has.

    Attributes:
        numbers: number of each set by its labels, as they are joined in a column.
        values: every label once; its place is its code.
        starts: where the labels of each set begin in ``codes``, int64, shape (s + 1,).
        codes: the labels of each set, one set after the other, int64, shape (p,).
    """

    numbers: dict[bytes, int]
    values: list[str]
    starts: Ints
    codes: Ints

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays, and of the sets and labels as CPython keeps them."""
        texts = sum(map(len, self.numbers)) + sum(map(len, self.values))
        # A bytes object, its place in the dictionary and its number; a string and its place.
        objects = 160 * len(self.numbers) + 70 * len(self.values)
        return self.starts.nbytes + self.codes.nbytes + texts + objects

    def extended(self, joined: Iterable[bytes], separator: str | None) -> LabelSets:
        """Return these sets and others.

        Args:
            joined: labels as they are joined in a column, any of them any number of times.
            separator: stands between labels; None where there is one label at the most.
        """
        new = [labels for labels in dict.fromkeys(joined) if labels not in self.numbers]
        if not new:
            return self
        numbers = dict(self.numbers)
        code_of = {value: code for code, value in enumerate(self.values)}
        lengths, codes = [], []
        for joined_labels in new:
            numbers[joined_labels] = len(numbers)
            text = joined_labels.decode()
            labels = (text.split(separator) if separator else [text]) if text else []
            lengths.append(len(labels))
            codes += [code_of.setdefault(label, len(code_of)) for label in labels]
        return LabelSets(
            numbers,
            list(code_of),
            np.concatenate([self.starts, self.starts[-1] + np.cumsum(lengths, dtype=np.int64)]),
            np.concatenate([self.codes, np.array(codes, np.int64)]),
        )

    def labels_of(self, sets: npt.NDArray[np.signedinteger]) -> Ints:
        """Return the codes of the labels of some sets, one set after the other."""
        starts = self.starts.take(sets)
        lengths = self.starts[1:].take(sets)
        lengths -= starts
        ends = lengths.cumsum()
        within = np.arange(int(ends[-1]) if len(ends) else 0)
        within += (starts - ends + lengths).repeat(lengths)
        return self.codes.take(within)


NO_SETS = LabelSets({}, [], np.zeros(1, np.int64), np.empty(0, np.int64))


@dataclass(frozen=True, slots=True)
class LabelColumn:
    """The labels of documents.

    Attributes:
        table: the sets of labels.
        of: the number of each document's set, shape (n,), of the smallest signed type.
    """

    table: LabelSets
    of: npt.NDArray[np.signedinteger]

    @property
    def values(self) -> list[str]:
        """Every label once; its place is its code."""
        return self.table.values

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays and the table."""
        return self.of.nbytes + self.table.nbytes

    def is_worn(self) -> bool:
        """Whether there are many sets, and most of them are of no document."""
        used = np.count_nonzero(np.bincount(self.of, minlength=len(self.table)))
        return len(self.table) > _FEW_SETS and 2 * int(used) < len(self.table)

    def counts(self, docs: Ints) -> Ints:
        """Return how many of some documents have each label, shape (len(values),)."""
        table = self.table
        # Taking is faster than indexing.
        sets = self.of.take(docs)
        if len(docs) < len(table):
            return np.bincount(table.labels_of(sets), minlength=len(table.values))
        set_counts = _tallied(sets, len(table))
        # Weighted counts are floats, exact up to 2^53.
        weights = np.repeat(set_counts, np.diff(table.starts))
        counted = np.bincount(table.codes, weights=weights, minlength=len(table.values))
        return counted.astype(np.int64)

    def few(self, docs: Ints) -> tuple[Ints, Ints] | None:
        """Return the codes of the labels that some documents have, ascending, and their counts.

        None where documents are not so few that it is faster than :meth:`counts`.
        """
        if _LABELS_A_DOCUMENT * len(docs) > len(self.table.values):
            return None
        return np.unique(self.table.labels_of(self.of.take(docs)), return_counts=True)

    def only_codes(self, docs: Ints) -> Ints:
        """Return the code of the only label of each of some documents, -1 where it has none.

        Of a column in which no document has several.
        """
        codes = np.full(len(self.table), -1)
        codes[np.diff(self.table.starts) > 0] = self.table.codes
        found: Ints = codes.take(self.of.take(docs))
        return found

    def having(self, labels: Iterable[str], docs: Ints) -> Bools:
        """Return for each of some documents whether it has at least one of the labels."""
        wanted = set(labels)
        codes = [code for code, value in enumerate(self.table.values) if value in wanted]
        sets = np.zeros(len(self.table), np.bool_)
        for code in codes:
            chosen = np.flatnonzero(self.table.codes == code)
            sets[np.searchsorted(self.table.starts, chosen, "right") - 1] = True
        found: Bools = sets.take(self.of.take(docs))
        return found


def _tallied(numbers: npt.NDArray[np.integer], size: int) -> Ints:
    """Return how often each number below a size occurs."""
    if size > _FEW_NUMBERS:
        return np.bincount(numbers, minlength=size)
    # Many that are equal hold each other up.
    return np.array([np.count_nonzero(numbers == number) for number in range(size)], np.int64)


def label_column(
    joined: BytesColumn, separator: str | None = None, known: LabelSets = NO_SETS
) -> LabelColumn:
    """Number the sets of labels of a segment's documents, going on from those known."""
    values, which = joined.numbered()
    table = known.extended(values, separator)
    numbers = np.array([table.numbers[value] for value in values], np.int64)
    return LabelColumn(table, numbers[which])


def part_of(column: LabelColumn, start: int, stop: int) -> LabelColumn:
    """Return the labels of some neighbouring documents."""
    return LabelColumn(column.table, column.of[start:stop])


def joined_columns(parts: Sequence[LabelColumn]) -> LabelColumn:
    """String columns together, whose tables begin alike: one of them goes on longest."""
    if not parts:
        return LabelColumn(NO_SETS, np.empty(0, np.int64))
    table = max((part.table for part in parts), key=len)
    # Smaller numbers are more of them in the caches of a processor.
    kind = np.min_scalar_type(-len(table) - 1)
    return LabelColumn(table, np.concatenate([part.of for part in parts], dtype=kind))


def least_codes(
    keys: npt.NDArray[Any], codes: Ints, values: Sequence[str], limit: int | None
) -> list[int]:
    """Return the codes of the labels with the least keys, ties by label.

    Args:
        keys: by code, shape (len(values),).
        codes: those in question, shape (c,).
        values: the labels, by code.
        limit: how many are returned at the most; None: all.
    """
    if limit is not None and len(codes) > limit > 0:
        most = np.partition(keys[codes], limit - 1)[limit - 1]
        codes = codes[keys[codes] <= most]
    pairs = sorted(
        zip(keys[codes].tolist(), codes.tolist(), strict=True),
        key=lambda pair: (pair[0], values[pair[1]]),
    )
    return [code for _, code in pairs[:limit]]
