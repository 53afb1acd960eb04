"""The index's folder: durable files, one writer at a time, nothing left behind."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, clean_files

from indexer.contract.codec.mapped import MappedStorage
from indexer.contract.errors import IndexFolderError, IndexLockedError, why
from indexer.contract.opening import BUILDING, first_is_coming, latest_generation
from indexer.contract.story_file import story_files
from indexer.contract.surroundings.durable import flush, make_folder

INDEX_NAME = "MAIN"
"""Whoosh's name of the index within its folder."""

_LOCK = "sync.lock"


class DurableStorage(FileStorage):  # type: ignore[misc] # Whoosh has no types
    """Whoosh's file storage, but a commit also survives a loss of power.

    Whoosh publishes a commit by renaming its table of contents. Everything that was
    written before goes to the disk before that, with its name, and the new name after it.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(os.fspath(path))
        self._unsynced: set[str] = set()

    def create_file(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Create a file, and remember that it is not on the disk yet."""
        self._unsynced.add(name)
        return super().create_file(name, *args, **kwargs)

    def sync(self) -> None:
        """Wait until all files that were created are on the disk."""
        folder = Path(self.folder)
        for name in self._unsynced:
            if (folder / name).exists():
                flush(folder / name)
        self._unsynced.clear()

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Rename a file when everything written so far is on the disk."""
        self.sync()
        # To sync a file is not to sync its name.
        flush(Path(self.folder))
        super().rename_file(oldname, newname, safe)
        flush(Path(self.folder))


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the index in ``path`` for writing; make the folder if there is none.

    What a run that failed or was killed left behind is removed.

    Raises:
        IndexFolderError: the folder cannot be made or written to.
        IndexLockedError: another process holds it.
    """
    lock = FileStorage(os.fspath(path)).lock(_LOCK)
    try:
        make_folder(path)
        acquired = lock.acquire()
    except (FileExistsError, NotADirectoryError) as error:
        raise IndexFolderError(path, "is not a folder") from error
    except OSError as error:
        reason = why(OSError(error.errno, error.strerror))
        raise IndexFolderError(path, f"cannot be written to: {reason}") from error
    if not acquired:
        raise IndexLockedError(path)
    try:
        # Who was killed may have published a state that is not on the disk yet: what it takes the
        # place of must not go before that.
        flush(path)
        _remove_leftovers(path)
        yield
    except BaseException:
        # A disk that is full stays full as long as these lie there.
        with suppress(Exception):
            if not _is_between_states(path):
                _remove_leftovers(path)
        raise
    finally:
        lock.release()


def _is_between_states(path: Path) -> bool:
    """Tell whether a state was published, and that before it is still there.

    Perhaps only the latter is on the disk, where syncing the folder failed.
    """
    return len(list(path.glob(f"_{INDEX_NAME}_*.toc"))) > 1


def _remove_leftovers(path: Path) -> None:
    building = path / BUILDING
    newest = latest_generation(path)
    if first_is_coming(path):
        for segment in path.glob(f"{INDEX_NAME}_*"):
            segment.unlink()
        for _, stories in story_files(path):
            stories.unlink()
        # Without the other folder, they would pass for a damaged index.
        flush(path)
    shutil.rmtree(building, ignore_errors=True)
    shutil.rmtree(path / f"{INDEX_NAME}.tmp", ignore_errors=True)
    for unfinished in path.glob(f"_{INDEX_NAME}_*.toc.*"):
        unfinished.unlink(missing_ok=True)
    # Without a table of contents nobody knows which files belong to it, should it come back.
    if newest >= 0:
        _remove_stories(path, newest)
    _remove_unpublished(path)


def _remove_stories(path: Path, newest: int) -> None:
    """Remove the story files that the newest state does not go by."""
    files = story_files(path)
    # Another program's commit has none, and goes by those before it.
    last = max((number for number, _ in files if number <= newest), default=-1)
    for number, stories in files:
        if number != last:
            stories.unlink(missing_ok=True)


def _remove_unpublished(path: Path) -> None:
    """Remove segments that no commit has published. Where one cannot tell, all stay."""
    storage = MappedStorage(path)
    writing = storage.lock(f"{INDEX_NAME}_WRITELOCK")
    if not writing.acquire():
        return  # another Whoosh program is about to publish some
    try:
        contents = TOC.read(storage, INDEX_NAME)
        clean_files(storage, INDEX_NAME, contents.generation, contents.segments)
    # There is no index yet, or a damaged one, which raises nearly anything.
    except Exception:
        return
    finally:
        writing.release()
