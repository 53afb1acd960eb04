"""What a sync did is noted down beside the index, and failures until they are mended."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from indexer.committing.storage import locked
from indexer.contract.errors import (
    ArticlesFolderError,
    DeletionsRefusedError,
    IndexDamagedError,
    IndexLockedError,
)
from indexer.contract.opening import toc_path
from indexer.contract.settings import Settings
from indexer.contract.syncs.last_sync import (
    NAME,
    Changed,
    LastSync,
    Refused,
    read_last_sync,
    write_last_sync,
)
from indexer.reporting import recording
from indexer.reporting.report import Counts, Report
from indexer.syncing import deletions
from indexer.syncing.sync import rebuild, sync
from tests.support.articles import write_article, write_file

NOON = datetime(2021, 9, 1, 12, tzinfo=UTC)


class Hours:
    """A clock that strikes: each time that it is asked, an hour has passed."""

    def __init__(self) -> None:
        self.passed = 0

    def __call__(self) -> datetime:
        """Return noon, then one o'clock, and so on."""
        self.passed += 1
        return NOON + timedelta(hours=self.passed - 1)


@pytest.fixture(autouse=True)
def hours(monkeypatch: pytest.MonkeyPatch) -> Hours:
    """Return the clock by which syncs are noted down."""
    clock = Hours()
    monkeypatch.setattr(recording, "utc_now", clock)
    return clock


def noted(settings: Settings) -> LastSync:
    """Return what is noted down."""
    record = read_last_sync(settings.index)
    assert record is not None
    return record


def since(record: LastSync) -> dict[str, int | None]:
    """Return how many hours after noon each file has failed for the first time."""
    return {
        failure.path: None
        if failure.since is None
        else (failure.since - NOON) // timedelta(hours=1)
        for failure in record.failures
    }


def test_counts_and_failures_are_noted_down(folder: Path, settings: Settings) -> None:
    """Of each sync, and of one without changes as well."""
    write_article(folder, "a")
    write_article(folder, "b")
    sync(folder, settings)
    write_file(folder / "b.md", "---\ntitle: [\n---\n")
    write_article(folder, "c", removed=True)
    sync(folder, settings)
    record = noted(settings)
    assert (record.command, record.result, record.message) == ("sync", "done", "")
    assert record.time == record.done == NOON + timedelta(hours=1)
    assert record.changed == Changed(unchanged=1, removed=1)
    assert (record.articles, record.failed, record.causes) == (2, 1, {"not YAML": 1})
    (failure,) = record.failures
    assert (failure.path, failure.line, failure.column) == ("b.md", 3, 1)
    assert (failure.cause, failure.kept) == ("not YAML", True)
    assert failure.reason == "not YAML: did not find expected node content"
    rebuild(folder, settings)
    assert (noted(settings).command, since(noted(settings))) == ("rebuild", {"b.md": 1})


def test_a_failure_stands_until_it_is_mended(folder: Path, settings: Settings) -> None:
    """Since the first sync that failed for the file, for whatever reason; after that anew."""
    broken = write_file(folder / "a.md", "broken")
    sync(folder, settings)
    write_file(folder / "b.md", "broken")
    write_file(broken, "---\ntitle: [\n---\n")
    sync(folder, settings)
    assert since(noted(settings)) == {"a.md": 0, "b.md": 1}
    write_article(folder, "a")
    sync(folder, settings)
    assert since(noted(settings)) == {"b.md": 1}
    write_file(broken, "broken")
    sync(folder, settings)
    assert since(noted(settings)) == {"a.md": 3, "b.md": 1}


def test_what_was_refused_is_noted_down(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what it saw; failures are those of the last sync that was done."""
    monkeypatch.setattr(deletions, "FEW_ARTICLES", 2)
    for id in "abc":
        write_article(folder, id)
    write_file(folder / "d.md", "broken")
    sync(folder, settings)
    for id in "abcd":
        (folder / f"{id}.md").unlink()
    with pytest.raises(DeletionsRefusedError) as caught:
        sync(folder, settings)
    record = noted(settings)
    assert (record.result, record.time, record.done) == ("refused", NOON + timedelta(hours=1), NOON)
    assert record.refused == Refused(files=0, articles=3, deleted=3, removed=0, versions=0)
    assert record.message == str(caught.value)
    assert (record.changed, record.failed, since(record)) == (Changed(), 1, {"d.md": 0})
    sync(folder, settings, allow_deletions=True)
    assert (noted(settings).result, noted(settings).failures) == ("done", ())


@pytest.mark.usefixtures("leaking")
def test_what_failed_is_noted_down(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing folder, a damaged index, a full disk; but not that another one is running."""
    write_article(folder, "a")
    sync(folder, settings)
    with pytest.raises(ArticlesFolderError) as missing:
        sync(folder / "missing", settings)
    assert (noted(settings).result, noted(settings).message) == ("failed", str(missing.value))
    assert (noted(settings).done, noted(settings).articles) == (NOON, 1)
    before = noted(settings)
    with locked(settings.index), pytest.raises(IndexLockedError):
        sync(folder, settings)
    with locked(settings.index), pytest.raises(ArticlesFolderError):
        sync(folder / "missing", settings)
    assert noted(settings) == before

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "somewhere")

    write_article(folder, "b")
    with monkeypatch.context() as patch:
        patch.setattr("indexer.committing.batch.Batch.commit", full)
        with pytest.raises(OSError, match="No space"):
            sync(folder, settings)
    assert noted(settings).message == "somewhere: no space is left on the disk"
    toc_path(settings.index, 1).write_bytes(b"garbled")
    with pytest.raises(IndexDamagedError):
        sync(folder, settings)
    assert "is damaged" in noted(settings).message


