"""Which pieces of a text may be some words, told from how they begin.

Neither case nor accents nor stemming change an ASCII character that a word begins with, so that
most of a text need not be analysed to see that it is not what is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from webui.search.query.terms import is_usual, pieces_of

# Of sets of first letters; most queries have one to four.
_REMEMBERED = 512
_BEYOND_ASCII = "\u0080"


class Beginnings:
    """How some words begin.

    Args:
        words: as they are indexed, stemmed or not; none is empty.
    """

    def __init__(self, words: Iterable[str]) -> None:
        letters = "".join(sorted({word[0] for word in words if word[0] < _BEYOND_ASCII}))
        self._letters = frozenset(letters + letters.upper())
        self._pattern = _pattern(letters)

    def are_of(self, piece: str) -> bool:
        """Whether a piece of a text may be one of the words."""
        return piece[0] in self._letters or piece[0] >= _BEYOND_ASCII

    def within(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the pieces of a text that may be one of the words, in their order."""
        if is_usual(text):
            return self._pattern.finditer(text)
        return (found for found in pieces_of(text) if self.are_of(found[0]))


@lru_cache(_REMEMBERED)
def _pattern(letters: str) -> re.Pattern[str]:
    """Return what finds the pieces of a plain text that begin with some letters, or no ASCII."""
    first = f"[{re.escape(letters + letters.upper())}{_BEYOND_ASCII}-\U0010ffff]"
    sharp = r"(?<=[cCfF])\#|(?<=[cC])\+\+|" if set("cf") & set(letters) else ""
    # A piece begins where no character of a word is before it. Looking back from its first
    # character lets the search go from one possible beginning to the next.
    return re.compile(rf"{first}(?<!\w{first})(?:{sharp}(?<=\w)\w*)")
