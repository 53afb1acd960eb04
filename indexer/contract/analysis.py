"""How text becomes terms: one pipeline for writing, querying and highlighting.

Only stock Whoosh classes are used, because the analyzers are pickled into the
index with its schema, and any Whoosh program must be able to open it without
this package.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache
from typing import Any

from whoosh.analysis import CharsetFilter, LowercaseFilter, RegexTokenizer, StemFilter
from whoosh.lang.porter2 import stem

# Han and kana are written without spaces: each character is a token, and a
# word of several is searched as a phrase.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# A combining mark belongs to the letter before it.
_MARKS = "\u0300-\u036f"
TOKEN = re.compile(
    rf"[cf]\#|c\+\+|[{_UNSPACED}]|(?:[^\W{_UNSPACED}]|[{_MARKS}])+",
    # With all flags that an expression has in a pickle, so that it is known when it is read there.
    re.IGNORECASE | re.UNICODE,
)
"""C#, F# and C++ are words; ``microsoft.com`` and ``Microsoft's`` are two each."""

# Letters that Unicode does not decompose into a base letter and a mark.
_LETTERS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ħ": "h",
    "ı": "i", "ł": "l", "ŋ": "n", "þ": "th", "ŧ": "t", "ƒ": "f",
}  # fmt: skip


@cache
def accent_map() -> dict[int, str | None]:
    """Map lower-case letters with accents to letters without, for ``str.translate``."""
    table: dict[int, str | None] = {ord(letter): plain for letter, plain in _LETTERS.items()}
    for code in range(0x300, 0x370):
        table[code] = None
    for code in range(0x80, min(0x2000, sys.maxunicode)):
        decomposed = unicodedata.normalize("NFD", chr(code))
        plain = "".join(_LETTERS.get(c, c) for c in decomposed if not unicodedata.combining(c))
        if plain and plain != chr(code) and chr(code) == chr(code).lower():
            table[code] = plain
    return table


def words_analyzer() -> Any:
    """Words as written, but for case and accents: what prefixes, ``~`` and spelling search."""
    return RegexTokenizer(TOKEN) | LowercaseFilter() | CharsetFilter(accent_map())


def stemming_analyzer() -> Any:
    """:func:`words_analyzer`, then Snowball's English stemmer: what words and phrases search.

    Whoosh's default, ``whoosh.lang.porter``, has two rules that never apply, so that
    "running" does not find "run" nor "operating" "operate". Stop words are kept, so that
    phrases such as "to be or not to be" can be found.
    """
    return words_analyzer() | StemFilter(stemfn=stem)


def ascii_word(piece: str) -> str:
    """Return what :func:`words_analyzer` makes of one piece that is all ASCII.

    Whoosh's pipeline takes ten times as long for one word.
    """
    return piece.lower()


def ascii_stem(piece: str) -> str:
    """Return what :func:`stemming_analyzer` makes of one piece that is all ASCII."""
    made: str = stem(piece.lower())
    return made