def test_where_there_is_no_index_nothing_is_noted_down(folder: Path, settings: Settings) -> None:
    """A wrong command makes no folder."""
    with pytest.raises(ArticlesFolderError):
        sync(folder / "missing", settings)
    assert not settings.index.exists()


def test_of_too_many_the_oldest_are_kept(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All are counted; of one that was not noted down nobody knows since when it fails."""
    monkeypatch.setattr(recording, "MOST_FAILURES", 2)
    write_file(folder / "m.md", "broken")
    sync(folder, settings)
    for id in "axz":
        write_file(folder / f"{id}.md", "broken")
    sync(folder, settings)
    assert (noted(settings).failed, since(noted(settings))) == (4, {"a.md": 1, "m.md": 0})
    assert noted(settings).causes == {"without front matter": 4}
    write_article(folder, "a")
    sync(folder, settings)
    assert (noted(settings).failed, since(noted(settings))) == (3, {"m.md": 0, "x.md": None})
    write_file(folder / "a.md", "broken")
    sync(folder, settings)
    assert since(noted(settings)) == {"m.md": 0, "a.md": None}


@pytest.mark.parametrize(
    "content",
    [
        b"", b"null", b"[]", b"\xff\xfe", b'{"version": 2}', b"[" * 100_000,
        b'{"version": 1, "command": "sync", "result": "done", "time": "yesterday", "seconds": 1}',
    ],
    ids=lambda content: repr(content[:20]),
)  # fmt: skip
def test_damage_is_no_error(folder: Path, settings: Settings, content: bytes) -> None:
    """Nothing is known then, and the next sync notes down anew."""
    write_article(folder, "a")
    sync(folder, settings)
    (settings.index / NAME).write_bytes(content)
    assert read_last_sync(settings.index) is None
    sync(folder, settings)
    assert noted(settings).result == "done"


def test_a_changed_byte_is_damage(settings: Settings) -> None:
    """Wherever it is: what is noted down is never told otherwise than it was."""
    settings.index.mkdir()
    record = LastSync(command="sync", result="done", time=NOON, seconds=1.5, articles=1234)
    write_last_sync(settings.index, record)
    file = settings.index / NAME
    whole = file.read_bytes()
    for place, byte in enumerate(whole):
        file.write_bytes(whole[:place] + bytes([byte ^ 1]) + whole[place + 1 :])
        # By its time it is another file.
        os.utime(file, ns=(0, 1000 * place))
        assert read_last_sync(settings.index) in (None, record)
    file.write_bytes(whole.replace(b"1234", b"1334"))
    assert read_last_sync(settings.index) is None


def test_a_sync_says_that_it_could_not_be_noted_down(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a sentence; it is done all the same."""
    write_article(folder, "a")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(recording, "write_last_sync", full)
    report = sync(folder, settings)
    assert report.counts.added == 1
    (note,) = report.notes
    assert note.startswith("What this sync did could not be noted down in")
    assert "(no space is left on the disk)" in note
    with pytest.raises(ArticlesFolderError):
        sync(folder / "missing", settings)


def test_what_is_enormous_is_not_read(settings: Settings) -> None:
    """Nor is what is no file."""
    settings.index.mkdir()
    assert read_last_sync(settings.index) is None
    with (settings.index / NAME).open("wb") as file:
        file.truncate(1 << 30)
    assert read_last_sync(settings.index) is None
    (settings.index / NAME).unlink()
    (settings.index / NAME).mkdir()
    assert read_last_sync(settings.index) is None


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_names_that_are_no_unicode_are_written_out(folder: Path, settings: Settings) -> None:
    """As they are in a report."""
    write_article(folder, "a")
    try:
        (folder / os.fsdecode(b"\xff.md")).write_bytes(b"x")
    except OSError:
        pytest.skip("this file system has no such names")
    sync(folder, settings)
    assert since(noted(settings)) == {"\\xff.md": 0}


def test_who_may_not_write_loses_no_more_than_that(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the sync nor what was noted down before; and nothing is left behind."""
    settings.index.mkdir()
    first = LastSync(command="sync", result="done", time=NOON, seconds=0.5)
    write_last_sync(settings.index, first)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_last_sync(settings.index, first.model_copy(update={"result": "failed"}))
    assert read_last_sync(settings.index) == first
    assert [path.name for path in settings.index.iterdir()] == [NAME]


class Unreachable:
    """Notes in a place that cannot be reached."""

    place = "the moon"

    def read(self) -> LastSync | None:
        """Fail."""
        raise IndexDamagedError(Path("moon"), "it is dark")

    def write(self, record: LastSync) -> None:
        """Fail."""
        raise AssertionError(record)


def test_notes_that_cannot_be_read_fail_no_sync() -> None:
    """What was done is done, and says so; of two errors it is the sync's that is told."""
    report = Report(Counts(), 1, (), 1, 0.5)
    with recording.Recording(Unreachable(), "sync") as running:
        done = running.done(report)
    assert "could not be noted down in the moon (The index in moon is damaged" in done.notes[0]
    with (
        pytest.raises(ArticlesFolderError),
        recording.Recording(Unreachable(), "sync"),
    ):
        raise ArticlesFolderError(Path("a"), "is missing")
