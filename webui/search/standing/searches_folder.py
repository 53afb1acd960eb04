"""The folder of standing searches: all that it holds, read anew each time it is asked for."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

from indexer.contract.errors import SearchesFolderError
from webui.search.standing.plain_yaml import FileTextError
from webui.search.standing.search_file import MAX_BYTES, NAME, StandingSearch, read_search

_ENDING = ".md"
MOST_SEARCHES = 1000
"""So many files are read at the most; a folder of articles, named by mistake, has more."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that cannot be read.

    Attributes:
        file: its name.
        name: the name of its search; None where it can be none.
        line: where, from 1.
        reason: why, without a full stop.
    """

    file: str
    name: str | None
    line: int
    reason: str

    def __str__(self) -> str:
        """Return it as the indexer tells of articles."""
        return f"{self.file}:{self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Searches:
    """What a folder holds, each in the order of the names."""

    good: tuple[StandingSearch, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()

    def called(self, name: str) -> Searches:
        """Return the one of a name, or its file that cannot be read; nothing leads elsewhere."""
        return Searches(
            tuple(each for each in self.good if each.name == name),
            tuple(each for each in self.unreadable if each.name == name),
        )


def read_searches(folder: Path, today: datetime.date) -> Searches:
    """Read the files of a folder whose names end in ``.md``; hidden ones are left out.

    Args:
        folder: of the files; folders in it are not looked into.
        today: the day from which ``last`` counts back, in UTC.

    Raises:
        SearchesFolderError: there is no such folder, it cannot be read, or holds too many.
    """
    try:
        files = sorted(
            path
            for path in folder.iterdir()
            if path.name.endswith(_ENDING) and not path.name.startswith(".")
        )
        root = folder.resolve()
    except FileNotFoundError as error:
        raise SearchesFolderError(folder, "does not exist") from error
    except OSError as error:
        raise SearchesFolderError(folder, f"cannot be read: {error.strerror}") from error
    if len(files) > MOST_SEARCHES:
        raise SearchesFolderError(folder, f"holds more than {MOST_SEARCHES:,} files")
    good, unreadable = [], []
    for path in files:
        name = path.name.removesuffix(_ENDING)
        known = name if NAME.fullmatch(name) else None
        try:
            if known is None:
                raise FileTextError(
                    1, "the name of the file may have letters, digits, - and _ only"
                )
            good.append(read_search(name, _data(path, root), today))
        except FileTextError as error:
            # A line break would make two lines of one.
            shown = "".join(c if c.isprintable() else "\ufffd" for c in path.name)
            unreadable.append(Unreadable(shown, known, error.line, error.reason))
    return Searches(tuple(good), tuple(unreadable))


def _data(path: Path, root: Path) -> bytes:
    try:
        target = path.resolve(strict=True)
        if not target.is_relative_to(root):
            raise FileTextError(1, "a link that leaves the folder")
        # A pipe would be waited for.
        if not S_ISREG(target.stat().st_mode):
            raise FileTextError(1, "not a file")
        with target.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise FileTextError(1, f"cannot be read: {reason or 'a link to itself'}") from error
