"""A whole new index, written aside and put in the old one's place at once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whoosh.index import TOC, clean_files

from indexer.committing.batch import Batch
from indexer.committing.sealing import write_contents
from indexer.committing.storage import INDEX_NAME, DurableStorage
from indexer.committing.story_state import remove_others
from indexer.contract.aliases import NO_ALIASES, Aliases
from indexer.contract.codec.mapped import MappedStorage
from indexer.contract.opening import BUILDING, latest_generation, toc_path
from indexer.contract.schema import build_schema
from indexer.contract.story_file import story_path
from indexer.contract.surroundings.durable import flush


@contextmanager
def new_index(index: Path, threads: int = 1, aliases: Aliases = NO_ALIASES) -> Iterator[Batch]:
    """Give a batch on an empty index; when the block ends well, it is the index in ``index``.

    Whatever was there before is served until then, and stays when the block fails. What was
    begun is removed then by whoever holds the index (see ``locked``).

    Args:
        index: the folder.
        threads: that may find stories at a time.
        aliases: that are in force in it.
    """
    aside = index / BUILDING
    aside.mkdir()
    # Segments without a table of contents are damage, but for those beside this folder.
    flush(index)
    generation = max(latest_generation(index), 0)
    write_contents(DurableStorage(aside), TOC(build_schema(), [], generation))
    with Batch(aside, generation, threads, aliases) as batch:
        yield batch
        batch.commit()
    _publish(aside, index, generation + 1)
    shutil.rmtree(aside, ignore_errors=True)


def _publish(aside: Path, index: Path, generation: int) -> None:
    contents = TOC.read(MappedStorage(aside), INDEX_NAME, generation)
    for segment in aside.glob(f"{INDEX_NAME}_*.seg"):
        segment.replace(index / segment.name)
    story_path(aside, generation).replace(story_path(index, generation))
    flush(index)
    # From this rename on, readers open the new index.
    toc_path(aside, generation).replace(toc_path(index, generation))
    flush(index)
    clean_files(DurableStorage(index), INDEX_NAME, generation, contents.segments)
    remove_others(index, generation)
