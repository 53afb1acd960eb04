"""What a loss of power may leave of a disk, from the changes that were made to it.

After ALICE (Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014) and CrashMonkey
(Mohan et al., "Finding Crash-Consistency Bugs with Bounded Black-Box Crash Testing", OSDI 2018),
and with the weakest file system that POSIX allows. Whatever was not synced may be there or not,
each by itself:

- The bytes of a file that were written since its last fsync: all of them, none, the first ones,
  only its new length (zeros), or some of its blocks.
- The entry of each name in a folder, as it was after any of the changes since the folder's last
  fsync, or before them all. That holds for new folders in theirs, too; syncing a file does not
  sync its name. Only a rename is one change: its old name does not go without the new one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeAlias

from tests.torture.injection.journal import Change


@dataclass(eq=False)
class File:
    """A file: what is on the disk, and what was done to it since."""

    synced: bytes = b""
    pending: list[Change] = field(default_factory=list)
    # A failed fsync drops what it could not write, and a later one does not say so.
    dropped: bool = False

    def content(self, changes: int | None = None) -> bytes:
        """Return its bytes after the first so many changes, after all if not given."""
        data = bytearray(self.synced)
        for change in self.pending[:changes]:
            if change.kind == "truncate":
                del data[change.offset :]
                data.extend(bytes(change.offset - len(data)))
            else:
                data.extend(bytes(max(change.offset - len(data), 0)))
                data[change.offset : change.offset + len(change.data)] = change.data
        return bytes(data)


@dataclass(eq=False)
class Folder:
    """A folder: the entries that are on the disk, and what each was since, the newest last."""

    synced: dict[str, Node] = field(default_factory=dict)
    pending: dict[str, list[Entry]] = field(default_factory=dict)

    def entries(self) -> dict[str, Node]:
        """Return the entries as programs see them."""
        found: dict[str, Node | None] = {**self.synced}
        found.update({name: changes[-1].node for name, changes in self.pending.items()})
        return {name: node for name, node in found.items() if node}


Node: TypeAlias = File | Folder


class Entry(NamedTuple):
    """A change of an entry: what it leads to since, and which rename made it, if one did."""

    node: Node | None
    rename: int | None = None


class Disk:
    """A disk that remembers what of it was synced.

    Args:
        root: a folder, all of which is on the disk.
    """

    def __init__(self, root: Path) -> None:
        self._path = str(root)
        self._files: dict[int, Node] = {}
        # Numbers of files that are gone are given again.
        self._all: list[Node] = []
        self.root = self._read(root)
        self._renames: dict[int, tuple[tuple[Folder, str], tuple[Folder, str]]] = {}

    def _read(self, path: Path) -> Folder:
        found = Folder()
        self._know(path.stat().st_ino, found)
        for each in path.iterdir():
            if each.is_dir():
                found.synced[each.name] = self._read(each)
            else:
                file = File(each.read_bytes())
                self._know(each.stat().st_ino, file)
                found.synced[each.name] = file
        return found

    def _know(self, number: int, node: Node) -> None:
        self._files[number] = node
        self._all.append(node)

    def apply(self, change: Change) -> None:
        """Take note of a change."""
        match change.kind:
            case "create" | "mkdir":
                node = File() if change.kind == "create" else Folder()
                self._know(change.file, node)
                self._put(change.path, Entry(node))
            case "write" | "truncate":
                file = self._files[change.file]
                assert isinstance(file, File)
                file.pending.append(change)
            case "fsync":
                self._sync(self._files[change.file])
            case "failed fsync":
                node = self._files[change.file]
                if isinstance(node, File):
                    node.dropped = True
            case "unlink" | "rmdir":
                self._put(change.path, Entry(None))
            case "rename":
                self._rename(change)

    def _rename(self, change: Change) -> None:
        (old, name), (new, other) = self._find(change.path), self._find(change.other)
        number = len(self._renames)
        self._renames[number] = (old, name), (new, other)
        node = old.entries()[name]
        self._put(change.other, Entry(node, number))
        self._put(change.path, Entry(None, number))

    def _sync(self, node: Node) -> None:
        if isinstance(node, Folder):
            for name, changes in node.pending.items():
                if changes[-1].node:
                    node.synced[name] = changes[-1].node
                else:
                    node.synced.pop(name, None)
            node.pending.clear()
        elif not node.dropped:
            node.synced = node.content()
            node.pending.clear()

    def _find(self, path: str) -> tuple[Folder, str]:
        *folders, name = path.removeprefix(self._path).strip("/").split("/")
        folder = self.root
        for each in folders:
            below = folder.entries()[each]
            assert isinstance(below, Folder)
            folder = below
        return folder, name

    def _put(self, path: str, entry: Entry) -> None:
        folder, name = self._find(path)
        folder.pending.setdefault(name, []).append(entry)

    def remains(self, choose: Choosing) -> Remains:
        """Return what a loss of power leaves, as something chooses, and renames allow."""
        chosen: dict[tuple[int, str], int] = {}
        for folder in self._folders():
            for name, changes in folder.pending.items():
                chosen[id(folder), name] = choose.entry(len(changes))
        # A rename whose old name is gone has made the new one.
        for (old, name), (new, other) in reversed(self._renames.values()):
            went = _place(old, name, self._renames, (old, name, new, other))
            came = _place(new, other, self._renames, (old, name, new, other))
            gone = went is None or chosen[id(old), name] >= went
            if gone and came is not None:
                chosen[id(new), other] = max(chosen[id(new), other], came)
        found: Remains = {}
        self._collect(self.root, "", chosen, choose, found)
        return found

    def _folders(self) -> Iterator[Folder]:
        yield from (node for node in self._all if isinstance(node, Folder))

    def _collect(
        self,
        folder: Folder,
        path: str,
        chosen: dict[tuple[int, str], int],
        choose: Choosing,
        found: Remains,
    ) -> None:
        for name in {**folder.synced, **folder.pending}:
            node: Node | None = folder.synced.get(name)
            if count := chosen.get((id(folder), name)):
                node = folder.pending[name][count - 1].node
            if isinstance(node, Folder):
                found[f"{path}{name}/"] = b""
                self._collect(node, f"{path}{name}/", chosen, choose, found)
            elif node:
                found[path + name] = choose.content(node) if node.pending else node.synced

    def pending(self) -> int:
        """Return how many things may be lost."""
        entries = sum(len(folder.pending) for folder in self._folders())
        return entries + sum(isinstance(n, File) and bool(n.pending) for n in self._all)


def _place(
    folder: Folder, name: str, renames: object, which: tuple[Folder, str, Folder, str]
) -> int | None:
    """Return after how many changes of an entry a rename has happened; None if it is synced."""
    for count, change in enumerate(folder.pending.get(name, ()), 1):
        if change.rename is None:
            continue
        old, new = renames[change.rename]  # type: ignore[index]
        if (*old, *new) == which:
            return count
    return None


Remains: TypeAlias = dict[str, bytes]
"""What is left: paths below the root, those of folders with a slash, and bytes."""


class Choosing:
    """Chooses what is lost.

    Args:
        entry: from how many changes an entry has seen to how many of these are there.
        content: from a file with changes to its bytes.
    """

    def __init__(self, entry: Callable[[int], int], content: Callable[[File], bytes]) -> None:
        self.entry = entry
        self.content = content
