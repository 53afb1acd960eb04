"""Which articles an export holds."""

from __future__ import annotations

import json
from pathlib import Path

from webui.coding.own_columns import ID
from webui.coding.sheet import CodedFileError, decoded, read_sheet


def read_ids(path: Path) -> frozenset[str]:
    """Return the ids in an export: a CSV with a column ``id``, JSON Lines, or one id a line.

    Raises:
        CodedFileError: it cannot be read, or has no ids.
    """
    lines = [line.strip() for line in decoded(path).splitlines() if line.strip()]
    if lines and lines[0].startswith("{"):
        return frozenset(_of_json(path, lines))
    if lines and not any(mark in lines[0] for mark in ",;\t|") and lines[0].casefold() != ID:
        return frozenset(lines)
    if not lines or len(lines) == 1:
        # A search may find nothing.
        return frozenset()
    sheet = read_sheet(path)
    place = sheet.column(ID)
    if place is None:
        raise CodedFileError(f"{path} has no column “id”.")
    return frozenset(row.cells[place] for row in sheet.rows)


def _of_json(path: Path, lines: list[str]) -> list[str]:
    ids = []
    for line in lines:
        try:
            ids.append(str(json.loads(line)[ID]))
        except (ValueError, KeyError, TypeError) as error:
            raise CodedFileError(
                f"{path} is no list of articles. A manifest names none: take the CSV or the "
                "JSON Lines of the same search."
            ) from error
    return ids
