"""What the finding of stories needs of an article's text: a few numbers, and one for each word.

A signature is a header and little-endian numbers of 32 bits, one for each distinct word: first
the words of the title alone, then those of title and excerpt, then those of the excerpt alone.
A word is the digest of its stem.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Bools, Digests, Ints
from indexer.contract.codec.column_decoding import BytesColumn

Words = npt.NDArray[np.uint32]

NO_DATE = -(2**63)
"""Stands for "no date" among times."""

_HEADER = struct.Struct("<QqQIIIHH")
_NUMBERS = _HEADER.size // 4


@dataclass(frozen=True, slots=True)
class Signatures:
    """The signatures of some documents.

    Attributes:
        key: a digest of each document's id and of all that is known of it here, 0 where it has
            no signature, shape (n,).
        published: microseconds since 1970, :data:`NO_DATE` without a date, shape (n,).
        text: digest of title and excerpt, shape (n,).
        title, excerpt: digests of the two, 0 where the excerpt is too short to tell texts
            apart, shape (n,).
        provider: digest of the provider's label, 0 without one, shape (n,).
        titled: how many words stand in the title alone, shape (n,).
        common: how many words stand in title and excerpt, shape (n,).
        starts, stops: where the words of each document lie in ``words``, shape (n,).
        words: of all documents.
    """

    key: Digests
    published: Ints
    text: Digests
    title: Words
    excerpt: Words
    provider: Words
    titled: Ints
    common: Ints
    starts: Ints
    stops: Ints
    words: Words


def pack(
    key: int,
    published: int,
    text: int,
    title: int,
    excerpt: int,
    provider: int,
    words: tuple[Collection[int], Collection[int], Collection[int]],
) -> bytes:
    """Return the signature of a document.

    Args:
        key, published, text, title, excerpt, provider: as in :class:`Signatures`.
        words: of the title alone, of title and excerpt, and of the excerpt alone, less than
            65,536 each.
    """
    titled, common, excerpted = words
    header = _HEADER.pack(key, published, text, title, excerpt, provider, len(titled), len(common))
    numbers = array("I", [*titled, *common, *excerpted])
    if sys.byteorder == "big":
        numbers.byteswap()
    return header + numbers.tobytes()


def unpack(column: BytesColumn) -> Signatures:
    """Read the signatures of a segment's documents; one that is too short counts as none."""
    data = np.frombuffer(column.data[: len(column.data) // 4 * 4], "<u4")
    starts, stops = column.ends[:-1] // 4, column.ends[1:] // 4
    signed = stops - starts >= _NUMBERS

    def number(place: int) -> Words:
        values = np.zeros(len(starts), np.uint32)
        values[signed] = data[starts[signed] + place]
        return values

    def digest(place: int) -> Digests:
        return number(place) | number(place + 1).astype(np.uint64) << np.uint64(32)

    counts = number(9).astype(np.int64)
    lengths = np.where(signed, stops - starts - _NUMBERS, 0)
    return Signatures(
        key=digest(0),
        published=np.where(signed, digest(2).view(np.int64), NO_DATE),
        text=digest(4),
        title=number(6),
        excerpt=number(7),
        provider=number(8),
        titled=np.minimum(counts & 0xFFFF, lengths),
        common=np.minimum(counts >> 16, lengths),
        starts=np.where(signed, starts + _NUMBERS, stops),
        stops=stops,
        words=data,
    )


def words_of(signatures: Signatures, which: Ints) -> tuple[Words, Ints, Bools, Bools]:
    """Return the words of some documents, one document after the other.

    Returns:
        The words; how many each document has; which of the words stand in the title, and
        which in the excerpt.
    """
    starts, counts = signatures.starts[which], (signatures.stops - signatures.starts)[which]
    ends = np.cumsum(counts)
    begins = ends - counts
    within = np.arange(int(counts.sum())) - np.repeat(begins, counts)
    words = signatures.words[within + np.repeat(starts, counts)]
    titled, common = signatures.titled[which], signatures.common[which]
    in_title = within < np.repeat(titled + common, counts)
    in_excerpt = within >= np.repeat(titled, counts)
    return words, counts, in_title, in_excerpt
