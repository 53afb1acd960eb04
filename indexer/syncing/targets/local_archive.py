"""An index of Whoosh in a folder, as a sync writes to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

from indexer.committing.batch import Batch
from indexer.committing.documents import document
from indexer.committing.new_index import new_index
from indexer.committing.storage import locked
from indexer.contract.aliases import Aliases
from indexer.contract.beside import is_of_state, is_whole, read_aliases
from indexer.contract.errors import IndexDamagedError, NoIndexError, SchemaVersionError
from indexer.contract.opening import latest_generation, opened_index
from indexer.contract.syncs.heartbeat import beat
from indexer.reporting.recording import NotesBeside
from indexer.syncing.known.indexed import Known, read_known
from indexer.syncing.known.past import CurrentState
from indexer.syncing.known.renaming import renamed_documents
from indexer.syncing.known.taking_over import OldIndex
from indexer.syncing.targets.writable import RecordedAliases

_NOT_SAID = (NoIndexError, SchemaVersionError, IndexDamagedError, FileNotFoundError)


class LocalArchive:
    """See ``WritableArchive``.

    Args:
        path: of the index.
    """

    document = staticmethod(document)

    def __init__(self, path: Path) -> None:
        self._path = path
        self.name = str(path)
        self.notes = NotesBeside(path)

    def latest_generation(self) -> int:
        """See ``WritableArchive``."""
        return latest_generation(self._path)

    def locked(self) -> AbstractContextManager[None]:
        """See ``WritableArchive``."""
        return locked(self._path)

    def known(self) -> Known:
        """See ``WritableArchive``."""
        return read_known(self._path)

    def aliases(self) -> RecordedAliases:
        """See ``WritableArchive``.

        Of a state of another program nobody knows what its articles are called by.
        """
        # What the system refuses for now would pass for an index without any.
        with suppress(*_NOT_SAID), opened_index(self._path) as opened:
            recorded = read_aliases(opened)
            return RecordedAliases(recorded, recorded if is_of_state(opened) else None)
        return RecordedAliases(None, None)

    def batch(self, known: Known, threads: int, aliases: Aliases) -> Batch:
        """See ``WritableArchive``."""
        return Batch(self._path, known.generation, threads, aliases)

    def new(self, threads: int, aliases: Aliases) -> AbstractContextManager[Batch]:
        """See ``WritableArchive``."""
        return new_index(self._path, threads, aliases)

    def current_state(self, known: Known) -> CurrentState:
        """See ``WritableArchive``."""
        return CurrentState(self._path, known)

    def old_state(self) -> OldIndex:
        """See ``WritableArchive``."""
        return OldIndex(self._path)

    def renamed(
        self, before: Aliases | None, now: Aliases
    ) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """See ``WritableArchive``."""
        return renamed_documents(self._path, before, now)

    def is_whole(self, known: Known) -> bool:
        """See ``WritableArchive``: another program may have made the state, or damaged the file."""
        return is_whole(self._path, known.generation)

    def beat(self, known: Known) -> None:
        """See ``WritableArchive``."""
        beat(self._path, known.generation)
