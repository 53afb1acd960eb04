"""Is the index whole? Reads everything in it and compares it with itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from indexer.checking.blocks import check_blocks
from indexer.checking.inspection import SegmentInspection
from indexer.contract.beside import read_aliases, read_stories
from indexer.contract.errors import IndexDamagedError
from indexer.contract.opening import Opened, latest_generation, open_index, opened_index
from indexer.reporting.report import visible

_MAX_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class Health:
    """What was found.

    Attributes:
        articles, segments: how many there are.
        problems: what is wrong, the first 100 things; none when the index is whole.
        remarks: what could not be looked at, though nothing is wrong with it.
    """

    articles: int
    segments: int
    problems: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the index is whole."""
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        """Return the object that ``--json`` prints."""
        return {"ok": self.ok, **asdict(self)}

    def as_text(self) -> str:
        """Return that it is whole, or a line for each problem; and a line for each remark."""
        problems = [visible(problem) for problem in self.problems]
        return "\n".join([*(problems or [self.summary()]), *map(visible, self.remarks)])

    def summary(self) -> str:
        """Return that it is whole, in one line."""
        return f"The index is whole. Articles: {self.articles:,}, segments: {self.segments:,}."


def check_index(path: Path, *, gently: bool = False) -> Health:
    """Read everything in the index in ``path``.

    Args:
        path: of the index.
        gently: leave the disk to others now and then.

    Raises:
        NoIndexError: there is none.
        SchemaVersionError: another version of Cuttings, or another program, wrote it.
        IndexUnreadableError: the system does not let this program read it.
    """
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    try:
        open_index(path)
        blocks = check_blocks(path, gently=gently)
        problems, remarks = blocks.problems[:_MAX_PROBLEMS], blocks.remarks
        if not blocks.readable:
            # To read on would be to map such a file, and ends the process (SIGBUS) there.
            return Health(0, 0, problems, remarks)
        with opened_index(path) as opened:
            reader = opened.reader
            segments = list(reader.leaf_readers()) if reader.doc_count_all() else []
            found = _problems(opened, segments, blocks.damaged)
            problems += tuple(islice(found, _MAX_PROBLEMS - len(problems)))
            return Health(int(reader.doc_count()), len(segments), problems, remarks)
    except IndexDamagedError as error:
        # What was found in the blocks says it better.
        return Health(0, 0, problems or (error.detail,), remarks)


def _problems(
    opened: Opened, segments: list[tuple[Any, int]], damaged: frozenset[str]
) -> Iterator[str]:
    aliases = None
    try:
        read_stories(opened)
        aliases = read_aliases(opened)
    except IndexDamagedError as error:
        if not any(error.detail.startswith(name) for name in damaged):
            yield error.detail
    except FileNotFoundError as error:
        # A later commit takes the file away, and nobody misses it then.
        if latest_generation(opened.path) == opened.generation:
            yield f"{error.filename} is missing"
    ids: Counter[str] = Counter()
    for reader, _ in segments:
        name = reader.segment().segment_id()
        if f"{name}{reader.segment().COMPOUND_EXT}" in damaged:
            continue
        inspection = SegmentInspection(reader, opened.generation, aliases)
        for problem in inspection.problems():
            yield f"{name}: {problem}"
        ids.update(inspection.live_ids)
    for id, count in ids.items():
        if count > 1:
            yield f"{count} documents have the id {id}"
