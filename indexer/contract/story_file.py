"""The file beside the segments that says which articles are one story: arrays in a NumPy archive.

Stories change with every commit, and segments never do. A table of contents of Whoosh's has
no room for more, so that each generation has a file of its own, which is on the disk before
the generation is. A commit of another Whoosh program writes none: its documents are in no
story until the next sync, and the others stay in theirs.

The arrays that readers need are ``segments`` and ``sizes`` (name and number of documents of
each segment, in order), ``story`` and ``text`` (see ``StoryLabels``), and the aliases that are
in force (see ``Aliases.as_array``), which stand in no segment either. The indexer keeps what
else it needs in the same file. After the archive come its checksums; their checksum is in the
table of contents, so that the stories of one generation are not taken for those of another.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.archives import map_arrays
from indexer.contract.codec.arrays import Bools, Ints
from indexer.contract.codec.contents import Beside
from indexer.contract.codec.mapped import open_carrying
from indexer.contract.codec.summing import Summing
from indexer.contract.codec.sums import DamagedBytesError, Sums, checksum

# What every ZIP archive with a file in it begins with.
_ARCHIVE = b"PK\x03\x04"
# What its last record begins with, and how long that is.
_ARCHIVE_END, _ARCHIVE_END_BYTES = b"PK\x05\x06", 22

ALIASES = "aliases"
"""The array with the aliases in force. Files of versions that knew of none lack it."""

_READ = ("segments", "sizes", "story", "text")

_NAME = re.compile(r"stories_([0-9]+)\.npz")


Numbers = npt.NDArray[Any]
"""Of documents, int32: Whoosh's have 31 bits."""

TOGETHER = "together"
"""The array with ``StoryLabels.together``. Files of earlier versions lack it."""


@dataclass(frozen=True, slots=True)
class StoryLabels:
    """Which documents are one story.

    Attributes:
        story: the least document of each one's story, its own number where it is alone,
            int32, shape (n,).
        text: the same for documents whose texts are nearly the same, shape (n,).
        together: live documents that are not alone in their story, by story, then by number,
            shape (m,); None where it does not stand ready.
    """

    story: Numbers
    text: Numbers
    together: Numbers | None = None


def story_path(folder: Path, generation: int) -> Path:
    """Return where the stories of a generation are kept."""
    return folder / f"stories_{generation}.npz"


def story_files(folder: Path) -> list[tuple[int, Path]]:
    """Return the story files in an index's folder with their generations, the oldest first."""
    found = [(path, _NAME.fullmatch(path.name)) for path in folder.glob("stories_*.npz")]
    return sorted((int(name[1]), path) for path, name in found if name)


def newest_story_file(folder: Path, generation: int) -> Path | None:
    """Return the story file of a generation, or of the last one before it that has one.

    Raises:
        FileNotFoundError: there are only later ones: the generation is not the newest.
    """
    files = story_files(folder)
    known = [path for number, path in files if number <= generation]
    if files and not known:
        raise FileNotFoundError(
            errno.ENOENT, "the stories are missing", story_path(folder, generation)
        )
    return known[-1] if known else None


