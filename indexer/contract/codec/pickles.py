"""Pickles of a damaged file: refused before they take more memory than they are worth.

An opcode of five bytes makes Python's unpickler keep a table of as many places as it names,
up to four thousand million of them: one flipped bit costs gigabytes and minutes.
"""

from __future__ import annotations

import pickle
import pickletools
from io import BytesIO
from typing import BinaryIO

# What begins a pickle as Whoosh writes it in a table of contents, and what lies between the
# two that are there (whoosh.index.TOC.write): the generation and an unused number, int32 both.
_BEGIN = b"\x80\x02"
_BETWEEN_BYTES = 8

_PUTS = {"PUT", "BINPUT", "LONG_BINPUT"}


def end_of_pickle(source: BinaryIO, most: int) -> int:
    """Return where a pickle ends, after looking at each of its operations.

    Args:
        source: of which it is what comes next.
        most: how many objects it may number, at the most.

    Raises:
        pickle.UnpicklingError: it numbers its objects beyond ``most``.
        ValueError: it is no pickle, or not a whole one.
    """
    for operation, argument, _ in pickletools.genops(source):
        if operation.name in _PUTS and isinstance(argument, int) and argument > most:
            raise pickle.UnpicklingError(f"an object has the number {argument}")
    return source.tell()


def check_contents(contents: bytes) -> int:
    """Look at both pickles in a table of contents, the schema and the segments.

    Returns:
        Where the second one ends.

    Raises:
        pickle.UnpicklingError, ValueError: it is damaged.
    """
    stream = BytesIO(contents)
    stream.seek(contents.index(_BEGIN))
    stream.seek(end_of_pickle(stream, len(contents)) + _BETWEEN_BYTES)
    return end_of_pickle(stream, len(contents))
