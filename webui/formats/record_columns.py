"""The columns of a table of articles: what each is called, and what it says of an article."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TypeAlias

from webui.search.results.whole.exports import Manifest, Record

Value: TypeAlias = str | int | float | bool | Sequence[str] | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        name: heads it in CSV, and is the key in JSONL.
        of: what it says of an article.
    """

    name: str
    of: Callable[[Record], Value]


def _same(name: str) -> Column:
    return Column(name, attrgetter(name))


COLUMNS: tuple[Column, ...] = (
    *map(_same, ("id", "title", "excerpt", "url")),
    Column("provider", lambda record: record.provider.name if record.provider else None),
    Column("provider_domain", lambda record: record.provider.domain if record.provider else None),
    *map(_same, ("published", "topics", "type", "quality", "heat", "curated", "image")),
    Column("story", lambda record: record.story.id),
    Column("story_size", lambda record: record.story.size),
    Column("copies", lambda record: record.story.copies),
    *map(_same, ("copy_of", "matched", "added", "added_generation", "score")),
)
"""Those of every export."""

SAMPLE_COLUMNS: tuple[Column, ...] = tuple(map(_same, ("stratum", "weight")))
"""Those that the export of a sample has beside them."""


def columns_of(manifest: Manifest) -> tuple[Column, ...]:
    """Return the columns of an export."""
    return COLUMNS if manifest.sample is None else (*COLUMNS, *SAMPLE_COLUMNS)


COLUMN_NAMES = tuple(column.name for column in COLUMNS)
"""Their names, for who reads an export."""
