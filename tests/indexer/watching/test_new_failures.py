"""Which failures are told when syncs follow one another."""

from __future__ import annotations

from pathlib import Path

from indexer.reporting.failure import Cause, Failure
from indexer.watching.new_failures import STEADY_SECONDS, FailuresTold
from tests.indexer.watching.test_schedule import Clock
from tests.support.articles import write_file


def broken(path: str, cause: Cause = Cause.NOT_UTF8, *, kept: bool = False) -> Failure:
    """Return the failure of a file."""
    return Failure(path, 1, 1, cause, f"it is {cause.value}", kept)


def told_later(folder: Path) -> tuple[FailuresTold, Clock]:
    """Return what remembers failures, at a time when no file is fresh."""
    clock = Clock()
    clock.now = 4e9
    return FailuresTold(folder, clock), clock


def test_a_failure_is_told_once(folder: Path) -> None:
    """The same failure is news the first time, and counted as known from then on."""
    failures, _ = told_later(folder)
    first = [broken("a.md")]
    assert str(failures.compare(first)) == "1 could not be read: 1 not UTF-8."
    again = failures.compare(first)
    assert (str(again), again.known) == ("", 1)
    more = failures.compare([*first, broken("b.md", Cause.EMPTY, kept=True)])
    assert [failure.path for failure in more.new] == ["b.md"]
    assert str(more) == (
        "1 could not be read: 1 empty; of 1 an earlier version stays. "
        "1 told before is still not mended."
    )


def test_another_reason_is_told(folder: Path) -> None:
    """A file that fails for another reason than before is news again, and not mended."""
    failures, _ = told_later(folder)
    failures.compare([broken("a.md")])
    news = failures.compare([broken("a.md", Cause.EMPTY)])
    assert (len(news.new), news.ended, news.known) == (1, 0, 0)


def test_what_is_mended_is_counted(folder: Path) -> None:
    """Files that fail no more are counted once."""
    failures, _ = told_later(folder)
    failures.compare([broken(f"{name}.md") for name in "abc"])
    assert str(failures.compare([broken("b.md")])) == (
        "2 that could not be read are mended or gone. 1 told before is still not mended."
    )
    assert str(failures.compare([broken("b.md")])) == ""
    assert str(failures.compare([])) == "1 that could not be read is mended or gone."


def test_a_file_that_changed_just_now_is_not_told_yet(folder: Path) -> None:
    """What may be half-written is looked at again, and told if it stays as it is."""
    clock = Clock()
    path = write_file(folder / "a.md", "---\n")
    clock.now = path.stat().st_ctime
    failures = FailuresTold(folder, clock)
    half = failures.compare([broken("a.md")])
    assert (half.new, half.unsteady) == ([], True)
    clock.now += STEADY_SECONDS
    steady = failures.compare([broken("a.md")])
    assert (len(steady.new), steady.unsteady) == (1, False)


def test_a_file_that_is_finished_was_never_a_failure(folder: Path) -> None:
    """A file that is whole at the next look is neither told nor counted as mended."""
    clock = Clock()
    clock.now = write_file(folder / "a.md", "---\n").stat().st_ctime
    failures = FailuresTold(folder, clock)
    failures.compare([broken("a.md")])
    assert str(failures.compare([])) == ""


def test_a_file_server_whose_clock_is_ahead(folder: Path) -> None:
    """If the times of files lie in the future, a file is told when it stays as it is."""
    clock = Clock()
    clock.now = write_file(folder / "a.md", "---\n").stat().st_ctime - 3600
    failures = FailuresTold(folder, clock)
    assert failures.compare([broken("a.md")]).unsteady
    clock.now += STEADY_SECONDS
    assert len(failures.compare([broken("a.md")]).new) == 1


def test_a_file_that_never_rests_is_told_in_the_end(folder: Path) -> None:
    """A broken file that is written to all the time is told after half a minute."""
    clock = Clock()
    path = write_file(folder / "a.md", "---\n")
    failures = FailuresTold(folder, clock)
    begun = clock.now = path.stat().st_ctime - 3600
    while failures.compare([broken("a.md")]).unsteady:
        write_file(path, "---\n")
        clock.now += 1
    assert clock.now - begun == 30
