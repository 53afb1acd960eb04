"""What is compared of words before their letters are: how long they are, and which they have."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Ints

Letters = npt.NDArray[np.uint8]
"""Words in UTF-8, one after the other, a zero after each."""

Signatures = npt.NDArray[np.uint32]
"""Which of the ASCII letters words have, as bits; see :func:`signature_of`."""

_BITS = 31


def lengths_of(letters: Letters, starts: Ints) -> Ints:
    """Return how many characters each word has, shape (w,).

    Args:
        letters: of the words, shape (b,).
        starts: where each begins, ascending, shape (w,).
    """
    if not len(starts):
        return np.empty(0, np.int64)
    is_character = (letters & 0xC0) != 0x80
    lengths: Ints = np.add.reduceat(is_character.astype(np.int64), starts) - 1
    return lengths


def signatures_of(letters: Letters, starts: Ints) -> Signatures:
    """Return the signature of each word, shape (w,); the arguments are those of ``lengths_of``."""
    if not len(starts):
        return np.empty(0, np.uint32)
    bits = np.left_shift(np.uint32(1), letters & np.uint32(_BITS), dtype=np.uint32)
    bits[(letters >= 0x80) | (letters == 0)] = 0
    signatures: Signatures = np.bitwise_or.reduceat(bits, starts)
    return signatures


def signature_of(word: str) -> np.uint32:
    """Return the signature of a word: bit ``n`` for a letter whose code ends in ``n``."""
    own = 0
    for letter in word.encode():
        own |= 1 << (letter & _BITS) if letter < 0x80 else 0
    return np.uint32(own)
