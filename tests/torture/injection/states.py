"""What an index holds, whole: what two states are compared by."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

from indexer.contract.aliases import NO_ALIASES
from indexer.contract.beside import open_state
from indexer.contract.codec.column_decoding import read_bytes
from indexer.contract.errors import NoIndexError
from indexer.contract.opening import latest_generation, open_index
from tests.support.indexes import contents, histories

_LOCKS = {"sync.lock", "MAIN_WRITELOCK"}
# Told of syncs, and no part of the index: whoever finds no room for them loses no more.
NOTES = {"synced", "last_sync.json", "last_sync.json.new"}


class State(NamedTuple):
    """A state of an index, without anything that another run of the same sync does otherwise.

    Attributes:
        generation: its number.
        articles: everything that is held of each, by id.
        histories: of each, by id.
        stories: the ids of the articles of each story.
        aliases: that are in force, as text.
    """

    generation: int
    articles: dict[str, Any]
    histories: dict[str, Any]
    stories: frozenset[frozenset[str]]
    aliases: str

    def difference(self, other: State | None) -> str:
        """Say in which respects it is not the other."""
        if other is None:
            return "there is an index"
        return ", ".join(
            name
            for name, mine, theirs in zip(self._fields, self, other, strict=True)
            if mine != theirs
        )


def read_state(index: Path) -> State | None:
    """Read the newest state as readers do; None where there is no index.

    Raises:
        CuttingsError: it cannot be read.
    """
    try:
        found, stories, aliases, generation = contents(index), *_beside(index)
        return State(generation, found, histories(index), stories, aliases)
    except NoIndexError:
        return None


def _beside(index: Path) -> tuple[frozenset[frozenset[str]], str, int]:
    opened, labels, aliases = open_state(index)
    try:
        ids: list[str] = []
        for reader, _ in opened.reader.leaf_readers() if len(labels.story) else ():
            ids += [id.decode() for id in read_bytes(reader, "id")]
        found: dict[int, set[str]] = {}
        for doc in opened.reader.all_doc_ids() if ids else ():
            found.setdefault(int(labels.story[doc]), set()).add(ids[doc])
        stories = frozenset(map(frozenset, found.values()))
        return stories, repr(aliases or NO_ALIASES), opened.generation
    finally:
        opened.reader.close()


def files_of(index: Path) -> set[str]:
    """Return the names in the folder of an index that need not be there; none without it."""
    return {path.name for path in index.glob("*")} - _LOCKS - NOTES


def names_of(index: Path) -> set[str]:
    """Return the names in the folder of an index, with what the newest state calls its own.

    Numbers of segments of that state are ``#``, its generation is ``N``: an index without
    leftovers has the same names as any other one.
    """
    generation = latest_generation(index)
    segments = [each.segment_id() for each in open_index(index)._segments()]
    found = set()
    for name in files_of(index):
        for segment in segments:
            name = name.replace(segment, "MAIN_#")
        found.add(re.sub(rf"_{generation}(?=\.)", "_N", name))
    return found
