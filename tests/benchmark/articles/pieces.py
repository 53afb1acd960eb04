"""A real text, and the places at which it may be cut to be joined with another one."""

from __future__ import annotations

from random import Random

# A clause begins after one of these marks, or with one of these words.
_MARKS = (",", ";", ":", ".", "!", "?", "|", "–", "—", "-")
_JOINTS = frozenset({
    "and", "as", "at", "but", "by", "for", "from", "how", "in", "into", "of", "on", "or", "over",
    "than", "that", "to", "when", "which", "while", "with",
})  # fmt: skip

# Cuts lie in the middle half of a text: two halves then make a text as long as a real one.
_FIRST, _LAST = 0.25, 0.75

_SHORT = 4
"""Texts of fewer words are used whole."""


class Pieces:
    """The words of a text, and where they may be cut.

    Attributes:
        words: of the text, with their punctuation.
        cuts: numbers of the words before which a clause begins; never empty.
    """

    __slots__ = ("cuts", "words")

    def __init__(self, text: str) -> None:
        self.words = text.split()
        self.cuts = _cuts(self.words)

    def beginning(self, rng: Random) -> list[str]:
        """Return about half of the text, from its beginning."""
        if len(self.words) < _SHORT:
            return self.words[:]
        return self.words[: self.cuts[int(rng.random() * len(self.cuts))]]

    def end(self, rng: Random) -> list[str]:
        """Return about half of the text, to its end."""
        if len(self.words) < _SHORT:
            return self.words[:]
        return self.words[self.cuts[int(rng.random() * len(self.cuts))] :]


def _cuts(words: list[str]) -> list[int]:
    middle = len(words) // 2
    inner = range(max(1, int(len(words) * _FIRST)), int(len(words) * _LAST) + 1)
    return [
        place
        for place in inner
        if place < len(words)
        and (words[place - 1].endswith(_MARKS) or words[place].lower() in _JOINTS)
    ] or [middle]
