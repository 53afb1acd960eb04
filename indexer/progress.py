"""A progress bar on a terminal; nothing in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

from tqdm import tqdm

_T = TypeVar("_T")

# Writing so many articles takes long enough for somebody to wonder.
_NOTEWORTHY = 500


class Progress(Protocol):
    """Shows how far something has come."""

    def __call__(self, items: Iterable[_T], total: int) -> Iterator[_T]:
        """Pass on ``items``, of which there are ``total``."""
        ...


def silent(items: Iterable[_T], total: int) -> Iterator[_T]:
    """Show nothing."""
    yield from items


def bar(items: Iterable[_T], total: int) -> Iterator[_T]:
    """Show a bar with rate and time left on standard error, if that is a terminal."""
    yield from tqdm(items, total=total, unit=" files", disable=None, leave=False)
    if total > _NOTEWORTHY and sys.stderr.isatty():
        sys.stderr.write("Writing the index ...\n")
