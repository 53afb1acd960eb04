"""Made-up events, and what articles say that report them."""

from __future__ import annotations

from zlib import crc32

_NAMES = ["quay", "crew", "strike", "harbour", "pilot", "union", "tide", "pier", "buoy", "dock"]
_OWN = 5


def headline(event: int) -> str:
    """Return words that the titles of all reports of an event have, and those of no other."""
    return _words(event, 2)


def telling(event: int, id: str) -> str:
    """Return an excerpt that tells of an event in the words of everybody, and in some of its own.

    Texts with the same id are the same; others share two words in three.

    Args:
        event: its number.
        id: of the article.
    """
    own = [f"own{crc32(f'{id} {number}'.encode())}" for number in range(_OWN)]
    return f"{_words(event, len(_NAMES))} {' '.join(own)}"


def _words(event: int, count: int) -> str:
    return " ".join(f"{name}{event}" for name in _NAMES[:count])
