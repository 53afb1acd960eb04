"""What an index holds, for comparing two of them."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from indexer.contract.codec.column_decoding import read_bytes
from indexer.contract.codec.mapped import MappedStorage
from indexer.contract.codec.sums import split
from indexer.contract.history import History, Moment, read_first_ids, read_histories
from indexer.contract.opening import open_reader, opened_index, toc_path
from indexer.contract.schema import FIRST_ID, HISTORY_COLUMNS


def contents(path: Path) -> dict[str, dict[str, Any]]:
    """Return, by article id, everything the index holds of an article.

    That is its stored fields, its columns and its postings. The times of the files and when
    articles came in are left out, and what depends on the segment: two indexes of the same
    articles may differ.
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


def histories(path: Path) -> dict[str, History]:
    """Return the history of each article in the index; one of another program has zeros."""
    with opened_index(path) as opened:
        found = {}
        for reader, _ in opened.reader.leaf_readers() if opened.reader.doc_count_all() else ():
            ids, rows = list(read_bytes(reader, "id")), read_histories(reader).tolist()
            first_ids = read_first_ids(reader)
            for number in reader.all_doc_ids():
                row = rows[number]
                found[ids[number].decode()] = History(
                    Moment(*row[:2]), Moment(*row[2:]), first_ids[number].decode()
                )
        return found


def ids(path: Path) -> set[str]:
    """Return the ids of the articles in the index."""
    return set(contents(path))


def forget_checksums(path: Path) -> None:
    """Make an index one without checksums, as earlier versions wrote them."""
    contents = TOC.read(MappedStorage(path), "MAIN")
    for segment in contents.segments:
        vars(segment).pop("block_sums", None)
    toc_path(path, contents.generation).unlink()
    contents.write(FileStorage(str(path)), "MAIN")
    for stories in path.glob("stories_*.npz"):
        stories.write_bytes(split(memoryview(stories.read_bytes()), stories.name)[0])


def files(path: Path) -> set[str]:
    """Return the names in the index's folder, but for locks and what notes down syncs."""
    beside = {"sync.lock", "MAIN_WRITELOCK", "synced", "last_sync.json"}
    return {entry.name for entry in path.iterdir()} - beside


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
        if field.column_type and name not in ("file_mtime", FIRST_ID, *HISTORY_COLUMNS)
    }
    return {
        stored["id"]: {
            "stored": stored,
            "columns": {name: column[number] for name, column in columns.items()},
            "postings": postings[number],
        }
        for number, stored in reader.iter_docs()
    }
