"""Pairs of articles of which somebody has read both, and said whether they report one event."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.contract.article import Article
from indexer.contract.codec.arrays import Bools, Ints
from indexer.stories.components import components
from indexer.stories.word_statistics import Floats
from tests.benchmark.articles.sources import CORPUS

ARTICLES = CORPUS / "azure" / "news"
"""The articles that were judged."""

PAIRS = CORPUS.parent / "judged" / "story-pairs-azure.tsv"
"""The judgements; the README beside them says how the pairs were drawn and read."""

SAME = "S"
"""The label of two articles that report one event."""

AFFAIR = "A"
"""That of two events of one affair."""

_UNDECIDED = "U"


@dataclass(frozen=True, slots=True)
class Judged:
    """Pairs of documents and what was said of them.

    Attributes:
        one, two: the documents of each pair, shape (p,).
        label: S the same event, A another event of the same affair, D different, shape (p,).
        weight: how many pairs of the archive each stands for, shape (p,).
    """

    one: Ints
    two: Ints
    label: npt.NDArray[np.str_]
    weight: Floats

    def __len__(self) -> int:
        return len(self.one)

    @property
    def same(self) -> Bools:
        """Which pairs report the same event, shape (p,)."""
        same: Bools = self.label == SAME
        return same

    @property
    def articles(self) -> Ints:
        """The documents that stand in any pair, ascending."""
        return np.unique(np.concatenate([self.one, self.two]))

    @property
    def group(self) -> Ints:
        """A number for each pair; pairs that a chain of judged pairs connects have the same.

        What is learnt of one of these says something of the others, so that they are never
        divided between fitting and measuring, shape (p,).
        """
        part = components(int(self.articles.max(initial=-1)) + 1, self.one, self.two)
        _, numbers = np.unique(part[self.one], return_inverse=True)
        return numbers.astype(np.int64)


def numbers_of(articles: Sequence[Article]) -> dict[str, int]:
    """Return the place of each article by its id."""
    return {article.id: number for number, article in enumerate(articles)}


def read_judged(path: Path, numbers: Mapping[str, int]) -> Judged:
    """Read judged pairs, without those that were left undecided.

    Args:
        path: of a table with the columns ``a``, ``b``, ``label`` and ``weight``.
        numbers: the document number of each article by its id.

    Raises:
        KeyError: an article is not there, or a column.
    """
    with path.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["label"] != _UNDECIDED]
    return Judged(
        one=_array([numbers[row["a"]] for row in rows], np.int64),
        two=_array([numbers[row["b"]] for row in rows], np.int64),
        label=_array([row["label"] for row in rows], np.str_),
        weight=_array([float(row["weight"]) for row in rows], np.float64),
    )


def _array(values: list[Any], kind: type[np.generic]) -> npt.NDArray[Any]:
    return np.array(values, kind)
