"""Files that are called otherwise since the last sync: their articles go on.

One file went and another came with the same bytes, or else with the same ``webUrl``. What an
index knows of their past goes along. Only files that may be meant are read for it.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from indexer.contract.schema import link_number
from indexer.reporting.failure import ArticleError
from indexer.scanning.listing import FoundFile
from indexer.syncing.files import FileToRead, Loaded, digest_of, read_bytes_of, read_file
from indexer.syncing.known.past import Past
from indexer.syncing.pairing import Pairs, following, pair
from indexer.syncing.plan import lies_below


class Moves(NamedTuple):
    """What was found.

    Attributes:
        came_from: the place of a file → the place of the article that it goes on with.
        same: places of files that turned out to hold what the index knows already.
    """

    came_from: dict[int, int]
    same: set[int]


NO_MOVES = Moves({}, set())


def find_moves(
    folder: Path,
    max_bytes: int,
    files: Sequence[FoundFile],
    past: Past,
    is_known: Callable[[str], bool],
    unknown_below: Collection[str],
) -> Moves:
    """Find the articles whose files are called otherwise.

    Args:
        folder: of the articles.
        max_bytes: a larger file is not read.
        files: that are to be read; all others are what they were.
        past: what is known of them.
        is_known: whether the index has an article of some id.
        unknown_below: folders that could not be listed: nobody knows whether an article's file
            below them is gone.
    """
    # At a first sync nothing is known, of a million files.
    if not past.gone and not past.histories.any():
        return NO_MOVES
    search = _Search(folder, max_bytes, files, past)
    search.choose(is_known, unknown_below)
    if not search.gone and len(search.changed) <= 1:
        return NO_MOVES
    by_bytes = search.by_bytes()
    came_from = {**by_bytes.came_from, **search.by_address(by_bytes).came_from}
    places = search.places
    return Moves({places[id]: places[before] for id, before in came_from.items()}, search.same)


class _Search:
    """The files that may be meant.

    Attributes:
        gone, came: ids of files that are not there any more, and of those that were not before.
        changed: ids of files that may hold something else than before.
        places: of all of these.
        same: as in :class:`Moves`.
    """

    def __init__(
        self, folder: Path, max_bytes: int, files: Sequence[FoundFile], past: Past
    ) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._files = files
        self._past = past
        self.gone: list[str] = []
        self.came: list[str] = []
        self.changed: list[str] = []
        self.places: dict[str, int] = {}
        self.same: set[int] = set()

    def choose(self, is_known: Callable[[str], bool], unknown_below: Collection[str]) -> None:
        """Choose them by what need not be read."""
        past, files = self._past, self._files
        dated = past.histories[:, 0] != 0
        for place, id in enumerate(past.gone, len(files)):
            if dated[place] and not any(lies_below(id, folder) for folder in unknown_below):
                self._add(self.gone, id, place)
        for place in np.flatnonzero(dated[: len(files)]).tolist():
            file = files[place]
            if (file.size, file.mtime) != (past.sizes[place], past.mtimes[place]):
                self._add(self.changed, file.id, place)
        for place in np.flatnonzero(~dated[: len(files)]).tolist():
            if not past.digests[place] and not is_known(files[place].id):
                self._add(self.came, files[place].id, place)

    def by_bytes(self) -> Pairs:
        """Pair what has the same bytes. Where nothing else has its size, a file is not read."""
        past, places = self._past, self.places
        sizes = Counter(past.sizes[[places[id] for id in (*self.gone, *self.changed)]].tolist())
        went = {id: past.digests[places[id]] for id in self.gone}
        came, changed = {}, {}
        for id in self.came:
            digest = self._digest(id) if sizes[self._files[places[id]].size] else None
            if digest is not None:
                came[id] = digest
        for id in self.changed:
            place = places[id]
            size, old = self._files[place].size, past.digests[place]
            new = self._digest(id) if sizes[size] > (size == past.sizes[place]) else None
            if new == old:
                self.same.add(place)
            else:
                changed[id] = old, new
        return pair(went, came, changed)

    def by_address(self, by_bytes: Pairs) -> Pairs:
        """Pair what has the same ``webUrl``, of what has not the same bytes.

        Files that only changed places and were edited are not looked for: all that changed
        would have to be understood for it, at every sync.
        """
        links, places = self._past.links, self.places
        paired = set(by_bytes.came_from.values())
        left = [id for id in (*self.gone, *by_bytes.displaced) if id not in paired]
        went = {id: int(links[places[id]]) for id in left if links[places[id]]}
        came, changed = {}, {}
        if went:
            for id in self.came:
                if id not in by_bytes.came_from and (link := self._link(id)):
                    came[id] = link
            for id in self.changed:
                place = places[id]
                if id in by_bytes.came_from or place in self.same:
                    continue
                old, new = int(links[place]), self._link(id)
                if new is not None and old != new:
                    changed[id] = old or None, new or None
        return following(went, pair(went, came, changed))

    def _add(self, chosen: list[str], id: str, place: int) -> None:
        chosen.append(id)
        self.places[id] = place

    def _digest(self, id: str) -> bytes | None:
        try:
            path = f"{self._folder}{os.sep}{self._files[self.places[id]].path}"
            data, _ = read_bytes_of(path, self._max_bytes)
        except (OSError, ArticleError):
            return None
        return bytes.fromhex(digest_of(data))

    def _link(self, id: str) -> int | None:
        """Return the address of the article in a file as the index keeps it; None if it has none.

        So it has where it is what it was, too.
        """
        place = self.places[id]
        path, size, _ = self._files[place]
        loaded = read_file(self._folder, FileToRead(path, size, anew=True), self._max_bytes)
        if not isinstance(loaded, Loaded):
            return None
        if bytes.fromhex(loaded.fingerprint.digest) == self._past.digests[place]:
            self.same.add(place)
            return None
        return link_number(loaded.article.web_url)
