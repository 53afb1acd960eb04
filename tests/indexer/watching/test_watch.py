"""The index follows the folder for as long as ``watch`` runs: real processes."""

from __future__ import annotations

import re
import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.checking.check import check_index
from indexer.committing.storage import locked
from tests.support.articles import write_article, write_file
from tests.support.indexes import files, ids
from tests.support.watching import Watch

pytestmark = pytest.mark.slow

# Broken files are told at once, as if they had been steady for long.
HASTY = """
import indexer.watching.new_failures, indexer.watching.watch
indexer.watching.new_failures.STEADY_SECONDS = indexer.watching.watch.STEADY_SECONDS = 0
"""

# Says on standard output how many files each sync could not read.
COUNTING_FAILURES = """
import indexer.watching.new_failures, indexer.watching.watch
indexer.watching.new_failures.STEADY_SECONDS = 3600
sync = indexer.watching.watch.sync
def counting(*arguments, **options):
    report = sync(*arguments, **options)
    print("failed:", len(report.failed), flush=True)
    return report
indexer.watching.watch.sync = counting
"""

# Makes the system unable to tell of changes, without the pause that follows from that.
BLIND = """
import indexer.watching.events, indexer.watching.watch
def watch(*_, **__):
    raise OSError("OS file watch limit reached. about [sub]")
    yield
indexer.watching.events.watch = watch
indexer.watching.watch._BLIND_SECONDS = 0.1
"""


@pytest.mark.parametrize("named", [False, True])
def test_the_index_follows_the_file_of_aliases(
    folder: Path, tmp_path: Path, start: Callable[..., Watch], named: bool
) -> None:
    """What a provider is called is synced when it is written down, wherever the file lies."""
    path = (tmp_path if named else folder) / "providers.yml"
    write_article(folder, "a", provider={"name": "Old Name"})
    watch = start(*(("--providers", path) if named else ()), changed=HASTY)
    if named:
        watch.until_said(f"{path}: cannot be read: No such file or directory")
    watch.until_printed("1 added: 1 article")
    write_file(path, "Name: [Old Name]\n")
    watch.until_printed("1 updated: 1 article, generation 2.")
    write_file(path, "Name: [\n")
    watch.until_said("providers.yml:2:1: not YAML: ")
    write_file(path, "Name: [Old Name]\nOther: [Old Name]\n")
    watch.until_said("providers.yml:2:9: “Old Name” is a spelling of “Other” here")
    path.unlink()
    if not named:
        watch.until_printed("1 updated: 1 article, generation 3.")
    assert watch.stop() == 0


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


def test_what_would_delete_too_much_is_told_once_and_waited_for(
    folder: Path, index: Path, start: Callable[..., Watch]
) -> None:
    """Until the files are back; no command is run for it, and nothing is told again meanwhile."""
    for number in range(101):
        write_article(folder, f"sub/{number}")
    ran = folder.parent / "ran"
    watch = start("--then", f"touch {ran}", changed=BLIND)
    watch.until_printed("101 added")
    watch.until(ran.exists)
    (folder / "sub").rename(folder.parent / "aside")
    watch.until_said("of which 101 would be deleted. Nothing was done. Watching goes on, ")
    ran.unlink()
    for number in range(3):
        write_article(folder, f"new-{number}")
    assert len(ids(index)) == 101
    (folder.parent / "aside").rename(folder / "sub")
    watch.until_printed("3 added: 104 articles, generation 2.")
    watch.until(ran.exists)
    assert watch.stop() == 0
    assert [line for line in watch.err if "deleted" in line or "works" in line] == [
        f"The folder {folder} has no article files, and the index {index} has 101 articles, of "
        "which 101 would be deleted. Nothing was done. Watching goes on, and syncs when the "
        "folder is right again. If they are meant to go, run: python -m indexer sync "
        f"{folder} --index {index} --allow-deletions",
        "Syncing works again.",
    ]


def test_deletions_may_be_allowed_for_good(folder: Path, start: Callable[..., Watch]) -> None:
    """Whoever says so when watching begins means it always."""
    for number in range(101):
        write_article(folder, f"sub/{number}")
    watch = start("--allow-deletions", changed=BLIND)
    watch.until_printed("101 added")
    (folder / "sub").rename(folder.parent / "aside")
    watch.until_printed("101 deleted: 0 articles, generation 2.")


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


# The system refuses to open the index, twice.
REFUSED = """
import errno
import indexer.contract.opening as opening
whole, refused = opening.FileIndex, []
def opened(storage):
    if len(refused) < 2:
        refused.append(storage)
        raise OSError(errno.EMFILE, "Too many open files")
    return whole(storage)
opening.FileIndex = opened
"""


def test_an_index_that_cannot_be_read_for_now(folder: Path, start: Callable[..., Watch]) -> None:
    """What is no damage is tried again, too, from the very first sync on."""
    write_article(folder, "a")
    first = start()
    first.until_printed("1 added")
    assert first.stop() == 0
    write_article(folder, "b")
    watch = start(changed=REFUSED)
    watch.until_said("Too many open files. ")
    watch.until_said("It is tried again until it works.")
    watch.until_printed("1 added: 2 articles")
    assert watch.err[1:] == ["Syncing works again."]
