"""The stories of a commit: found when its segments are written, and kept beside them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.reading import SegmentReader

from indexer.committing.found_arrays import FOUND_ARRAYS, arrays_of, found_of
from indexer.contract.aliases import NO_ALIASES, Aliases
from indexer.contract.codec.arrays import Bools
from indexer.contract.codec.column_decoding import concatenated, read_bytes
from indexer.contract.codec.contents import Beside, read_contents
from indexer.contract.codec.mapped import MappedStorage
from indexer.contract.opening import reporting_damage, toc_path
from indexer.contract.story_file import (
    ALIASES,
    TOGETHER,
    newest_story_file,
    read_arrays,
    story_files,
    story_path,
    together_of,
    write_arrays,
)
from indexer.contract.surroundings.durable import flush
from indexer.stories.discovery import Found, find_stories
from indexer.stories.signatures import Signatures, unpack
from indexer.stories.updating import update_stories


def write_stories(
    folder: Path,
    schema: Any,
    segments: Sequence[Any],
    generation: int,
    threads: int,
    aliases: Aliases = NO_ALIASES,
) -> Beside:
    """Find the stories of a state that is about to be committed, and write them to the disk.

    Args:
        folder: of the index.
        schema: Whoosh's.
        segments: Whoosh's, of the state, all of them written.
        generation: of the state.
        threads: that may work at a time.
        aliases: that are in force, which stand in the same file.

    Returns:
        What the table of contents has to say of the file.

    Raises:
        IndexDamagedError, IndexUnreadableError: a segment cannot be read.
        OSError: the disk failed or is full.
    """
    signatures, live = _read(folder, schema, segments)
    before = _before(folder, generation)
    found = (
        update_stories(signatures, live, before, threads)
        if before
        else find_stories(signatures, live, threads)
    )
    path = story_path(folder, generation)
    beside = write_arrays(
        path,
        {
            "segments": np.array([segment.segment_id() for segment in segments], np.str_),
            ALIASES: aliases.as_array(),
            "sizes": np.array([segment.doc_count_all() for segment in segments], np.int64),
            TOGETHER: together_of(found.story, live).astype(np.int32),
            **arrays_of(found),
        },
    )
    flush(path)
    return beside


def remove_others(folder: Path, generation: int) -> None:
    """Remove the stories of all generations but one."""
    for number, path in story_files(folder):
        if number != generation:
            # One that a reader has mapped stays on Windows; the next commit tries again.
            with suppress(PermissionError):
                path.unlink(missing_ok=True)


def _read(folder: Path, schema: Any, segments: Sequence[Any]) -> tuple[Signatures, Bools]:
    """Read the signatures of all documents, and which of these are not deleted."""
    columns = []
    live = []
    for segment in segments:
        with reporting_damage(folder, segment.segment_id()):
            reader = SegmentReader(MappedStorage(folder, [segment]), schema, segment)
            try:
                columns.append(read_bytes(reader, "signature"))
            finally:
                reader.close()
        alive = np.ones(segment.doc_count_all(), np.bool_)
        alive[list(segment.deleted_docs())] = False
        live.append(alive)
    with reporting_damage(folder, "the signatures"):
        signatures = unpack(concatenated(columns))
    return signatures, np.concatenate(live) if live else np.empty(0, np.bool_)


def _before(folder: Path, generation: int) -> Found | None:
    """Read what was found before; None where nothing was, or where it cannot be read."""
    # Whatever is wrong with it, all can be found anew.
    with suppress(Exception):
        path = newest_story_file(folder, generation - 1)
        said = read_contents(toc_path(folder, generation - 1).read_bytes()).beside
        mapped = read_arrays(path, FOUND_ARRAYS, said) if path else {}
        # Copied, so that the file is closed when it is removed.
        arrays = {name: array.copy() for name, array in mapped.items()}
        return found_of(arrays) if path else None
    return None
