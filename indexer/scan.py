"""A folder → the article files in it, in an order that does not change."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

from indexer.errors import ArticlesFolderError
from indexer.found import BadName, Scan, article_id, modified

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
            children = list(self._folder(prefix, path))
            waiting.extend(reversed(children))

    def _folder(self, prefix: str, path: str) -> Iterator[tuple[str, str]]:
        """Note the files of one folder; yield its sub-folders."""
        try:
            identity = os.stat(path)  # noqa: PTH116 - many times faster than a Path
            if (identity.st_dev, identity.st_ino) in self._walked:
                return
            self._walked.add((identity.st_dev, identity.st_ino))
            with os.scandir(path) as listing:
                entries = sorted(listing, key=attrgetter("name"))
        except (FileNotFoundError, NotADirectoryError):
            return  # it went while we walked
        except OSError as error:
            self._unreadable(prefix, error)
            return
        for entry in entries:
            name = entry.name
            if name[0] == ".":
                continue
            try:
                if entry.is_file(follow_symlinks=False):
                    if name.endswith(SUFFIXES):
                        self._file(prefix + name, entry.stat(follow_symlinks=False))
                elif entry.is_symlink():
                    self._link(prefix + name, Path(entry.path))
                elif entry.is_dir(follow_symlinks=False):
                    yield prefix + name + "/", entry.path
            except FileNotFoundError:
                continue
            except OSError as error:  # it may be listed, but not entered
                self._unreadable(prefix, error)
                return

    def _unreadable(self, prefix: str, error: OSError) -> None:
        if not prefix:
            raise ArticlesFolderError(self._root, f"cannot be read: {error.strerror}") from error
        reason = f"the folder cannot be read: {error.strerror}"
        self._found.unreadable.append(BadName(printable(prefix.rstrip("/")), reason))

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
            self._file(name, status)

    def _file(self, path: str, status: os.stat_result) -> None:
        # Called for each file of an archive: what is usual is decided here.
        if not path.isascii() or len(path) > _MAX_ID_BYTES or _MAY_BE_SECOND in path:
            reason = self._bad_name(article_id(path))
            if reason:
                self._found.bad_names.append(BadName(printable(path), reason))
                return
        self._found.files.append(path, status.st_size, modified(status))

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
