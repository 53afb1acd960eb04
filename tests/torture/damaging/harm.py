"""What can happen to the bytes of a file."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

Harm = Callable[[bytearray, random.Random], None]

_SPANS = (1, 2, 40, 512, 4096, 65_536)


def flip_bit(data: bytearray, dice: random.Random) -> None:
    """Change one bit."""
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)


def flip_bits(data: bytearray, dice: random.Random) -> None:
    """Change some bits, anywhere."""
    for _ in range(dice.randint(2, 9)):
        flip_bit(data, dice)


def zero(data: bytearray, dice: random.Random) -> None:
    """Make some bytes zeros, as a lost block of the disk does."""
    start, end = _span(data, dice)
    data[start:end] = bytes(end - start)


def scribble(data: bytearray, dice: random.Random) -> None:
    """Write something else over some bytes."""
    start, end = _span(data, dice)
    data[start:end] = dice.randbytes(end - start)


def copy_within(data: bytearray, dice: random.Random) -> None:
    """Write some bytes of the file where others were, as a write to the wrong place does."""
    start, end = _span(data, dice)
    source = dice.randrange(len(data) - (end - start) + 1)
    data[start:end] = data[source : source + end - start]


def swap(data: bytearray, dice: random.Random) -> None:
    """Let two parts of the file change places."""
    size = dice.choice([512, 4096, 65_536])
    blocks = len(data) // size
    if blocks > 1:
        one, other = (size * place for place in dice.sample(range(blocks), 2))
        data[one : one + size], data[other : other + size] = (
            data[other : other + size],
            data[one : one + size],
        )


def cut(data: bytearray, dice: random.Random) -> None:
    """Lose the end, often only a little of it."""
    del data[max(len(data) - dice.choice([1, 8, 16, 24, 512]), 0) :]


def cut_anywhere(data: bytearray, dice: random.Random) -> None:
    """Lose the end, from anywhere, all of it included."""
    del data[dice.randrange(len(data)) :]


def extend(data: bytearray, dice: random.Random) -> None:
    """Get more bytes at the end: zeros, or the end again."""
    size = dice.choice([1, 16, 4096])
    data += bytes(size) if dice.randrange(2) else bytes(data[-size:])


def insert(data: bytearray, dice: random.Random) -> None:
    """Get some bytes in between."""
    place = dice.randrange(len(data))
    data[place:place] = dice.randbytes(dice.choice([1, 8]))


def lose(data: bytearray, dice: random.Random) -> None:
    """Lose some bytes in between."""
    start, end = _span(data, dice)
    del data[start:end]


def _span(data: bytearray, dice: random.Random) -> tuple[int, int]:
    start = dice.randrange(len(data))
    return start, min(start + dice.choice(_SPANS), len(data))


HARMS: Sequence[Harm] = (
    flip_bit, flip_bit, flip_bits, zero, zero, scribble, copy_within, swap, cut, cut_anywhere,
    extend, insert, lose,
)  # fmt: skip
"""Each changes the bytes in place; the commonest accidents stand there twice."""