def write_arrays(path: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> Beside:
    """Write a story file; return what the table of contents has to say of it."""
    with path.open("wb") as file:
        summing = Summing(file)
        np.savez(summing, allow_pickle=False, **arrays)
        sums = summing.sums()
        file.write(sums.trailer())
    return said_of(sums)


def said_of(sums: Sums) -> Beside:
    """Return what the table of contents says of a story file with these checksums."""
    trailer = sums.trailer()
    return Beside(sums.size + len(trailer), checksum(trailer))


def read_arrays(
    path: Path, names: Sequence[str], said: Beside | None = None, others: Sequence[str] = ()
) -> dict[str, npt.NDArray[Any]]:
    """Read some arrays of a story file; where it has checksums they are mapped, read-only.

    Args:
        path: of the file.
        names: of the arrays.
        said: by the table of contents; None where it says nothing.
        others: names of arrays that it may lack.

    Raises:
        OSError, ValueError, KeyError, zipfile.BadZipFile, DamagedBytesError and others: it is
            damaged, or not the one of which the table of contents says something.
    """
    file, sums = open_carrying(path)
    with file:
        if said is not None and (sums is None or said_of(sums) != said):
            raise DamagedBytesError("it is not the file that was written with the index")
        # NumPy would say how to load it unsafely, as the pickle that it might be.
        if file.read(len(_ARCHIVE)) != _ARCHIVE:
            raise ValueError("it is no archive of arrays")
        if sums is None:
            # Those of earlier versions end as an archive does, and have its checksums only.
            file.seek(-_ARCHIVE_END_BYTES, os.SEEK_END)
            if file.read(len(_ARCHIVE_END)) != _ARCHIVE_END:
                raise ValueError("it does not end as an archive of arrays")
        if sums is not None:
            return map_arrays(file, names, others)
        file.seek(0)
        # Beside the file, as NumPy forgets to close what it cannot read.
        with np.load(file, allow_pickle=False) as archive:
            also = [name for name in others if name in archive]
            return {name: archive[name] for name in (*names, *also)}


def is_readable(path: Path, said: Beside | None = None) -> bool:
    """Tell whether there is a story file, and readers can read it; see :func:`read_arrays`."""
    try:
        read_arrays(path, _READ, said)
    # Damage raises nearly anything; whatever it is, all can be found anew.
    except Exception:
        return False
    return True


def read_labels(
    path: Path | None, segments: Sequence[tuple[str, int]], said: Beside | None = None
) -> StoryLabels:
    """Read which documents are one story.

    Args:
        path: of the story file; None where there is none.
        segments: name and number of documents of each segment of the state that is open. A
            segment that the file does not know has no stories.
        said: as in :func:`read_arrays`.

    Raises:
        As :func:`read_arrays`; ValueError where the numbers make no sense.
    """
    count = sum(size for _, size in segments)
    alone = np.arange(count, dtype=np.int32)
    if path is None:
        return StoryLabels(alone, alone, alone[:0])
    # Another program may have deleted what the file of an earlier state takes for live.
    arrays = read_arrays(path, _READ, said, () if said is None else (TOGETHER,))
    sizes = arrays["sizes"].astype(np.int64)
    names = [str(name) for name in arrays["segments"]]
    story, text = arrays["story"], arrays["text"]
    total = int(sizes.sum())
    if len(story) != total or len(text) != total or len(names) != len(sizes):
        raise ValueError("the stories are not as many as the documents")
    for label in (story, text):
        if total and (label.min() < 0 or label.max() >= total):
            raise ValueError("a story has a document that does not exist")
    if list(segments) == list(zip(names, sizes.tolist(), strict=True)):
        return StoryLabels(story, text, arrays.get(TOGETHER))
    labels = StoryLabels(alone, alone.copy())
    now = _numbers_now(list(zip(names, sizes.tolist(), strict=True)), segments, total)
    for mine, label in ((labels.story, story), (labels.text, text)):
        kept = np.flatnonzero(now >= 0)
        least = np.full(total, count, np.int32)
        np.minimum.at(least, label[kept], now[kept].astype(np.int32))
        mine[now[kept]] = least[label[kept]]
    return labels


def together_of(story: npt.NDArray[Any], live: Bools) -> Ints:
    """Return the live documents that are not alone in their story, by story, then by number.

    Args:
        story: of each document: the least one of it, shape (n,).
        live: which documents are not deleted, shape (n,).
    """
    size = np.bincount(story[live], minlength=len(live))
    together = np.flatnonzero(live & (size[story] > 1))
    return together[np.argsort(story[together], kind="stable")]


def _numbers_now(
    before: Sequence[tuple[str, int]], segments: Sequence[tuple[str, int]], total: int
) -> Ints:
    """Return the present number of each document of a file, -1 where its segment is gone."""
    bases, base = {}, 0
    for name, size in segments:
        bases[name, size] = base
        base += size
    now, place = np.full(total, -1, np.int64), 0
    for name, size in before:
        if (name, size) in bases:
            now[place : place + size] = np.arange(size) + bases[name, size]
        place += size
    return now
