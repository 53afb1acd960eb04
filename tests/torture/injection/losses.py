"""Which losses are tried: the plain ones, each thing by itself, and some that dice choose."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

from tests.torture.injection.crash_states import Choosing, Disk, File, Remains

_BLOCK = 512
"""Smaller than those of any disk, as the files are."""


def losses(disk: Disk, dice: random.Random, randomly: int) -> Iterator[Remains]:
    """Yield what a loss of power now may leave: the plain cases, and some that dice choose."""
    for entry in (lambda count: count, lambda count: 0):
        for content in (File.content, lambda file: file.synced, _zeros, _half):
            yield disk.remains(Choosing(entry, content))
    count = disk.pending()
    for one in range(count):
        yield disk.remains(_all_but(one, lost=False))
        yield disk.remains(_all_but(one, lost=True))
    for _ in range(randomly if count > 1 else 0):
        yield disk.remains(_random(dice))


def signature(remains: Remains) -> bytes:
    """Return a digest of what is left."""
    found = hashlib.sha256()
    for path, data in sorted(remains.items()):
        found.update(f"{path}\0{len(data)}\0".encode() + data)
    return found.digest()


def lay_out(remains: Remains, root: Path) -> None:
    """Write what is left into an empty folder."""
    root.mkdir(parents=True, exist_ok=True)
    for path, data in remains.items():
        if path.endswith("/"):
            (root / path).mkdir(exist_ok=True)
        else:
            (root / path).write_bytes(data)


def _zeros(file: File) -> bytes:
    return file.synced + bytes(max(len(file.content()) - len(file.synced), 0))


def _half(file: File) -> bytes:
    return file.content(len(file.pending) // 2)


def _all_but(one: int, lost: bool) -> Choosing:
    """Lose one thing only, or keep one thing only."""
    seen = -1

    def this() -> bool:
        nonlocal seen
        seen += 1
        return (seen == one) == lost

    return Choosing(
        lambda count: 0 if this() else count,
        lambda file: file.synced if this() else file.content(),
    )


def _random(dice: random.Random) -> Choosing:
    def content(file: File) -> bytes:
        whole = file.content()
        match dice.randrange(6):
            case 0:
                return whole
            case 1:
                return file.synced
            case 2:
                return _zeros(file)
            case 3:
                return file.content(dice.randint(0, len(file.pending)))
            case 4:
                return whole[: dice.randint(0, len(whole))]
        data = bytearray(_zeros(file))
        for start in range(0, len(whole), _BLOCK):
            if dice.random() < 0.5:
                data[start : start + _BLOCK] = whole[start : start + _BLOCK]
        return bytes(data)

    return Choosing(lambda count: dice.randint(0, count), content)
