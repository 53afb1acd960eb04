"""A table as spreadsheets write it, whatever encoding and separator they chose."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from indexer.contract.errors import CuttingsError, why
from webui.formats.csv_table import as_it_was

_SEPARATORS = ",;\t|"
# Excel's own way to say which it is.
_HINT = re.compile(rf"sep=([{_SEPARATORS}])", re.IGNORECASE)
_MOST_BYTES = 200_000_000
# Every row gets as many cells as there are headings, so few bytes could make very many.
_MOST_COLUMNS = 1_000
MOST_CELLS = 10_000_000
"""No coded sample has more, those of all coders together."""


class CodedFileError(CuttingsError):
    """A coded table cannot be read, or does not say what is asked."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row with something in it.

    Attributes:
        line: where it begins in the file, from 1.
        cells: as many as the table has columns, without blanks round them.
    """

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table. Columns without a heading have an empty one."""

    path: Path
    header: tuple[str, ...]
    rows: tuple[Row, ...]

    def column(self, name: str) -> int | None:
        """Return the place of a column by its heading, whatever its case; None if there is none."""
        wanted = name.casefold()
        places = (place for place, head in enumerate(self.header) if head.casefold() == wanted)
        return next(places, None)


def read_sheet(path: Path) -> Sheet:
    """Read a table: its first row that is not blank has the headings; blank rows are left out.

    UTF-8, UTF-16 (with a byte order mark or of plain letters) or else Windows-1252; separated
    by commas, semicolons, tabs or bars, of which the headings have the most.

    Raises:
        CodedFileError: it cannot be read, has no rows, two columns of one name, a row with
            more cells than there are headings, or more of either than any coded sample.
    """
    text = decoded(path)
    lines = text.splitlines(keepends=True)
    separator = ""
    if lines and (hint := _HINT.fullmatch(lines[0].rstrip("\r\n"))):
        separator, lines[0] = hint[1], "\n"
    text = "".join(lines)
    if not text.strip(f"{_SEPARATORS} \r\n"):
        raise CodedFileError(f"{path} has no rows.")
    separator = separator or max(_SEPARATORS, key=lambda one: _width(text, one))
    rows = _rows(path, text, separator)
    if not rows:
        raise CodedFileError(f"{path} has no rows.")
    header, *others = rows
    width = _last(header.cells) + 1
    if width > _MOST_COLUMNS or width * len(others) > MOST_CELLS:
        raise CodedFileError(
            f"{path} has {width:,} columns and {len(others):,} rows: more than any coded sample."
        )
    for name, count in Counter(head.casefold() for head in header.cells if head).items():
        if count > 1:
            raise CodedFileError(f"{path} has two columns “{name}”: give each a name of its own.")
    for row in others:
        if _last(row.cells) >= width:
            raise CodedFileError(
                f"{path}, line {row.line}: there are more cells than headings. "
                f"Is the separator “{_shown(separator)}”?"
            )
    if not others:
        raise CodedFileError(f"{path} has headings and no rows.")
    return Sheet(path, _fitted(header.cells, width), tuple(
        Row(row.line, _fitted(row.cells, width)) for row in others
    ))  # fmt: skip


def decoded(path: Path) -> str:
    """Return the text of a file, whichever of the usual encodings it has.

    Raises:
        CodedFileError: it cannot be read, or is no text.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise CodedFileError(f"{path} is larger than any coded sample.")
        content = path.read_bytes()
    except OSError as error:
        raise CodedFileError(f"Cannot read {why(error)}.") from error
    if content.startswith(b"PK\x03\x04") or content.startswith(b"\xd0\xcf\x11\xe0"):
        raise CodedFileError(f"{path} is a workbook: save it as CSV.")
    for encoding in _likely(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise CodedFileError(f"{path} is no text: save it as CSV, in UTF-8.")


def _likely(content: bytes) -> tuple[str, ...]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    # Of plain letters in UTF-16, every other byte is nothing.
    if content[:2].find(b"\0") >= 0:
        return ("utf-16-be",) if content[0] == 0 else ("utf-16-le",)
    return ("utf-8-sig", "cp1252", "latin-1")


def _width(text: str, separator: str) -> int:
    """Return how many columns the headings would have."""
    try:
        return next(
            len(cells)
            for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator)
            if any(cell.strip() for cell in cells)
        )
    except (StopIteration, csv.Error):
        return 0


def _rows(path: Path, text: str, separator: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    found, line = [], 1
    try:
        for cells in reader:
            stripped = tuple(_bare(cell) for cell in cells)
            if any(stripped):
                found.append(Row(line, stripped))
            line = reader.line_num + 1
    except csv.Error as error:
        raise CodedFileError(f"{path}, line {line}: this is no CSV ({error}).") from error
    return found


def _bare(cell: str) -> str:
    return as_it_was(cell.strip())


def _last(cells: tuple[str, ...]) -> int:
    """Return the place of the last cell with something in it."""
    return max((place for place, cell in enumerate(cells) if cell), default=-1)


def _fitted(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return (*cells, *("",) * (width - len(cells)))[:width]


def _shown(separator: str) -> str:
    return "tab" if separator == "\t" else separator
