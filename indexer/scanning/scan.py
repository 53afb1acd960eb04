"""A folder → the article files in it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.contract.errors import ArticlesFolderError
from indexer.reporting.failure import Cause
from indexer.scanning.listing import BadName, Scan, article_id

SUFFIXES = (".md", ".markdown")
"""Of the names of article files."""

# An id is a term of the index and a part of URLs.
_MAX_ID_BYTES = 1024

# Of ``a.markdown`` and ``a.markdown.md`` the id is the same; of no other two files.
_MAY_BE_SECOND = ".markdown"


def scan(folder: Path) -> Scan:
    """List the article files below ``folder``.

    Hidden names are ignored. Symbolic links are followed when what they lead to
    lies inside the folder, each folder once; nothing but regular files is opened later.

    Raises:
        ArticlesFolderError: as :func:`check_folder` does.
    """
    return _Walk(check_folder(folder)).run()


def check_folder(folder: Path) -> Path:
    """Return the real path of the articles folder.

    Raises:
        ArticlesFolderError: it is missing, or is no folder, or cannot be listed.
    """
    try:
        root = folder.resolve(strict=True)
        os.scandir(root).close()
    except FileNotFoundError as error:
        raise ArticlesFolderError(folder, "does not exist") from error
    except NotADirectoryError as error:
        raise ArticlesFolderError(folder, "is not a folder") from error
    except OSError as error:
        raise ArticlesFolderError(folder, f"cannot be read: {error.strerror}") from error
    except RuntimeError as error:  # Python 3.11 and 3.12 on a circle of links
        raise ArticlesFolderError(folder, "is a link that leads to itself") from error
    return root


def folder_identity(folder: Path) -> tuple[int, int] | None:
    """Tell one folder from another of the same name; None where there is none.

    Where a disk was mounted, an empty folder is left when it goes.
    """
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


class _Listing:
    """What lies in one folder, as far as it could be read."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.sizes: list[int] = []
        self.mtimes: list[int] = []
        self.links: list[str] = []
        self.folders: list[str] = []

    def read(self, folder: str | int) -> None:
        """Read a folder, by its path or its handle."""
        with os.scandir(folder) as entries:
            for entry in entries:
                name = entry.name
                if name[0] == ".":
                    continue
                try:
                    if entry.is_file(follow_symlinks=False):
                        if name.endswith(SUFFIXES):
                            status = entry.stat(follow_symlinks=False)
                            self.names.append(name)
                            self.sizes.append(status.st_size)
                            self.mtimes.append(status.st_mtime_ns)
                    elif entry.is_symlink():
                        self.links.append(name)
                    elif entry.is_dir(follow_symlinks=False):
                        self.folders.append(name)
                except FileNotFoundError:
                    continue


@contextmanager
def _opened(folder: str) -> Iterator[str | int]:
    """Open a folder: by its handle, the system need not follow its path for every file."""
    if os.scandir not in os.supports_fd:
        yield folder
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield handle
    finally:
        os.close(handle)


class _Walk:
    def __init__(self, root: Path) -> None:
        self._root = root
        self._found = Scan()
        self._ids: set[str] = set()
        self._walked: set[tuple[int, int]] = set()
        self._links: list[tuple[str, Path]] = []

    def run(self) -> Scan:
        self._folders("", self._root)
        # Links come last, so that a folder is known by its own name if it has one.
        while self._links:
            prefix, target = self._links.pop(0)
            self._folders(prefix, target)
        return self._found

    def _folders(self, prefix: str, folder: Path) -> None:
        """Walk ``folder`` and all real folders below it, without recursion."""
        waiting = [(prefix, os.fspath(folder))]
        while waiting:
            prefix, path = waiting.pop()
            listing = _Listing()
            try:
                status = os.stat(path)  # noqa: PTH116 - many times faster than a Path
                if (status.st_dev, status.st_ino) in self._walked:
                    continue
                self._walked.add((status.st_dev, status.st_ino))
                with _opened(path) as handle:
                    listing.read(handle)
            except (FileNotFoundError, NotADirectoryError):
                continue  # it went while we walked
            except OSError as error:  # it may be listed, but not entered
                self._unreadable(prefix, error)
            self._files(prefix, listing)
            for name in sorted(listing.links):
                self._link(prefix + name, Path(path, name))
            below = sorted(listing.folders, reverse=True)
            waiting.extend((f"{prefix}{name}/", os.path.join(path, name)) for name in below)  # noqa: PTH118

    def _unreadable(self, prefix: str, error: OSError) -> None:
        if not prefix:
            raise ArticlesFolderError(self._root, f"cannot be read: {error.strerror}") from error
        reason = f"the folder cannot be read: {error.strerror}"
        self._found.unreadable.append(
            BadName(printable(prefix.rstrip("/")), Cause.NOT_ACCESSIBLE, reason)
        )

    def _link(self, name: str, link: Path) -> None:
        try:
            target = link.resolve(strict=True)
            status = target.stat()
        except (OSError, RuntimeError):
            return  # broken, or a circle
        if not target.is_relative_to(self._root):
            return
        if stat.S_ISDIR(status.st_mode):
            self._links.append((name + "/", target))
        elif name.endswith(SUFFIXES) and stat.S_ISREG(status.st_mode):
            self._file(name, status.st_size, status.st_mtime_ns)

    def _files(self, prefix: str, listing: _Listing) -> None:
        paths = [prefix + name for name in listing.names]
        # One look at all of a folder: the names are nearly always fit to be ids.
        together = "".join(paths)
        longest = max(map(len, paths), default=0)
        if together.isascii() and longest <= _MAX_ID_BYTES and _MAY_BE_SECOND not in together:
            self._found.files.extend(paths, listing.sizes, listing.mtimes)
        else:
            for file in sorted(zip(paths, listing.sizes, listing.mtimes, strict=True)):
                self._file(*file)

    def _file(self, path: str, size: int, mtime: int) -> None:
        reason = self._bad_name(article_id(path))
        if reason:
            self._found.bad_names.append(BadName(printable(path), Cause.UNUSABLE_NAME, reason))
        else:
            self._found.files.extend((path,), (size,), (mtime,))

    def _bad_name(self, id: str) -> str:
        try:
            encoded = id.encode()
        except UnicodeEncodeError:
            return "the name is not UTF-8"
        if len(encoded) > _MAX_ID_BYTES:
            return f"the path is longer than {_MAX_ID_BYTES} bytes"
        if _MAY_BE_SECOND not in id:
            return ""
        if id in self._ids:
            return f"another file has the same id, {id}"
        self._ids.add(id)
        return ""


def printable(path: str) -> str:
    r"""Return a path as valid Unicode: bytes that are not UTF-8 become ``\xNN``."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
