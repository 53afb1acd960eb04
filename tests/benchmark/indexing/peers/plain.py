"""A file read in the plain way: PyYAML on the whole of its front matter, in C."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from indexer.contract.article import UNKNOWN_HEAT, Article, Provider

_LINE = re.compile(r"^---\s*$", re.MULTILINE)


class Reader:
    """Reads articles, and counts what it could not read.

    Attributes:
        read: files that were articles.
        failed: files that were not; those that are marked as removed count as neither.
    """

    def __init__(self) -> None:
        self.read = 0
        self.failed = 0

    def articles(self, folder: Path, paths: Iterable[Path]) -> Iterator[Article]:
        """Yield the article of each file that holds one."""
        for path in paths:
            id = path.relative_to(folder).with_suffix("").as_posix()
            fields = load(path.read_bytes()) or {}
            if fields.get("removed"):
                continue
            title = fields.get("title") or fields.get("name")
            if isinstance(title, str):
                self.read += 1
                yield _article(id, title, fields)
            else:
                self.failed += 1


def load(data: bytes) -> dict[str, Any] | None:
    """Return all of a file's front matter as Python objects, or None if it has none."""
    try:
        _, front, _ = _LINE.split(data.decode("utf-8-sig"), 2)
        fields = yaml.load(front, Loader=yaml.CSafeLoader)
    # Besides its own errors, PyYAML raises what dates and numbers do.
    except (ValueError, yaml.YAMLError):
        return None
    return fields if isinstance(fields, dict) else None


def _article(id: str, title: str, fields: dict[str, Any]) -> Article:
    provider = fields.get("provider")
    address = fields.get("webUrl") or fields.get("originalUrl") or fields.get("website")
    heat = fields.get("heat")
    return Article(
        id=id,
        title=title,
        excerpt=fields.get("excerpt") or "",
        url=address or "",
        provider=_provider(provider) if provider else None,
        published=_moment(fields.get("publishedDateTime") or fields.get("startDateTime")),
        topics=tuple(dict.fromkeys(fields.get("topics") or ())),
        type=fields.get("type") or fields.get("category") or "",
        quality=fields.get("quality"),
        heat=UNKNOWN_HEAT if heat is None else heat,
        curated=bool(fields.get("published")),
    )


def _provider(fields: dict[str, Any]) -> Provider:
    return Provider(fields.get("name") or "", (fields.get("domain") or "").lower())


def _moment(found: object) -> datetime | None:
    # The year 1 is how some importers write "no date".
    if not isinstance(found, datetime) or found.year == 1:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
