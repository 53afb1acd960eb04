"""What an index holds, for comparing two of them."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from indexer.contract.opening import open_reader
from indexer.contract.schema import SEGMENT_COLUMNS


def contents(path: Path) -> dict[str, dict[str, Any]]:
    """Return, by article id, everything the index holds of an article.

    That is its stored fields, its columns and its postings. The times of the files are
    left out, and what depends on the segment: two indexes of the same articles may differ.
    """
    opened = open_reader(path)
    try:
        found: dict[str, dict[str, Any]] = {}
        if opened.reader.doc_count_all():
            for reader, _ in opened.reader.leaf_readers():
                found.update(_segment(reader))
        return found
    finally:
        opened.reader.close()


def ids(path: Path) -> set[str]:
    """Return the ids of the articles in the index."""
    return set(contents(path))


def files(path: Path) -> set[str]:
    """Return the names in the index's folder, but for the lock files and the heartbeat."""
    return {entry.name for entry in path.iterdir()} - {"sync.lock", "MAIN_WRITELOCK", "synced"}


def _segment(reader: Any) -> dict[str, dict[str, Any]]:
    postings: dict[int, set[tuple[Any, ...]]] = defaultdict(set)
    for name, term in reader.all_terms():
        matcher = reader.postings(name, term)
        while matcher.is_active():
            postings[matcher.id()].add((name, term, matcher.weight(), matcher.value()))
            matcher.next()
    columns = {
        name: reader.column_reader(name, translate=False)
        for name, field in reader.schema.items()
        if field.column_type and name not in ("file_mtime", *SEGMENT_COLUMNS)
    }
    return {
        stored["id"]: {
            "stored": stored,
            "columns": {name: column[number] for name, column in columns.items()},
            "postings": postings[number],
        }
        for number, stored in reader.iter_docs()
    }
