"""Is the index whole? Reads everything in it and compares it with itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from indexer.checking.inspection import SegmentInspection
from indexer.contract.beside import read_aliases, read_stories
from indexer.contract.errors import IndexDamagedError
from indexer.contract.opening import Opened, opened_index
from indexer.reporting.report import visible

_MAX_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class Health:
    """What was found.

    Attributes:
        articles, segments: how many there are.
        problems: what is wrong, the first 100 things; none when the index is whole.
    """

    articles: int
    segments: int
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether the index is whole."""
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        """Return the object that ``--json`` prints."""
        return {"ok": self.ok, **asdict(self)}

    def as_text(self) -> str:
        """Return that it is whole, or a line for each problem."""
        if self.ok:
            return f"The index is whole. Articles: {self.articles:,}, segments: {self.segments:,}."
        return "\n".join(visible(problem) for problem in self.problems)


def check_index(path: Path) -> Health:
    """Read everything in the index in ``path``.

    Raises:
        NoIndexError: there is none.
        SchemaVersionError: another version of Cuttings, or another program, wrote it.
        IndexUnreadableError: the system does not let this program read it.
    """
    try:
        with opened_index(path) as opened:
            reader = opened.reader
            segments = list(reader.leaf_readers()) if reader.doc_count_all() else []
            problems = tuple(islice(_problems(opened, segments), _MAX_PROBLEMS))
            return Health(int(reader.doc_count()), len(segments), problems)
    except IndexDamagedError as error:
        return Health(0, 0, (error.detail,))


def _problems(opened: Opened, segments: list[tuple[Any, int]]) -> Iterator[str]:
    aliases = None
    # A later commit takes the file away, and nobody misses it then.
    with suppress(FileNotFoundError):
        try:
            read_stories(opened)
            aliases = read_aliases(opened)
        except IndexDamagedError as error:
            yield error.detail
    ids: Counter[str] = Counter()
    for reader, _ in segments:
        inspection = SegmentInspection(reader, opened.generation, aliases)
        name = reader.segment().segment_id()
        for problem in inspection.problems():
            yield f"{name}: {problem}"
        ids.update(inspection.live_ids)
    for id, count in ids.items():
        if count > 1:
            yield f"{count} documents have the id {id}"
