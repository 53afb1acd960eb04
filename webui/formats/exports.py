"""Whole results as files: CSV, JSONL, BibTeX and RIS, written as the articles come.

They depend on the articles and the manifest alone, so that two runs give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from webui.formats.bibtex import comment, whole_bibtex
from webui.formats.csv_table import Cell, table_parts
from webui.formats.record_columns import Value, columns_of
from webui.formats.ris import ris
from webui.search.results.whole.exports import Manifest, Record

# Some programs take these for ends of lines, which they are not in JSON.
_LINE_ENDS = {0x85: r"\u0085", 0x2028: r"\u2028", 0x2029: r"\u2029"}


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format of exports.

    Attributes:
        name: also the end of a file's name.
        label: for a reader.
        content_type: of the text, in UTF-8.
        write: yields the text, some articles at a time.
    """

    name: str
    label: str
    content_type: str
    write: Callable[[Iterable[Record], Manifest], Iterator[str]]


def write_csv(records: Iterable[Record], manifest: Manifest) -> Iterator[str]:
    """Write a table, one row an article, safe to open in a spreadsheet.

    Several values of a cell are joined by a semicolon and a blank; what is not known is empty.
    """
    columns = columns_of(manifest)
    header = [column.name for column in columns]
    return table_parts(header, ([_cell(c.of(record)) for c in columns] for record in records))


def write_jsonl(records: Iterable[Record], manifest: Manifest) -> Iterator[str]:
    """Write one JSON object a line, one line an article, with the texts as they are."""
    columns = columns_of(manifest)
    for record in records:
        line = json.dumps(
            {column.name: column.of(record) for column in columns}, ensure_ascii=False
        )
        yield f"{line.translate(_LINE_ENDS)}\n"


def write_bibtex(records: Iterable[Record], manifest: Manifest) -> Iterator[str]:
    """Write the manifest as a comment, and an entry an article."""
    yield f"{comment(manifest.model_dump_json(indent=2))}\n"
    accessed = _accessed(manifest)
    for record in records:
        yield f"{whole_bibtex(record, accessed, record.excerpt, record.topics)}\n"


def write_ris(records: Iterable[Record], manifest: Manifest) -> Iterator[str]:
    """Write a record an article."""
    accessed = _accessed(manifest)
    for record in records:
        yield ris(record, accessed, record.excerpt, record.topics)


EXPORT_FORMATS = {
    each.name: each
    for each in (
        ExportFormat("csv", "CSV", "text/csv", write_csv),
        ExportFormat("jsonl", "JSONL", "application/x-ndjson", write_jsonl),
        ExportFormat("bib", "BibTeX", "application/x-bibtex", write_bibtex),
        ExportFormat("ris", "RIS", "application/x-research-info-systems", write_ris),
    )
}
"""The formats, by name."""


def _accessed(manifest: Manifest) -> date:
    """Return the day on which the archive was as it is: that of the run would change each day."""
    return date.fromisoformat(manifest.time[:10])


def _cell(value: Value) -> Cell:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    return "; ".join(value)
