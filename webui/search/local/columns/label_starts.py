"""Labels by the beginnings of their words, for suggestions while somebody types."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np

from indexer.contract.analysis import accent_map
from indexer.contract.codec.arrays import Ints

# What stands before each label, and before each word of it. Both are white space, of which
# labels and what is typed keep nothing but single blanks.
_LABEL, _WORD = "\n", "\t"
# Where the signs end that may stand between words: those of ASCII, of Latin and of the
# languages that are written without blanks.
_LAST_SIGN = 0x303F


class LabelStarts:
    """The labels of a facet that some article has, as one text that is searched as a whole.

    They stand in it by number of articles, so that a search ends with the first few that it
    finds. It never changes.

    Args:
        values: every label once; its place is its code.
        counts: how many articles have each, shape (len(values),).
    """

    def __init__(self, values: Sequence[str], counts: Ints) -> None:
        total_of = counts.tolist()
        codes = np.flatnonzero(counts).tolist()
        codes.sort(key=lambda code: (-total_of[code], values[code]))
        self._values, self._counts = values, counts
        self._codes = np.array(codes, np.int64)
        lines = (_LABEL + _WORD + " ".join(values[code].split()) for code in codes)
        self._text = _folded("".join(lines))
        self._starts = np.flatnonzero(np.frombuffer(self._text, np.uint8) == ord(_LABEL))

    @property
    def nbytes(self) -> int:
        """Bytes of the text and the arrays."""
        return len(self._text) + self._codes.nbytes + self._starts.nbytes

    def find(self, typed: str, most: int) -> list[tuple[str, int]]:
        """Return the labels that begin with a text, or one of whose words does.

        Case and accents make no difference.

        Args:
            typed: the text; nothing begins with an empty one.
            most: how many labels are wanted.

        Returns:
            Labels and how many articles have each: the most frequent first, then by label.
        """
        beginning = _folded(" ".join(typed.split()))
        wanted = _WORD.encode() + beginning
        found: list[tuple[str, int]] = []
        at = self._text.find(wanted) if beginning else -1
        while at >= 0 and len(found) < most:
            place = int(np.searchsorted(self._starts, at, "right"))
            code = int(self._codes[place - 1])
            found.append((self._values[code], int(self._counts[code])))
            if place == len(self._codes):
                break
            at = self._text.find(wanted, int(self._starts[place]))
        return found


def _folded(text: str) -> bytes:
    """Drop case and accents, and mark what follows each sign as a word's beginning.

    Each letter becomes the same wherever it stands, so that the beginning of a text becomes
    the beginning of what the text becomes.
    """
    return text.casefold().translate(_folding()).encode()


@cache
def _folding() -> dict[int, str | None]:
    signs = (
        chr(code)
        for code in range(ord(" "), _LAST_SIGN + 1)
        if unicodedata.category(chr(code))[0] in "PSZ"
    )
    return {**accent_map(), **{ord(sign): sign + _WORD for sign in signs}}
