"""The index follows the folder for as long as ``watch`` runs: real processes and signals."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from indexer.check import check_index
from indexer.schema.settings import Settings
from indexer.storage import locked
from indexer.sync import sync
from tests.support.articles import write_article, write_file
from tests.support.commands import environment, indexer
from tests.support.indexes import contents, files, ids

PATIENCE_SECONDS = 60

# Runs the command line after a few statements that change what it imports.
CHANGED = """
import sys
exec(sys.argv.pop(1))
from indexer.cli import main
main()
"""

# Says on standard output that a sync reads files, and waits there for ever.
STOPPING_IN_READING = """
import time, indexer.progress
def bar(items, total):
    for item in items:
        print("there", flush=True)
        while True: time.sleep(60)
        yield item
indexer.progress.bar = bar
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

# Broken files are told at once, as if they had been steady for long.
HASTY = """
import indexer.news, indexer.watch
indexer.news.STEADY_SECONDS = indexer.watch.STEADY_SECONDS = 0
"""

# Says on standard output how many files each sync could not read.
COUNTING_FAILURES = """
import indexer.news, indexer.watch
indexer.news.STEADY_SECONDS = 3600
sync = indexer.watch.sync
def counting(*arguments):
    report = sync(*arguments)
    print("failed:", len(report.failed), flush=True)
    return report
indexer.watch.sync = counting
"""

# Makes the system unable to tell of changes, without the pause that follows from that.
BLIND = """
import indexer.events, indexer.watch
def watch(*_, **__):
    raise OSError("OS file watch limit reached. about [sub]")
    yield
indexer.events.watch = watch
indexer.watch._BLIND_SECONDS = 0.1
"""


