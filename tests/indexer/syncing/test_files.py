"""One file on disk → an outcome."""

from __future__ import annotations

import os
import time
from hashlib import sha256
from pathlib import Path

import pytest

from indexer.reporting.failure import Cause
from indexer.syncing.files import (
    FileToRead,
    Loaded,
    Outcome,
    SameBytes,
    Unreadable,
    Vanished,
    Withdrawn,
    read_file,
)
from indexer.syncing.known.earlier import Earlier
from tests.support.articles import front_matter, write_article, write_file


def read(folder: Path, path: str, digest: str = "", max_bytes: int = 10_000) -> Outcome:
    """Read one file."""
    return read_file(folder, FileToRead(path, 0, Earlier(digest)), max_bytes)


def test_an_article_comes_with_its_fingerprint(folder: Path) -> None:
    """Size, time of modification and digest are those of the bytes that were read."""
    path = write_article(folder, "a", title="x")
    outcome = read(folder, "a.md")
    assert isinstance(outcome, Loaded)
    assert (outcome.article.id, outcome.article.title) == ("a", "x")
    fingerprint = outcome.fingerprint
    assert (fingerprint.size, fingerprint.mtime) == (path.stat().st_size, path.stat().st_mtime_ns)
    assert fingerprint.digest == sha256(path.read_bytes()).hexdigest()[:32]


def test_known_bytes_are_not_parsed(folder: Path) -> None:
    """A file with the digest that the index knows is the same, even if it is broken."""
    write_file(folder / "a.md", "broken")
    digest = sha256(b"broken").hexdigest()[:32]
    assert read(folder, "a.md", digest) == SameBytes()


def test_a_file_written_just_now_is_read_again_next_time(folder: Path) -> None:
    """A file within a tick of the clock may change unseen, so its time is not relied on."""
    path = write_article(folder, "a")
    os.utime(path, ns=(time.time_ns(), time.time_ns()))
    outcome = read(folder, "a.md")
    assert isinstance(outcome, Loaded)
    assert outcome.fingerprint.mtime == 0


_MOMENT = 1_700_000_000_123_000_000
_TICK, _SECOND = 10_000_000, 1_000_000_000


@pytest.mark.parametrize(
    ("mtime", "began", "ended", "sure"),
    [
        # Read a while after it was written, and what is written from then on has another time.
        (_MOMENT, _MOMENT + 5 * _TICK, _MOMENT + 6 * _TICK, True),
        # Reading began within the tick, and took longer.
        (_MOMENT, _MOMENT + _TICK // 2, _MOMENT + 60 * _SECOND, False),
        # It was written after that, and before it was looked at.
        (_MOMENT, _MOMENT - 60 * _SECOND, _MOMENT + _TICK // 2, False),
        # The clock was put back while it was read.
        (_MOMENT, _MOMENT + _TICK // 2, _MOMENT - 60 * _SECOND, False),
        # Of a file system that knows whole seconds only: one, or two.
        (1_700_000_000 * _SECOND, 1_700_000_001 * _SECOND + 900_000_000, None, False),
        (1_700_000_000 * _SECOND, 1_700_000_003 * _SECOND, None, True),
        # A clock that was ahead stays ahead, and each sync would read such files again.
        (_MOMENT + 86_400 * _SECOND, _MOMENT, None, True),
    ],
)
def test_a_time_is_relied_on_once_its_tick_is_over(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    mtime: int,
    began: int,
    ended: int | None,
    sure: bool,
) -> None:
    """Whatever is written while a file is read or after that must get another time."""
    path = write_article(folder, "a")
    os.utime(path, ns=(mtime, mtime))
    clock = iter((began, began if ended is None else ended))
    monkeypatch.setattr("indexer.syncing.files.time.time_ns", lambda: next(clock))
    outcome = read(folder, "a.md")
    assert isinstance(outcome, Loaded)
    assert outcome.fingerprint.mtime == (mtime if sure else 0)


def test_removed_articles_are_withdrawn(folder: Path) -> None:
    """``removed: true`` needs no title."""
    write_file(folder / "a.md", front_matter(removed=True))
    assert read(folder, "a.md") == Withdrawn()


def test_files_that_are_gone_have_vanished(folder: Path) -> None:
    """A file, or its folder, that went after it was listed is not a failure."""
    write_file(folder / "file", "x")
    assert read(folder, "a.md") == Vanished()
    assert read(folder, "x/a.md") == Vanished()
    assert read(folder, "file/a.md") == Vanished()


@pytest.mark.timeout(10)
def test_a_pipe_is_never_waited_for(folder: Path) -> None:
    """A pipe that took the place of a file is not read."""
    os.mkfifo(folder / "a.md")
    assert read(folder, "a.md") == Vanished()


def test_large_files_are_not_read(folder: Path) -> None:
    """A file over the limit is reported with both sizes; one at the limit is read."""
    write_file(folder / "a.md", b"x" * 2001)
    outcome = read(folder, "a.md", max_bytes=2000)
    reason = "too large: 2,001 bytes, and at most 2,000 are read"
    assert outcome == Unreadable(Cause.TOO_LARGE, reason)
    text = front_matter(title="x")
    write_file(folder / "b.md", text)
    assert isinstance(read(folder, "b.md", max_bytes=len(text)), Loaded)


def test_errors_of_the_disk_are_reported(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the operating system says is the reason."""
    write_article(folder, "a")

    def failing(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", failing)
    outcome = read(folder, "a.md")
    assert outcome == Unreadable(Cause.NOT_ACCESSIBLE, "cannot be read: Permission denied")


def test_unforeseen_errors_are_reported(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a parser raises, there is an outcome."""
    write_article(folder, "a")

    def failing(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("indexer.syncing.files.read_article", failing)
    outcome = read(folder, "a.md")
    reason = "cannot be understood: RecursionError: too deep"
    assert outcome == Unreadable(Cause.OTHER, reason)
