"""Which articles an export holds, and what its manifest says of them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.contract.errors import CuttingsError, why
from webui.formats.csv_table import as_it_was
from webui.search.results.whole.exports import Manifest

if TYPE_CHECKING:
    from _csv import Reader

_RIS = "TY  - "
# Excerpts are longer than what the reader of CSV takes by itself.
_LONGEST_CELL = 2**27


class ExportFileError(CuttingsError):
    """A file is no export, or does not say what is needed of it."""


@dataclass(frozen=True, slots=True)
class Export:
    """What a file holds.

    Attributes:
        ids: of its articles, each once, in its order; None where it names none.
        manifest: in the file itself; None where there is none.
    """

    ids: tuple[str, ...] | None
    manifest: Manifest | None = None


def read_export(path: Path) -> Export:
    """Read a CSV or JSON Lines export, a BibTeX export, a manifest, or a list of ids, one a line.

    BibTeX names no ids, but has the manifest.

    Raises:
        ExportFileError: it cannot be read, or is none of these.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ExportFileError(f"{path} cannot be read: {why(error)}") from error
    except UnicodeDecodeError as error:
        raise ExportFileError(f"{path} is no export: it is not UTF-8.") from error
    if text.startswith("% {"):
        return Export(None, _manifest(path, _uncommented(text)))
    if text.startswith(_RIS):
        raise ExportFileError(
            f"{path} is RIS, which names no ids. Take the CSV, the JSON Lines or the manifest."
        )
    if text.startswith("{"):
        return _of_json(path, text)
    if "id" in _headings(text):
        return Export(_of_csv(path, text))
    return Export(tuple(dict.fromkeys(line for line in text.splitlines() if line.strip())))


def read_manifest(path: Path) -> Manifest:
    """Read the manifest of an export: that of ``/export.json``, or the one in a BibTeX export.

    Raises:
        ExportFileError: it cannot be read, or there is none.
    """
    manifest = read_export(path).manifest
    if manifest is None:
        raise ExportFileError(f"{path} is no manifest, which /export.json gives.")
    return manifest


def _uncommented(text: str) -> str:
    lines = []
    for line in text.splitlines():
        if not line.startswith("% "):
            break
        lines.append(line[2:])
    return "\n".join(lines)


def _of_json(path: Path, text: str) -> Export:
    try:
        whole: Any = json.loads(text)
    except (ValueError, RecursionError):
        whole = None
    if isinstance(whole, dict) and "ids_sha256" in whole:
        return Export(None, _manifest(path, text))
    ids = []
    # Other ends of lines may stand in a text of JSON.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            ids.append(str(json.loads(line)["id"]))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise ExportFileError(f"{path}, line {number}, is no article with an id.") from error
    return Export(tuple(dict.fromkeys(ids)))


def _headings(text: str) -> list[str]:
    try:
        return next(_rows(text), [])
    except csv.Error:
        return []


def _rows(text: str) -> Reader:
    csv.field_size_limit(_LONGEST_CELL)
    return csv.reader(io.StringIO(text, newline=""))


def _of_csv(path: Path, text: str) -> tuple[str, ...]:
    rows = _rows(text)
    ids = []
    try:
        place = next(rows).index("id")
        for row in filter(None, rows):
            if not (id := row[place] if place < len(row) else ""):
                raise ExportFileError(f"{path}, line {rows.line_num}, has no id.")
            ids.append(as_it_was(id))
    except csv.Error as error:
        raise ExportFileError(f"{path}, line {rows.line_num}: {error}") from error
    return tuple(dict.fromkeys(ids))


def _manifest(path: Path, text: str) -> Manifest:
    try:
        return Manifest.model_validate(_by_name(json.loads(text)))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ExportFileError(f"{path} is no manifest that this version can read.") from error


def _by_name(manifest: dict[str, Any]) -> dict[str, Any]:
    """Return a manifest with the names that its fields have here."""
    names = {"in": "in_", "from": "from_"}
    query = {names.get(name, name): value for name, value in manifest["query"].items()}
    return {**manifest, "query": query}
