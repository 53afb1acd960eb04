"""Patterns and slips as regular expressions of Lucene, which match whole words.

https://lucene.apache.org/core/9_12_0/core/org/apache/lucene/util/automaton/RegExp.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# A letter or a digit is none of Lucene's signs, in any script.
_SIGN = re.compile(r"[\W_]")

# Of a pattern with more letters or stars the automaton would take too long to make: letters that it
# begins with, and that stand between two stars or at its end, and how many times they may.
_MOST_LETTERS, _MOST_BETWEEN, _MOST_PARTS = 200, 16, 4

# Letters that a stem may have in the place of others.
_REPLACED = 2

_LAST = chr(0x10FFFF)
_BEFORE_SURROGATES, _AFTER_SURROGATES = 0xD7FF, 0xE000


def literally(text: str) -> str:
    """Return the expression that matches a text and nothing else."""
    return _SIGN.sub(r"\\\g<0>", text)


def like_expression(pattern: str) -> tuple[str, bool]:
    """Return the expression of a pattern in which ``*`` stands for any letters.

    Returns:
        The expression, and whether it matches nothing else: of a pattern of very many letters or
        stars it leaves some out (see :func:`is_like`).
    """
    first, *others = re.split(r"\*+", pattern)
    if not others:
        kept = [first[:_MOST_LETTERS], ""] if len(first) > _MOST_LETTERS else [first]
        return ".*".join(map(literally, kept)), kept == [first]
    *inner, last = others
    short = [part[:_MOST_BETWEEN] for part in inner[:_MOST_PARTS]]
    kept = [first[:_MOST_LETTERS], *short, last[-_MOST_BETWEEN:]]
    return ".*".join(map(literally, kept)), kept == [first, *others]


def is_like(word: str, pattern: str) -> bool:
    """Whether a word matches a pattern."""
    if "*" not in pattern:
        return word == pattern
    first, *inner, last = pattern.split("*")
    start, end = len(first), len(word) - len(last)
    if start > end or not word.startswith(first) or not word.endswith(last):
        return False
    for part in inner:
        found = word.find(part, start, end)
        if found < 0:
            return False
        start = found + len(part)
    return True


def forms_expression(stem: str) -> str:
    """Return the expression of all words that may have a stem, and of others.

    Snowball's stemmer cuts off what a word ends in, and puts two letters in its place at the most,
    as in ``sky`` for ``skies`` and ``die`` for ``dying``; the first one stays.
    """
    return f"{literally(stem[: max(len(stem) - _REPLACED, 1)])}.*"


def above_expression(word: str) -> str:
    """Return the expression of all words that come after one by their letters."""
    ways = [f"{literally(word)}.+"]
    for place, letter in enumerate(word):
        code = ord(letter)
        if letter != _LAST:
            following = _AFTER_SURROGATES if code == _BEFORE_SURROGATES else code + 1
            # No word has these, and Lucene 10 takes nothing that is escaped for the end of a range.
            first = chr(following) if chr(following) not in "[]^-\\" else chr(following + 1)
            ways.append(f"{literally(word[:place])}[{first}-{_LAST}].*")
    return _any(ways)


def near_expression(word: str, distance: int) -> str:
    """Return the expression of all words within so many edits of a word.

    An edit inserts, deletes or replaces a letter, or swaps two neighbours, and nothing is edited
    twice (optimal string alignment). A word is cut in two, and the edits are shared out among the
    halves; only a swap of the letters at the cut is neither in the one nor in the other. So the
    expression grows little faster than the word.

    Args:
        word: of any length.
        distance: 0, 1 or 2.
    """
    if not distance:
        return literally(word)
    if len(word) < 2:
        return _near_letter(literally(word), distance)
    middle = len(word) // 2
    left, right = word[:middle], word[middle:]
    ways = [
        near_expression(left, edits) + near_expression(right, distance - edits)
        for edits in range(distance + 1)
    ]
    swapped = literally(right[0] + left[-1])
    ways += [
        near_expression(left[:-1], edits)
        + swapped
        + near_expression(right[1:], distance - 1 - edits)
        for edits in range(distance)
    ]
    return _any(ways)


def _near_letter(letter: str, distance: int) -> str:
    """Return the expression of what is near a single letter, or near none."""
    # It is replaced or deleted, or stands among what is inserted.
    ways = [f".{{0,{distance}}}"]
    if letter:
        ways += [
            "." * before + letter + "." * (distance - before) for before in range(distance + 1)
        ]
    return _any(ways)


def _any(ways: Iterable[str]) -> str:
    return f"({'|'.join(ways)})"
