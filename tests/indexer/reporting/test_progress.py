"""The progress bar, on a real terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from indexer.reporting.progress import bar
from tests.support.commands import environment

# Reads ``argv[1]`` files, the last of them late enough that a bar is worth showing.
READING = """
import sys, time
import indexer.reporting.progress
total = int(sys.argv[1])
def files():
    for number in range(total):
        if number == total - 1:
            time.sleep(0.5)
        yield number
assert list(indexer.reporting.progress.bar(files(), total)) == list(range(total))
"""


def shown_on_a_terminal(total: int) -> str:
    """Return what a terminal is sent while so many files are read."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", READING, str(total)], stderr=theirs, env=environment(COLUMNS="100")
    )
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 4096):
            shown += chunk
    except OSError:
        pass  # so Linux says that the other end is closed
    os.close(ours)
    assert process.wait(60) == 0
    return shown.decode()


def test_shows_a_bar_on_a_terminal() -> None:
    """The bar says how many files there are, how fast they are read and how long it takes."""
    shown = shown_on_a_terminal(2000)
    assert "Reading 100%" in shown
    assert "2,000 of 2,000 files, " in shown
    assert " files/s, 00:00 left" in shown


def test_leaves_nothing_of_the_bar() -> None:
    """The bar is wiped out at the end; after many files it is said what follows."""
    assert shown_on_a_terminal(2000).split("\r")[-2:] == ["Writing the index ...", "\n"]
    assert shown_on_a_terminal(20).split("\r")[-2].strip() == ""


def test_shows_nothing_in_a_pipe(capfd: pytest.CaptureFixture[str]) -> None:
    """Where no terminal is, nothing is shown and all is passed on."""
    assert list(bar(iter("abc"), 3)) == ["a", "b", "c"]
    assert list(bar(iter(range(1000)), 1000)) == list(range(1000))
    assert capfd.readouterr() == ("", "")
