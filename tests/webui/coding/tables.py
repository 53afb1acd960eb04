"""Coded tables, written as coders hand them back."""

from __future__ import annotations

from pathlib import Path

from webui.coding.assessment import assess
from webui.coding.coded import Coded, Reading, read_coded
from webui.coding.outcome import Outcome
from webui.coding.sheet import Sheet, read_sheet


def sheet(folder: Path, text: str, encoding: str = "utf-8") -> Sheet:
    """Write a table, and read it."""
    path = folder / "coded.csv"
    path.write_bytes(text.encode(encoding))
    return read_sheet(path)


def coded(folder: Path, text: str, reading: Reading | None = None) -> Coded:
    """Return what coders said in a table."""
    return read_coded(sheet(folder, text), reading or Reading())


def outcome(folder: Path, text: str, reading: Reading | None = None) -> Outcome:
    """Return what a table says."""
    return assess(sheet(folder, text), reading or Reading())


def rows(header: str, *columns: str) -> str:
    """Write a table whose columns are given as texts of one letter a row; ``.`` is blank."""
    lines = [header]
    for number, cells in enumerate(zip(*columns, strict=True), 1):
        lines.append(",".join([f"a{number}", *(cell.replace(".", "") for cell in cells)]))
    return "\n".join(lines) + "\n"
