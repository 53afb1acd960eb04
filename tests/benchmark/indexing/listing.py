"""The article files of a folder, as every way of indexing gets to see them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from tqdm import tqdm


@dataclass(frozen=True, slots=True)
class Files:
    """The article files of a folder, or every n-th of them.

    Attributes:
        folder: that they lie in.
        every: 1 for all of them, 10 for every tenth.
        count: how many these are.
        size: bytes of these.
    """

    folder: Path
    every: int
    count: int
    size: int

    def part(self, most: int) -> Files:
        """Return about so many of the files, evenly from the whole folder; 0 stands for all."""
        every = ceil(self.count / most) if most else 1
        return self if every <= 1 else list_files(self.folder, every)


def list_files(folder: Path, every: int = 1) -> Files:
    """Count the article files of a folder."""
    sizes = [path.stat().st_size for path in article_paths(folder, every)]
    return Files(folder, every, len(sizes), sum(sizes))


def article_paths(folder: Path, every: int = 1) -> Iterator[Path]:
    """Yield every n-th article file below a folder, in the order of their paths."""
    found = sorted(
        os.path.join(parent, name)  # noqa: PTH118 - a million of them
        for parent, _, names in os.walk(folder)
        for name in names
        if name.endswith(".md")
    )
    return map(Path, found[::every])


def read_once(files: Files) -> None:
    """Bring the files into the system's cache, so that who comes first is not the slowest."""
    paths = article_paths(files.folder, files.every)
    for path in tqdm(
        paths, desc="reading once", total=files.count, unit=" files", disable=None, leave=False
    ):
        path.read_bytes()


def folder_size(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
