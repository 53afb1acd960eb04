"""What is on the disk when power is lost."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.contract.surroundings.durable import flush, make_folder


@pytest.fixture
def refuse(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Return a function that lets fsync fail."""

    def refusing(number: int) -> None:
        def fail(_: int) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(os, "fsync", fail)

    return refusing


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC, errno.EDQUOT])
def test_what_the_disk_refuses_is_an_error(
    tmp_path: Path, refuse: Callable[[int], None], number: int
) -> None:
    """Nothing that depends on it must be done then."""
    (tmp_path / "file").touch()
    refuse(number)
    for path in (tmp_path, tmp_path / "file"):
        with pytest.raises(OSError, match=os.strerror(number)):
            flush(path)


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP])
def test_a_file_system_that_cannot_sync_folders_is_none(
    tmp_path: Path, refuse: Callable[[int], None], number: int
) -> None:
    """Some of networks cannot; of a file the same is an error."""
    (tmp_path / "file").touch()
    refuse(number)
    flush(tmp_path)
    with pytest.raises(OSError, match=os.strerror(number)):
        flush(tmp_path / "file")


def test_new_folders_are_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is a name in the one above it, which is flushed; what is there is left alone."""
    flushed: list[Path] = []
    monkeypatch.setattr("indexer.contract.surroundings.durable.flush", flushed.append)
    make_folder(tmp_path / "a" / "b" / "c")
    assert (tmp_path / "a" / "b" / "c").is_dir()
    assert flushed == [tmp_path, tmp_path / "a", tmp_path / "a" / "b"]
    make_folder(tmp_path / "a" / "b")
    assert len(flushed) == 3


def test_what_is_no_folder_is_an_error(tmp_path: Path) -> None:
    """Neither a file nor a link to nowhere is made one, and nothing is made below them."""
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("nowhere")
    for name in ("file", "link", "file/below"):
        with pytest.raises((FileExistsError, NotADirectoryError)):
            make_folder(tmp_path / name)


def test_a_folder_above_that_may_not_be_listed_is_none_of_our_business(
    tmp_path: Path, refuse: Callable[[int], None]
) -> None:
    """Who may make a folder there has made it."""
    refuse(errno.EACCES)
    make_folder(tmp_path / "a")
    assert (tmp_path / "a").is_dir()
