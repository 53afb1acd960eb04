"""Article files for tests."""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from typing import Any

import yaml

# A long time ago, so that no file is fresh, and never the same time twice.
_TIMES = itertools.count(1_600_000_000_000_000_000, 1_000_000_000)


def front_matter(**fields: Any) -> str:
    """Return the text of a file with these fields in its front matter."""
    return f"---\n{yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)}---\n"


def write_article(folder: Path, id: str, **fields: Any) -> Path:
    """Write the article file of ``id``; without a title it gets one."""
    return write_file(folder / f"{id}.md", front_matter(**{"title": f"Title of {id}", **fields}))


def write_file(path: Path, content: str | bytes) -> Path:
    """Write a file, with its folders, at a time of modification that no other file has."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    touch(path)
    return path


def touch(path: Path) -> None:
    """Give a file a new time of modification."""
    time = next(_TIMES)
    os.utime(path, ns=(time, time))
