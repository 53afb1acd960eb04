"""Folders that hold what no importer writes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.contract.settings import Settings
from indexer.reporting.failure import Cause
from indexer.syncing import files
from indexer.syncing.sync import sync

_GOOD = b"---\ntitle: good\n---\n"


def test_odd_files_stop_nothing(tmp_path: Path) -> None:
    """Names, kinds and sizes of every sort are read, left out or reported, and nothing waits."""
    folder = tmp_path / "articles"
    deep = "/".join(["d" * 100] * 11)
    (folder / deep).mkdir(parents=True)
    names = ("new\nline.md", "a" * 252 + ".md", "\\.md", "?q=#.md", "%2e%2e.md", " .md")
    bad = (os.fsdecode(b"\xff.md"), f"{deep}/deep.md")
    for name in (*names, *bad, ".hidden.md"):
        (folder / name).write_bytes(_GOOD)
    for name, size in (("sparse.md", 5 << 30), ("zeros.md", 1 << 20)):
        with (folder / name).open("wb") as file:
            file.truncate(size)
    os.mkfifo(folder / "fifo.md")
    (folder / "loop.md").symlink_to("loop.md")
    (folder / "itself").symlink_to(".")
    (folder / "zero.md").symlink_to("/dev/zero")
    (folder / "folder.md").mkdir()
    report = sync(folder, Settings(index=tmp_path / "index", jobs=1))
    assert report.articles == len(names)
    causes = sorted(failure.cause.name for failure in report.failed)
    assert causes == ["BINARY", "TOO_LARGE", "UNUSABLE_NAME", "UNUSABLE_NAME"]


def test_what_nobody_foresaw_is_said_in_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unforeseen error may repeat the whole file; a report does not."""

    def fails(id: str, data: bytes) -> None:
        raise ValueError("x" * 1_000_000)

    (tmp_path / "a.md").write_bytes(_GOOD)
    monkeypatch.setattr(files, "read_article", fails)
    outcome = files.read_file(tmp_path, files.FileToRead("a.md", 1), 1 << 20)
    assert isinstance(outcome, files.Unreadable)
    assert outcome.cause is Cause.OTHER
    assert outcome.reason.startswith("cannot be understood: ValueError: xxx")
    assert len(outcome.reason) < 300
