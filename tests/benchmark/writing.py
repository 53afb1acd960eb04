"""Tables in Markdown, and the reports' places in the documentation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

BEGIN = "<!-- Measured: what stands between the two marks is written by make bench WRITE=… -->"
"""Stands before the report of the search benchmark."""

LARGE = BEGIN.replace("make bench", "make bench N=1000000")
SERVING = BEGIN.replace("make bench", "make bench-pages")
SERVERS = BEGIN.replace("make bench", "make bench-serving")
INDEXING = BEGIN.replace("make bench", "make bench-index")
YEAR = BEGIN.replace("make bench", "make bench-year")
MILLION = BEGIN.replace("make bench", "make bench-million")
STORIES = BEGIN.replace("make bench", "make bench-stories")
CLUSTER = BEGIN.replace("make bench", "make bench-cluster")

END = "<!-- End of what was measured. -->"
"""Stands after each report."""

_NEW_DOCUMENT = "# Performance\n" + "".join(
    f"\n{begin}\n{END}\n" for begin in (BEGIN, LARGE, SERVING, SERVERS, INDEXING, YEAR, MILLION)
)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; its numbers stand on the right, names and questions on the left."""
    rule = ["---", *("---:" if "question" not in name else "---" for name in head[1:])]
    lines = [head, rule, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write_report(path: Path, report: str, begin: str = BEGIN) -> None:
    """Put a report between its marks in a document, which is made if there is none.

    Args:
        path: of the document; all else in it stays as it is.
        report: in Markdown.
        begin: the mark before it.

    Raises:
        ValueError: the document has lost its marks.
    """
    text = path.read_text() if path.exists() else _NEW_DOCUMENT
    before, mark, rest = text.partition(begin)
    _, end, after = rest.partition(END)
    if not mark or not end:
        raise ValueError(f"{path.name} has no marks between which the report could stand")
    path.write_text(f"{before}{begin}\n\n{report}\n\n{END}{after}")
