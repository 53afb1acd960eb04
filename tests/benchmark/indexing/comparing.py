"""Whether two indexes hold the same, article by article and word by word."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from indexer.contract.opening import open_reader
from indexer.contract.schema import HISTORY_COLUMNS

# Two indexes of the same articles may differ in when a file was last seen to change, and in when
# articles came in.
_LEFT_OUT = frozenset(("file_mtime", *HISTORY_COLUMNS))

_Posting: TypeAlias = tuple[int, float, bytes]


def differences(one: Path, other: Path) -> Iterator[str]:
    """Yield what differs between the indexes in two folders; nothing if they hold the same.

    Compared are the ids; each article's stored fields, columns and lengths of its fields;
    and every word that a live article has, with the articles, its weight in each, and its
    places there. How the articles are spread over segments does not matter. In memory are
    the ids, and the articles of one word.
    """
    opened = [open_reader(folder).reader for folder in (one, other)]
    try:
        first, second = map(_Contents, opened)
        if first.ids != second.ids:
            for id in sorted(set(first.ids) ^ set(second.ids)):
                yield f"only one of the two holds {id}"
            return
        for id, a, b in zip(first.ids, first.articles(), second.articles(), strict=True):
            if a != b:
                yield f"{id} is not the same"
        for mine, theirs in zip_longest(first.words(), second.words()):
            if mine != theirs:
                field, word = (mine or theirs)[:2]
                yield f"articles with {word!r} in {field}, or near it"
                # From here on the two are out of step.
                return
    finally:
        for reader in opened:
            reader.close()


class _Place(NamedTuple):
    """Where an article lies: its id, the number of its segment, and its own number there."""

    id: str
    segment: int
    number: int


class _Contents:
    """One index, in the order of the articles' ids."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        leaves = reader.leaf_readers() if reader.doc_count_all() else []
        self._segments = [leaf for leaf, _ in leaves]
        self._places = sorted(
            _Place(stored["id"], segment, number)
            for segment, leaf in enumerate(self._segments)
            for number, stored in leaf.iter_docs()
        )
        self.ids = [place.id for place in self._places]
        self._ranks: npt.NDArray[np.int64] = np.full(reader.doc_count_all(), -1, dtype=np.int64)
        for rank, place in enumerate(self._places):
            self._ranks[leaves[place.segment][1] + place.number] = rank

    def articles(self) -> Iterator[tuple[object, ...]]:
        """Yield what the index holds of each article, but for its words."""
        columns = [_columns(segment) for segment in self._segments]
        measured = [name for name, field in self._reader.schema.items() if field.scorable]
        for place in self._places:
            segment, number = self._segments[place.segment], place.number
            yield (
                segment.stored_fields(number),
                {name: column[number] for name, column in columns[place.segment].items()},
                [segment.doc_field_length(number, name) for name in measured],
            )

    def words(self) -> Iterator[tuple[str, bytes, list[_Posting]]]:
        """Yield each word of each field with its live articles, weights and places."""
        for field, word in self._reader.all_terms():
            postings = sorted(self._postings(field, word))
            # A word may have outlived its last article.
            if postings:
                yield field, word, postings

    def _postings(self, field: str, word: bytes) -> Iterator[_Posting]:
        matcher = self._reader.postings(field, word)
        while matcher.is_active():
            yield int(self._ranks[matcher.id()]), matcher.weight(), matcher.value()
            matcher.next()


def _columns(segment: Any) -> dict[str, Any]:
    return {
        name: segment.column_reader(name, translate=False)
        for name, field in segment.schema.items()
        if field.column_type and name not in _LEFT_OUT
    }
