"""Open a state of the index with what stands in the file beside its segments."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from indexer.contract.aliases import NO_ALIASES, Aliases, aliases_of_array
from indexer.contract.codec.mapped import MappedStorage
from indexer.contract.errors import IndexDamagedError
from indexer.contract.opening import Opened, open_reader, reporting_damage, retrying, toc_path
from indexer.contract.story_file import (
    ALIASES,
    StoryLabels,
    is_readable,
    newest_story_file,
    read_arrays,
    read_labels,
    story_path,
)


def open_state(path: Path) -> tuple[Opened, StoryLabels, Aliases]:
    """Open a reader, and read which documents are one story and the aliases in force.

    Raises as ``open_index`` does.
    """

    def opening() -> tuple[Opened, StoryLabels, Aliases]:
        opened = open_reader(path)
        try:
            labels, aliases = read_stories(opened), read_aliases(opened) or NO_ALIASES
            return _with_file(opened), labels, aliases
        except BaseException:
            opened.reader.close()
            raise

    return retrying(path, opening)


def read_stories(opened: Opened) -> StoryLabels:
    """Read which documents of a state are one story.

    Raises:
        FileNotFoundError: the state is not the newest any more.
        IndexDamagedError, IndexUnreadableError: see ``reporting_damage``.
    """
    segments = [leaf.segment() for leaf, _ in opened.reader.leaf_readers()]
    known = [(each.segment_id(), each.doc_count_all()) for each in segments if each]
    file = _file(opened)
    with _reporting_damage(opened, file):
        return read_labels(file, known, opened.beside)


def read_aliases(opened: Opened) -> Aliases | None:
    """Read the aliases that are in force in a state; None where it does not say.

    Raises as :func:`read_stories` does.
    """
    file = _file(opened)
    with _reporting_damage(opened, file), suppress(KeyError):
        if file:
            return aliases_of_array(read_arrays(file, (ALIASES,), opened.beside)[ALIASES])
    return None


def is_of_state(opened: Opened) -> bool:
    """Whether the file beside the segments was written with the state, and no other one.

    It was not where another program has made the state, even if a sync that was killed has left
    a file of that number.

    Raises as :func:`read_stories` does.
    """
    file = _file(opened)
    segments = [leaf.segment() for leaf, _ in opened.reader.leaf_readers()]
    known = [each.segment_id() for each in segments if each]
    with _reporting_damage(opened, file):
        if file is None:
            return False
        written = read_arrays(file, ("segments",), opened.beside)["segments"].tolist()
        return bool(written == known)


def is_whole(path: Path, generation: int) -> bool:
    """Whether the file beside the segments is there and readable, for a state of this number."""
    storage = MappedStorage(path)
    table = toc_path(path, generation).name
    with reporting_damage(path):
        storage.open_file(table).close()
    return is_readable(story_path(path, generation), storage.beside(table))


def _with_file(opened: Opened) -> Opened:
    """Return a state whose file beside the segments is mapped, too."""
    file = _file(opened)
    if file is None:
        return opened
    mapped = (file, file.stat().st_size)
    return replace(opened, segments=(*opened.segments, mapped))


def _file(opened: Opened) -> Path | None:
    # One that the table of contents names is not made up for by an earlier one.
    if opened.beside is not None:
        return story_path(opened.path, opened.generation)
    return newest_story_file(opened.path, opened.generation)


@contextmanager
def _reporting_damage(opened: Opened, file: Path | None) -> Iterator[None]:
    try:
        with reporting_damage(opened.path, file.name if file else ""):
            yield
    except IndexDamagedError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            raise error.__cause__ from None
        raise
