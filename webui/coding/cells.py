"""What coders write into a cell: nothing, yes or no, a number, or a word."""

from __future__ import annotations

import re
import unicodedata

_MISSING = frozenset({
    "", "na", "n/a", "n.a.", "nan", "null", "#n/a", "#nv", "-", "–", "—", ".", "?",
})  # fmt: skip
MARKS = frozenset({"x", "✓", "✔", "☑", "☒"})
"""What ticks a cell: whoever writes them leaves the others blank."""
_YES = MARKS | {
    "1", "yes", "y", "true", "t", "relevant", "ja", "j", "wahr", "oui", "vrai", "si", "sí", "sì",
    "verdadero", "vero", "sim",
}  # fmt: skip
_NO = frozenset({
    "0", "no", "n", "false", "f", "irrelevant", "not relevant", "nein", "falsch", "non", "faux",
    "falso", "não", "nee", "☐",
})  # fmt: skip
_NUMBER = re.compile(r"([+−-]?)(\d+)(?:[.,](\d+))?", re.ASCII)
_THOUSANDS = re.compile(r"[+−-]?[1-9]\d{0,2},\d{3}", re.ASCII)


def plain(text: str) -> str:
    """Return a cell as it is compared: neither case nor blanks count, and 1,0 is 1."""
    text = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    value = number(text)
    if value is None:
        return text
    return str(int(value)) if value.is_integer() else repr(value)


def is_missing(text: str) -> bool:
    """Whether a cell says that there is no value: blank, NA, n/a, a dash, a question mark."""
    return " ".join(text.casefold().split()) in _MISSING


def is_mark(text: str) -> bool:
    """Whether a cell is ticked."""
    return plain(text) in MARKS


def yes_or_no(text: str) -> bool | None:
    """Return what a cell says where yes or no is asked, in a few languages; None: neither."""
    word = plain(text)
    return True if word in _YES else False if word in _NO else None


def number(text: str) -> float | None:
    """Return the number in a cell, with a decimal point or comma; None if there is none.

    None, too, where a comma may separate thousands as well: 1,000.
    """
    found = _NUMBER.fullmatch(text.strip())
    if not found or _THOUSANDS.fullmatch(text.strip()):
        return None
    sign, whole, fraction = found.groups(default="")
    return float(f"{'-' if sign in '−-' and sign else ''}{whole}.{fraction or 0}")
