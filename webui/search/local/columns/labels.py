"""Labels of documents, any number each: what facets count and filters select."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Bools, Ints, ragged
from indexer.contract.codec.plain.plain_columns import LabelSets, signed_for

# So few different numbers are counted one by one.
_FEW_NUMBERS = 4
# So few documents are looked at one by one in less time than arrays are made.
_FEW_DOCUMENTS = 24
_EMPTY = np.empty(0, np.int8)


@dataclass(frozen=True, slots=True)
class LabelTable:
    """The sets of labels that documents have.

    There are far fewer than documents, so that counting them first and their labels
    afterwards touches each document once, however many labels it has.

    Attributes:
        values: every label once; its place is its code.
        starts: where the labels of each set begin in ``codes``, integers, shape (s + 1,).
        codes: the labels of each set, one set after the other, integers, shape (p,).
    """

    values: list[str]
    starts: npt.NDArray[np.signedinteger]
    codes: npt.NDArray[np.signedinteger]

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays, and of the labels as CPython keeps them."""
        # A string and its place.
        texts = sum(map(len, self.values)) + 70 * len(self.values)
        return self.starts.nbytes + self.codes.nbytes + texts

    @property
    def only_codes(self) -> Ints:
        """The code of the only label of each set, -1 where it has none, shape (s,).

        Of sets of which none has several.
        """
        codes = np.full(len(self), -1)
        codes[np.diff(self.starts) > 0] = self.codes
        return codes

    def labels_of(self, sets: npt.NDArray[np.signedinteger]) -> Ints:
        """Return the codes of the labels of some sets, one set after the other."""
        starts = self.starts.take(sets)
        lengths = self.starts[1:].take(sets)
        lengths -= starts
        return self.codes.take(ragged(starts, lengths))


@dataclass(frozen=True, slots=True)
class LabelColumn:
    """The labels of documents.

    Attributes:
        table: the sets of labels.
        of: the number of each document's set, of a narrow signed type, shape (n,). Several sets
            may be of the same labels.
        totals: how many documents have each label, deleted ones included, integers,
            shape (len(values),).
    """

    table: LabelTable
    of: npt.NDArray[np.signedinteger]
    totals: npt.NDArray[Any]

    @property
    def values(self) -> list[str]:
        """Every label once; its place is its code."""
        return self.table.values

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays and the table."""
        return self.of.nbytes + self.totals.nbytes + self.table.nbytes

    def counts(self, docs: Ints) -> Ints:
        """Return how many of some documents have each label, shape (len(values),)."""
        table = self.table
        # Taking is faster than indexing.
        sets = self.of.take(docs)
        if len(docs) < len(table):
            return np.bincount(table.labels_of(sets), minlength=len(table.values))
        set_counts = _tallied(sets, len(table))
        # Weighted counts are floats, exact up to 2^53.
        weights = set_counts.repeat(table.starts[1:] - table.starts[:-1])
        counted = np.bincount(table.codes, weights=weights, minlength=len(table.values))
        return counted.astype(np.int64)

    def few(self, docs: Ints) -> tuple[Sequence[int], Sequence[int]] | None:
        """Return the codes of the labels that some documents have, and their counts.

        None where documents are not so few that it is faster than :meth:`counts`.
        """
        if len(docs) > _FEW_DOCUMENTS:
            return None
        codes, starts, found = self.table.codes, self.table.starts, dict[int, int]()
        for number in self.of.take(docs).tolist():
            for code in codes[starts[number] : starts[number + 1]].tolist():
                found[code] = found.get(code, 0) + 1
        return [*found], [*found.values()]

    def only_codes(self, docs: Ints) -> Ints:
        """Return the code of the only label of each of some documents, -1 where it has none.

        Of a column in which no document has several.
        """
        return self.table.only_codes.take(self.of.take(docs))

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


def joined_columns(parts: Sequence[LabelSets]) -> LabelColumn:
    """String the columns of segments together.

    The labels and the sets of the largest come first, so that their numbers are what they were.
    """
    if not parts:
        return LabelColumn(LabelTable([], np.zeros(1, np.int8), _EMPTY), _EMPTY, _EMPTY)
    texts = [[label.decode() for label in part.labels] for part in parts]
    if len(parts) == 1:
        (part,) = parts
        return LabelColumn(LabelTable(texts[0], part.starts, part.codes), part.sets, part.counts)
    order = sorted(range(len(parts)), key=lambda number: -len(parts[number].sets))
    code_of: dict[str, int] = {}
    now = {
        number: np.array([code_of.setdefault(label, len(code_of)) for label in texts[number]], int)
        for number in order
    }
    totals = np.zeros(len(code_of), np.int64)
    for number, codes in now.items():
        totals[codes] += parts[number].counts
    sizes = [len(parts[number].starts) - 1 for number in order]
    firsts = dict(zip(order, np.cumsum([0, *sizes]).tolist(), strict=False))
    lengths = np.concatenate([np.diff(parts[number].starts) for number in order])
    narrow = signed_for(sum(sizes))
    of = [part.sets.astype(narrow) + narrow.type(firsts[n]) for n, part in enumerate(parts)]
    table = LabelTable(
        list(code_of),
        np.cumsum(np.concatenate([np.zeros(1, np.int32), lengths]), dtype=np.int32),
        np.concatenate([now[number][parts[number].codes] for number in order]).astype(
            signed_for(len(code_of))
        ),
    )
    return LabelColumn(table, np.concatenate(of), totals)


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
