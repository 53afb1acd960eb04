"""What is asked of the words of an archive, wherever they are kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol


class FieldWords(Protocol):
    """The words of a field."""

    def like(self, pattern: str, most: int | None = None) -> dict[str, int]:
        """Return the words that match a pattern, and how many documents have each.

        Args:
            pattern: in which ``*`` stands for any letters.
            most: so many are enough: the most frequent, of equals the first by their letters.
                There may be more.
        """
        ...

    def near(self, word: str, distance: int) -> dict[str, int]:
        """Return the words within so many edits of a word, and how many documents have each.

        An edit inserts, deletes or replaces a letter, or swaps two neighbours (optimal string
        alignment). Words beyond ``MAX_FUZZY_LENGTH`` have no neighbours.
        """
        ...


class WordIndex(Protocol):
    """The words of all fields, and how frequent they are."""

    def vocabulary(self, field: str) -> FieldWords:
        """Return the words of a field and how frequent they are."""
        ...

    def frequencies(
        self, fields: Sequence[str], words: Collection[str]
    ) -> dict[str, tuple[int, ...]]:
        """Return how many documents have each of some words in each of some fields."""
        ...
