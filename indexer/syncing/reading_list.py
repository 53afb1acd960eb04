"""The files that a sync has to read, each with what is known of its article."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from indexer.scanning.listing import FoundFile
from indexer.syncing.files import FileToRead
from indexer.syncing.known.past import Past


class ReadingList(Sequence[FileToRead]):
    """Files with what is known of their articles, which is put together when one is asked for.

    All at once, those of a million would take some hundred megabytes.

    Args:
        files: of which some are to be read.
        past: of their articles, by their places.
        left_out: places of those that need not be read.
        moved: places of those whose articles were called otherwise.
        anew: whether all become documents, even those that hold what the index knows already.
    """

    def __init__(
        self,
        files: Sequence[FoundFile],
        past: Past,
        left_out: Collection[int],
        moved: Collection[int],
        *,
        anew: bool,
    ) -> None:
        every = range(len(files))
        self._files = files
        self._past = past
        self._places: Sequence[int] = (
            [place for place in every if place not in left_out] if left_out else every
        )
        self._moved = moved
        self._anew = anew

    def at(self, place: int) -> FileToRead:
        """Return the file at a place of all files, to be read or not."""
        file = self._files[place]
        anew = self._anew or place in self._moved
        known = bool(self._past.known[place])
        return FileToRead(file.path, file.size, self._past[place], anew, known)

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, number: Any) -> Any:
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(len(self)))]
        return self.at(self._places[number])

    def __iter__(self) -> Iterator[FileToRead]:
        return map(self.at, self._places)
