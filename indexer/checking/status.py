"""What is in the index, at a glance."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from indexer.contract.opening import Opened, opened_index
from indexer.contract.schema import SCHEMA_VERSION


@dataclass(frozen=True, slots=True)
class Status:
    """What is in the index.

    Attributes:
        articles: how many.
        generation: number of the committed state.
        synced: when the last sync ended well, in UTC.
        schema_version: of this Cuttings, which is also that of the index.
        segments: how many parts the index has.
        bytes: its size on disk.
        first, last: the earliest and the latest publication, in UTC; None without any date.
        without_date: how many articles have no date.
        providers: how many different ones.
    """

    articles: int
    generation: int
    synced: datetime
    schema_version: int
    segments: int
    bytes: int
    first: datetime | None
    last: datetime | None
    without_date: int
    providers: int

    def as_json(self) -> dict[str, Any]:
        """Return the object that ``--json`` prints; times are ISO 8601 with Z."""
        return {
            name: _iso(value) if isinstance(value, datetime) else value
            for name, value in asdict(self).items()
        }

    def as_text(self) -> str:
        """Return a line for each fact."""
        dates = f"{_iso(self.first)} to {_iso(self.last)}" if self.first and self.last else "none"
        rows = (
            ("Articles", f"{self.articles:,}"),
            ("Providers", f"{self.providers:,}"),
            ("Dates", dates),
            ("Without date", f"{self.without_date:,}"),
            ("Generation", str(self.generation)),
            ("Synced", _iso(self.synced)),
            ("Schema version", str(self.schema_version)),
            ("Segments", f"{self.segments:,}"),
            ("Size on disk", f"{self.bytes:,} bytes"),
        )
        return "\n".join(f"{name + ':':<16}{value}" for name, value in rows)


def read_status(path: Path) -> Status:
    """Read the status of the index in ``path``.

    Raises:
        IndexStateError: see ``opened_index``.
    """
    with opened_index(path) as opened:
        return _status(path, opened)


def _status(path: Path, opened: Opened) -> Status:
    moments: list[int] = []
    providers: set[bytes] = set()
    segments = opened.reader.leaf_readers() if opened.reader.doc_count_all() else ()
    count = 0
    field = opened.reader.schema["published"]
    missing = field.column_type.default_value()
    for segment, _ in segments:
        count += 1
        published = segment.column_reader("published", translate=False)
        labels = segment.column_reader("provider_label", translate=False)
        for number in segment.all_doc_ids():
            if published[number] != missing:
                moments.append(published[number])
            providers.add(labels[number])
    articles = int(opened.reader.doc_count())
    return Status(
        articles=articles,
        generation=opened.generation,
        synced=opened.synced,
        schema_version=SCHEMA_VERSION,
        segments=count,
        bytes=_bytes_in(path),
        first=_moment(field, min(moments)) if moments else None,
        last=_moment(field, max(moments)) if moments else None,
        without_date=articles - len(moments),
        providers=len(providers - {b""}),
    )


def _bytes_in(path: Path) -> int:
    size = 0
    for file in path.iterdir():
        # What a commit removes meanwhile is no damage.
        with suppress(FileNotFoundError):
            size += file.stat().st_size if file.is_file() else 0
    return size


def _moment(field: Any, value: int) -> datetime:
    moment: datetime = field.from_column_value(value)
    return moment.replace(tzinfo=UTC)


def _iso(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")
