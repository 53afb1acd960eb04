"""What is in the index, at a glance."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from indexer.checking.likely_spellings import Likely, likely_spellings
from indexer.checking.name_keys import Named
from indexer.checking.sync_texts import iso, last_sync_as_json, last_sync_lines
from indexer.contract.aliases import NO_ALIASES
from indexer.contract.beside import read_aliases
from indexer.contract.codec.column_decoding import read_bytes
from indexer.contract.opening import Opened, opened_index
from indexer.contract.schema import SCHEMA_VERSION
from indexer.contract.syncs.last_sync import LastSync, read_last_sync
from indexer.reporting.report import visible

# As many as a person looks at. All are in the JSON.
_MOST_LISTED = 20


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
        aliases: names that have aliases in force.
        likely: names that are probably one provider's.
        last_sync: what the last sync did, and which files fail since when; None if not known.
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
    aliases: int
    likely: tuple[Likely, ...]
    last_sync: LastSync | None

    def as_json(self) -> dict[str, Any]:
        """Return the object that ``--json`` prints; times are ISO 8601 with Z."""
        facts = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {
            **{name: iso(value) if isinstance(value, datetime) else value for name, value in facts},
            "last_sync": self.last_sync and last_sync_as_json(self.last_sync),
            "likely": [likely.as_json() for likely in self.likely],
        }

    def as_text(self) -> str:
        """Return a line for each fact."""
        dates = f"{iso(self.first)} to {iso(self.last)}" if self.first and self.last else "none"
        rows = (
            ("Articles", f"{self.articles:,}"),
            ("Providers", f"{self.providers:,}"),
            ("Dates", dates),
            ("Without date", f"{self.without_date:,}"),
            ("Generation", str(self.generation)),
            ("Synced", iso(self.synced)),
            ("Schema version", str(self.schema_version)),
            ("Segments", f"{self.segments:,}"),
            ("Size on disk", f"{self.bytes:,} bytes"),
            ("Aliases of", f"{self.aliases:,} {'name' if self.aliases == 1 else 'names'}"),
        )
        lines = [f"{name + ':':<16}{value}" for name, value in rows]
        if self.last_sync:
            lines += last_sync_lines(self.last_sync)
        if self.likely:
            lines += ["", "Probably one provider each; as lines for providers.yml:"]
            lines += [visible(likely.as_line()) for likely in self.likely[:_MOST_LISTED]]
        if len(self.likely) > _MOST_LISTED:
            lines.append(f"# and {len(self.likely) - _MOST_LISTED:,} more (--json lists all)")
        return "\n".join(lines)


def read_status(path: Path) -> Status:
    """Read the status of the index in ``path``.

    Raises:
        IndexStateError: see ``opened_index``.
    """
    with opened_index(path) as opened:
        return _status(path, opened)


def _status(path: Path, opened: Opened) -> Status:
    moments: list[int] = []
    aliases = NO_ALIASES
    segments = opened.reader.leaf_readers() if opened.reader.doc_count_all() else ()
    count = 0
    field = opened.reader.schema["published"]
    missing = field.column_type.default_value()
    for segment, _ in segments:
        count += 1
        published = segment.column_reader("published", translate=False)
        dated = map(published.__getitem__, segment.all_doc_ids())
        moments.extend(moment for moment in dated if moment != missing)
    articles = int(opened.reader.doc_count())
    providers = list(_providers(opened))
    with suppress(FileNotFoundError):  # a later commit took it away
        aliases = read_aliases(opened) or aliases
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
        providers=len({provider.label for provider in providers}),
        aliases=len(aliases.entries),
        likely=tuple(likely_spellings(providers, aliases)),
        last_sync=read_last_sync(path),
    )


def _providers(opened: Opened) -> Iterator[Named]:
    """Yield the providers of each segment, each with a domain of its articles there."""
    for segment, _ in opened.reader.leaf_readers() if opened.reader.doc_count_all() else ():
        if not segment.has_column("provider_label"):
            continue
        labels, which = read_bytes(segment, "provider_label").numbered()
        live = np.fromiter(segment.all_doc_ids(), np.int64)
        found, firsts, counts = np.unique(which[live], return_index=True, return_counts=True)
        of_one = zip(found.tolist(), live[firsts].tolist(), counts.tolist(), strict=True)
        for label, doc, count in of_one:
            if labels[label]:
                rest = segment.stored_fields(doc).get("rest", {})
                _, domain = rest.get("provider", ("", ""))
                yield Named(labels[label].decode(), domain, count)


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
