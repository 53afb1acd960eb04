"""The command that runs after a sync."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.watching.after_sync import AfterSync
from tests.support.articles import write_article
from tests.support.watching import Watch


def until_ended(after: AfterSync, path: Path, lines: int) -> None:
    """Look until a command has written so many lines and ended."""
    deadline = time.monotonic() + 30
    while not path.exists() or path.read_text().count("\n") < lines:
        assert time.monotonic() < deadline
        after.look()
        time.sleep(0.01)


def test_never_two_at_once(tmp_path: Path) -> None:
    """What is synced meanwhile makes it run once more, however often that is."""
    out, going = tmp_path / "out", tmp_path / "go"
    script = f"echo begins >> {out}; until test -e {going}; do sleep 0.01; done; echo ends >> {out}"
    after = AfterSync(f"/bin/sh -c '{script}'", pytest.fail)
    after.synced()
    until_ended(after, out, 1)
    after.synced()
    after.synced()
    going.touch()
    until_ended(after, out, 4)
    after.stop()
    assert out.read_text().split() == ["begins", "ends"] * 2


def test_what_fails_is_said(tmp_path: Path) -> None:
    """With its status, or why it cannot be run; and it is run again after the next sync."""
    warned: list[str] = []
    after = AfterSync("/bin/sh -c 'exit 3'", warned.append)
    deadline = time.monotonic() + 30
    after.synced()
    while not warned and time.monotonic() < deadline:
        after.look()
        time.sleep(0.01)
    AfterSync(str(tmp_path / "nothing"), warned.append).synced()
    assert warned == [
        "The command after the sync ended with status 3.",
        "The command after the sync cannot be run: No such file or directory.",
    ]


@pytest.mark.parametrize("text", ["", "  ", "echo 'open"])
def test_what_is_no_command_is_refused(text: str) -> None:
    """Before anything is watched."""
    with pytest.raises(ValueError):  # noqa: PT011 - shlex says it in its words
        AfterSync(text, pytest.fail)


def test_it_ends_with_the_watching() -> None:
    """A command that runs is asked to end."""
    after = AfterSync("/bin/sleep 600", pytest.fail)
    after.synced()
    began = time.monotonic()
    after.stop()
    assert time.monotonic() - began < 9


@pytest.mark.slow
def test_watch_runs_it_after_each_sync_that_changed_something(
    folder: Path, tmp_path: Path, start: Callable[..., Watch]
) -> None:
    """The first one, too."""
    out = tmp_path / "out"
    write_article(folder, "a")
    watch = start("--then", f"/bin/sh -c 'echo synced >> {out}'")
    watch.until(lambda: out.exists() and out.read_text() == "synced\n")
    write_article(folder, "b")
    watch.until(lambda: out.read_text() == "synced\nsynced\n")
    assert watch.stop() == 0
