"""Tables to keep: CSV (RFC 4180), safe to open in a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

# Those of ASCII, what compatibility forms (NFKC) turn into them, and the minus of mathematics.
_SIGNS = re.escape("=+-@⁺⁼₊₌−⩵⩶﬩﹢﹣﹦﹫＋－＝＠")
# White space, controls, and what may not be seen: separators (Z), formats (Cf) and what has the
# property Default_Ignorable_Code_Point (DerivedCoreProperties.txt). Some formats of Arabic and
# other scripts are seen; a quote behind them does no harm.
_BLANK = (
    r"\x00-\x20\x7f-\xa0\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160"
    r"\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_SEPARATORS = ";\t\r\n"
# What may stand before the sign in a cell that still is a formula.
_AT_THE_START = re.compile(rf'[{_BLANK};"]*+(?=[{_SIGNS}])')
_WITHIN = re.compile(rf'(?<![{_BLANK};"])[{_BLANK};"]++(?=[{_SIGNS}])')
# What no harmless text is found by, and few others are.
_BEHIND = rf'[{_BLANK};"][{_SIGNS}]'
_SUSPICIOUS = re.compile(rf"{_BEHIND}|\A[{_SIGNS}\t\r\n]")
# The same of cells that each have a separator of units in front, which is a control, too.
_UNIT = "\x1f"
_SUSPICIOUS_ROW = re.compile(rf"{_BEHIND}|{_UNIT}[\t\r\n]")
# As long as there is nothing but ASCII: sets of few characters are looked up in half the time.
_SUSPICIOUS_ASCII_ROW = re.compile(rf'[\x00-\x20\x7f;"][=+\-@]|{_UNIT}[\t\r\n]')

# What it may have put in front of a sign, there or behind a separator.
_QUOTES = re.compile(rf"(?<=[{_BLANK};\"])'(?=[{_SIGNS}])|\A'(?=[{_SIGNS}\t\r\n])")

_QUOTE = '"'
_TWO_QUOTES = '""'

# So many rows are written at once.
_BATCH = 256

Cell = str | int | float | None


def write_table(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Write a table: texts stand in quotes, numbers do not, and None is nothing at all.

    A text that a spreadsheet would take for a formula gets a single quote in front.
    """
    return "".join(table_parts(header, rows))


def table_parts(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Write a table as :func:`write_table` does, some rows at a time."""
    yield _line(header)
    left = iter(rows)
    while batch := [_line(harmless_row(row)) for row in islice(left, _BATCH)]:
        yield "".join(batch)


def _line(row: Sequence[Cell]) -> str:
    """Write a row. The writer of the csv module knows no such quoting before Python 3.12."""
    return ",".join([_field(cell) for cell in row]) + "\r\n"


def _field(cell: Cell) -> str:
    if isinstance(cell, str):
        # Few texts have quotes, and looking is quicker than replacing.
        return f'"{cell.replace(_QUOTE, _TWO_QUOTES) if _QUOTE in cell else cell}"'
    return "" if cell is None else str(cell)


def harmless_row(row: Sequence[Cell]) -> Sequence[Cell]:
    """Return a row in which each cell is :func:`harmless`."""
    # Looking at all cells at once takes a third of the time, and few rows have to be changed.
    texts = _UNIT + _UNIT.join([cell for cell in row if isinstance(cell, str)])
    suspicious = _SUSPICIOUS_ASCII_ROW if texts.isascii() else _SUSPICIOUS_ROW
    if suspicious.search(texts) is None:
        return row
    return [harmless(cell) for cell in row]


def harmless(cell: Cell) -> Cell:
    """Return a cell in which a spreadsheet sees no formula, which it would run.

    By OWASP, "CSV Injection": a text that begins with a sign of a formula, a tab or a line
    break gets a single quote. So does what begins so behind a semicolon, a tab or a line break:
    who splits at these sees a cell begin there. Commas are no such place: texts have signs behind
    them that are none of formulas, and who splits at commas reads the quotes of the table.
    """
    if not isinstance(cell, str) or _SUSPICIOUS.search(cell) is None:
        return cell
    safe = _WITHIN.sub(_quoted, cell)
    if found := _AT_THE_START.match(safe):
        safe = f"{found[0]}'{safe[found.end() :]}"
    return f"'{safe}" if safe.startswith(("\t", "\r", "\n")) else safe


def as_it_was(cell: str) -> str:
    """Return a text without the quotes of :func:`harmless`; others stay."""
    bare = _QUOTES.sub("", cell)
    if harmless(bare) == cell:
        return bare
    return cell[1:] if cell.startswith("'") and harmless(cell[1:]) == cell else cell


def _quoted(before: re.Match[str]) -> str:
    return f"{before[0]}'" if any(mark in before[0] for mark in _SEPARATORS) else before[0]
