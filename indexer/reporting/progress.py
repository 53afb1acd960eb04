"""A progress bar on a terminal; nothing in a pipe."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

from tqdm import tqdm

_T = TypeVar("_T")

# A bar that comes and goes at once only flickers.
_DELAY_SECONDS = 0.3

# Writing so many articles takes long enough for somebody to wonder.
_NOTEWORTHY = 500

_FORMAT = "Reading {percentage:3.0f}% {bar} {n:,} of {total:,} files, {rate_fmt}, {remaining} left"


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
    # Some terminals, those of containers first of all, say that they have no lines.
    columns, lines = shutil.get_terminal_size()
    yield from tqdm(
        items,
        total=total,
        unit=" files",
        bar_format=_FORMAT,
        delay=_DELAY_SECONDS,
        ncols=columns,
        nrows=lines,
        disable=None,
        leave=False,
    )
    if total > _NOTEWORTHY and sys.stderr.isatty():
        sys.stderr.write("Writing the index ...\n")
