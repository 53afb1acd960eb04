"""Open a state of the index with what stands in the file beside its segments."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from indexer.contract.aliases import NO_ALIASES, Aliases, aliases_of_array
from indexer.contract.errors import IndexDamagedError
from indexer.contract.opening import Opened, open_reader, reporting_damage, retrying
from indexer.contract.story_file import (
    ALIASES,
    StoryLabels,
    newest_story_file,
    read_arrays,
    read_labels,
)


def open_state(path: Path) -> tuple[Opened, StoryLabels, Aliases]:
    """Open a reader, and read which documents are one story and the aliases in force.

    Raises as ``open_index`` does.
    """

    def opening() -> tuple[Opened, StoryLabels, Aliases]:
        opened = open_reader(path)
        try:
            return opened, read_stories(opened), read_aliases(opened) or NO_ALIASES
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
    file = newest_story_file(opened.path, opened.generation)
    with _reporting_damage(opened, file):
        return read_labels(file, known)


def read_aliases(opened: Opened) -> Aliases | None:
    """Read the aliases that are in force in a state; None where it does not say.

    Raises as :func:`read_stories` does.
    """
    file = newest_story_file(opened.path, opened.generation)
    with _reporting_damage(opened, file), suppress(KeyError):
        if file:
            return aliases_of_array(read_arrays(file, (ALIASES,))[ALIASES])
    return None


def is_of_state(opened: Opened) -> bool:
    """Whether the file beside the segments was written with the state, and no other one.

    It was not where another program has made the state, even if a sync that was killed has left
    a file of that number.

    Raises as :func:`read_stories` does.
    """
    file = newest_story_file(opened.path, opened.generation)
    segments = [leaf.segment() for leaf, _ in opened.reader.leaf_readers()]
    known = [each.segment_id() for each in segments if each]
    with _reporting_damage(opened, file):
        return file is not None and read_arrays(file, ("segments",))["segments"].tolist() == known


@contextmanager
def _reporting_damage(opened: Opened, file: Path | None) -> Iterator[None]:
    try:
        with reporting_damage(opened.path, file.name if file else ""):
            yield
    except IndexDamagedError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            raise error.__cause__ from None
        raise