class Watch:
    """``python -m indexer watch`` in a process group of its own.

    Attributes:
        out, err: the lines that it printed until now.
    """

    def __init__(self, *arguments: object, changed: str = "", **variables: str) -> None:
        program = ["-c", CHANGED, changed] if changed else ["-m", "indexer"]
        self.process = subprocess.Popen(
            [sys.executable, *program, "watch", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(**variables),
            text=True,
            start_new_session=True,
        )
        self.out: list[str] = []
        self.err: list[str] = []
        self._readers = [
            threading.Thread(target=self._read, args=(self.process.stdout, self.out)),
            threading.Thread(target=self._read, args=(self.process.stderr, self.err)),
        ]
        for reader in self._readers:
            reader.start()

    @staticmethod
    def _read(stream: Iterable[str], lines: list[str]) -> None:
        lines.extend(line.rstrip("\n") for line in stream)

    def until(self, condition: Callable[[], object]) -> None:
        """Wait until a condition holds."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < deadline, (self.out, self.err)
            assert self.process.poll() is None or condition(), (self.out, self.err)
            time.sleep(0.02)

    def until_printed(self, text: str) -> None:
        """Wait until a line of its output holds a text."""
        self.until(lambda: any(text in line for line in self.out))

    def until_said(self, text: str) -> None:
        """Wait until a line of its messages holds a text."""
        self.until(lambda: any(text in line for line in self.err))

    def end(self) -> int:
        """Wait until it ended; return its exit status."""
        status = self.process.wait(PATIENCE_SECONDS)
        for reader in self._readers:
            reader.join(PATIENCE_SECONDS)
        return status

    def stop(self, how: int = signal.SIGTERM) -> int:
        """Stop it with a signal; return its exit status."""
        self.process.send_signal(how)
        return self.end()

    def close(self) -> None:
        """Leave nothing running, whatever a test did."""
        if self.process.poll() is None:
            self.process.kill()
        self.end()
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()


@pytest.fixture
def start(folder: Path, index: Path) -> Iterator[Callable[..., Watch]]:
    """Return a function that watches the folder, and a few options."""
    started: list[Watch] = []

    def starting(*options: object, **named: str) -> Watch:
        started.append(Watch(folder, "--index", index, "--jobs", "1", *options, **named))
        return started[-1]

    yield starting
    for watch in started:
        watch.close()


def test_the_index_follows_the_folder(
    folder: Path, index: Path, start: Callable[..., Watch]
) -> None:
    """What is there at the start, comes, changes, is moved or goes is synced, one line each."""
    write_article(folder, "a")
    watch = start()
    watch.until_printed("1 added: 1 article")
    assert watch.out[0] == f"Watching {folder}; the index is {index}. Ctrl-C stops."
    write_article(folder, "b")
    watch.until_printed("1 added: 2 articles, generation 2.")
    write_article(folder, "b", excerpt="Another one")
    watch.until_printed("1 updated: 2 articles, generation 3.")
    write_article(folder.parent / "aside", "c")
    (folder.parent / "aside").rename(folder / "sub")
    watch.until_printed("1 added: 3 articles, generation 4.")
    (folder / "sub").rename(folder.parent / "aside")
    (folder / "a.md").unlink()
    watch.until(lambda: ids(index) == {"b"})
    assert watch.stop() == 0
    assert watch.err == ["Stopped."]
    for line in watch.out[1:]:
        assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  \d+ \w+", line)


def test_many_files_at_once(folder: Path, index: Path, start: Callable[..., Watch]) -> None:
    """A burst of files is taken in a few syncs, and none is missed."""
    watch = start()
    watch.until_printed("Watching")
    names = {f"{number}" for number in range(400)}
    for name in names:
        write_article(folder, name)
    watch.until(lambda: any(": 400 articles" in line for line in watch.out))
    assert watch.stop() == 0
    assert ids(index) == names
    assert len(watch.out) < 40


def test_polling(folder: Path, index: Path, start: Callable[..., Watch]) -> None:
    """Folders whose system tells nothing of changes can be polled."""
    watch = start(WATCHFILES_FORCE_POLLING="1", WATCHFILES_POLL_DELAY_MS="100")
    watch.until(lambda: index.is_dir() and files(index))
    write_article(folder, "a")
    watch.until_printed("1 added: 1 article")


def test_a_system_that_cannot_tell(folder: Path, start: Callable[..., Watch]) -> None:
    """Where not every folder can be watched that is said once, and all files are looked at."""
    watch = start(changed=BLIND)
    watch.until_said("looking at all files every")
    write_article(folder, "a")
    watch.until_printed("1 added: 1 article")
    write_article(folder, "b")
    watch.until_printed("1 added: 2 articles")
    assert len(watch.err) == 1


def test_an_index_among_the_articles(folder: Path) -> None:
    """Syncs into the watched folder do not cause further ones."""
    write_article(folder, "a")
    watch = Watch(folder, "--index", folder / "index", changed=COUNTING_FAILURES)
    try:
        watch.until_printed("1 added")
        write_article(folder, "b")
        watch.until_printed("1 added: 2 articles")
        watch.stop()
        assert len([line for line in watch.out if line.startswith("failed")]) < 8
    finally:
        watch.close()


def test_failures_are_told_once(folder: Path, start: Callable[..., Watch]) -> None:
    """Each failure is listed once; a later line says that it is mended."""
    write_file(folder / "a.md", "---\ntitle: 3\n---\n")
    watch = start(changed=HASTY)
    watch.until_printed("1 could not be read: 1 with a value of the wrong type.")
    write_file(folder / "b.md", "---\ntitle: [\n---\n")
    watch.until_said("b.md:3:1: not YAML")
    watch.until_printed("1 could not be read: 1 not YAML. 1 told before is still not mended.")
    write_article(folder, "a")
    watch.until_printed("1 that could not be read is mended or gone.")
    assert watch.stop() == 0
    assert [line.partition(":")[0] for line in watch.err] == ["a.md", "b.md", "Stopped."]


def test_half_written_files(folder: Path, index: Path, start: Callable[..., Watch]) -> None:
    """A file that is finished soon is never a failure, and its old version stays until then."""
    write_article(folder, "a")
    watch = start(changed=COUNTING_FAILURES)
    watch.until_printed("1 added")
    for name in ("a", "b"):
        write_file(folder / f"{name}.md", "---\ntitle: half")
    watch.until_printed("failed: 2")
    assert ids(index) == {"a"}
    for name in ("a", "b"):
        write_file(folder / f"{name}.md", "---\ntitle: half and whole\n---\n")
    watch.until(lambda: ids(index) == {"a", "b"})
    watch.until_printed("2 articles")
    assert watch.stop() == 0
    assert watch.err == ["Stopped."]
    assert not any("could not be read" in line for line in watch.out)


def test_a_folder_that_goes_and_comes(
    folder: Path, index: Path, start: Callable[..., Watch]
) -> None:
    """While the folder is gone or empty the index stays; when articles are back it goes on."""
    write_article(folder, "a")
    watch = start()
    watch.until_printed("1 added")
    folder.rename(folder.parent / "aside")
    watch.until_said("does not exist. What is in the index stays")
    folder.mkdir()
    watch.until_said("an empty one is in its place. What is in the index stays")
    assert ids(index) == {"a"}
    folder.rmdir()
    write_article(folder.parent / "aside", "b")
    (folder.parent / "aside").rename(folder)
    watch.until_said("is back.")
    watch.until_printed("1 added: 2 articles, generation 2.")
    write_article(folder, "c")
    watch.until_printed("1 added: 3 articles, generation 3.")
    assert watch.stop() == 0


def test_a_folder_that_is_replaced(folder: Path, start: Callable[..., Watch]) -> None:
    """Another folder that is swapped in is synced and watched like the first one."""
    write_article(folder, "a")
    watch = start()
    watch.until_printed("1 added")
    write_article(folder.parent / "other", "b")
    folder.rename(folder.parent / "aside")
    (folder.parent / "other").rename(folder)
    watch.until_printed("1 added, 1 deleted: 1 article, generation 2.")
    write_article(folder, "c")
    watch.until_printed("1 added: 2 articles, generation 3.")


def test_another_sync_is_waited_for(folder: Path, index: Path, start: Callable[..., Watch]) -> None:
    """While another sync runs that is said once, and the changes are synced after it."""
    write_article(folder, "a")
    with locked(index):
        watch = start()
        watch.until_said(f"Another sync is running on {index}; waiting until it is done.")
    watch.until_printed("1 added: 1 article")
    assert watch.err[1:] == ["Syncing works again."]


def test_a_disk_that_refuses(folder: Path, index: Path, start: Callable[..., Watch]) -> None:
    """A disk that cannot be written to is said once, and tried again until it works."""
    write_article(folder, "a")
    watch = start()
    watch.until_printed("1 added: 1 article")
    _, hard = resource.prlimit(watch.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(watch.process.pid, resource.RLIMIT_FSIZE, (16, hard))
    write_article(folder, "b")
    watch.until_said("File too large. It is tried again until it works.")
    assert ids(index) == {"a"}
    resource.prlimit(watch.process.pid, resource.RLIMIT_FSIZE, (hard, hard))
    watch.until_said("Syncing works again.")
    watch.until_printed("1 added: 2 articles")
    assert len(watch.err) == 2
    assert check_index(index).ok


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
