"""What ends ``watch``, and what it leaves: real processes and signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from indexer.checking.check import check_index
from indexer.contract.settings import Settings
from indexer.syncing.sync import sync
from tests.support.articles import write_article, write_file
from tests.support.commands import environment, indexer
from tests.support.indexes import contents
from tests.support.watching import PATIENCE_SECONDS, Watch

pytestmark = pytest.mark.slow

# Says on standard output that a sync reads files, and waits there for ever.
STOPPING_IN_READING = """
import time, indexer.cli
def bar(items, total):
    for item in items:
        print("there", flush=True)
        while True: time.sleep(60)
        yield item
indexer.cli.bar = bar
"""

# The same when what it wrote is about to become the new state of the index.
STOPPING_IN_WRITING = """
import time
from whoosh.filedb.filestore import FileStorage
def rename_file(*_, **__):
    print("there", flush=True)
    while True: time.sleep(60)
FileStorage.rename_file = rename_file
"""


def test_a_damaged_index_ends_it(folder: Path, index: Path, start: Callable[..., Watch]) -> None:
    """An index that has to be rebuilt ends it with 4 and says what to run, as sync does."""
    write_article(folder, "a")
    watch = start()
    watch.until_printed("1 added")
    (segment,) = index.glob("*.seg")
    segment.write_bytes(b"")
    write_article(folder, "b")
    assert watch.end() == 4
    assert "python -m indexer rebuild" in watch.err[-1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing"], "does not exist"),
        (["articles", "--index", "file"], "is not a folder"),
    ],
)
def test_wrong_commands_exit_with_2(
    folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    """What is wrong at the start ends it, as with sync."""
    monkeypatch.chdir(folder.parent)
    Path("file").write_text("x")
    done = indexer("watch", *arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_stopping_while_it_waits(folder: Path, start: Callable[..., Watch]) -> None:
    """A signal ends it with 0 and one word."""
    write_article(folder, "a")
    watch = start()
    watch.until_printed("1 added")
    assert (watch.stop(signal.SIGINT), watch.err) == (0, ["Stopped."])


def test_stopping_while_the_folder_is_gone(folder: Path, start: Callable[..., Watch]) -> None:
    """A signal ends it with 0 while it waits for the folder, too."""
    watch = start()
    watch.until_printed("Watching")
    folder.rmdir()
    watch.until_said("does not exist")
    assert (watch.stop(signal.SIGTERM), watch.err[1:]) == (0, ["Stopped."])


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("place", [STOPPING_IN_READING, STOPPING_IN_WRITING], ids=["read", "write"])
def test_stopping_in_a_sync(
    folder: Path, settings: Settings, start: Callable[..., Watch], how: int, place: str
) -> None:
    """A sync under way is given up: the index is as it was, and no process is left."""
    write_article(folder, "a")
    sync(folder, settings)
    before = contents(settings.index)
    # So much that the files are read by several processes.
    for number in range(6):
        write_file(folder / f"{number}.md", f"---\ntitle: T\n---\n{'x' * 1_000_000}")
    watch = start("--jobs", "2", changed=place)
    watch.until_printed("there")
    group = watch.process.pid
    # The second one comes while it cleans up, or finds nobody.
    with suppress(ProcessLookupError):
        os.kill(group, how)
        os.kill(group, how)
    assert (watch.end(), watch.err) == (0, ["Stopped."])
    assert not alive(group)
    assert contents(settings.index) == before
    assert sync(folder, settings).articles == 7
    assert check_index(settings.index).ok


def alive(group: int) -> bool:
    """Whether a process group still has a process after a while."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.02)
    return True


def test_nobody_reads_what_it_prints(folder: Path) -> None:
    """It ends without a traceback when its output is closed."""
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "indexer", "watch", folder, "--index", folder / "index"],
        stdout=writing,
        stderr=subprocess.PIPE,
        env=environment(),
        text=True,
    )
    os.close(writing)
    assert os.read(reading, 8) == b"Watching"
    os.close(reading)
    write_article(folder, "a")
    _, said = process.communicate(timeout=PATIENCE_SECONDS)
    assert (process.returncode, said) == (0, "Stopped: nobody reads what it prints.\n")
