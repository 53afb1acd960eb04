"""When an article came in and last changed is kept over rebuilds, as far as can be."""

from __future__ import annotations

import errno
import os
import random
import shutil
import zipfile
from pathlib import Path

import pytest
from whoosh.fields import STORED, TEXT, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, create_in

from indexer.checking.check import check_index
from indexer.contract.errors import IndexUnreadableError, SchemaVersionError
from indexer.contract.history import History, Moment
from indexer.contract.opening import toc_path
from indexer.contract.schema import (
    EARLIER_VERSIONS,
    FIRST_ID,
    UNDATED_VERSION,
    VERSION_FIELD,
    version_field,
)
from indexer.contract.settings import Settings
from indexer.syncing.known import taking_over
from indexer.syncing.sync import rebuild, sync
from tests.conftest import SAMPLE_ARTICLES, TESTS
from tests.support.articles import touch, write_article
from tests.support.clock import SECOND, Clock, moment, once, put
from tests.support.indexes import histories


def segments(index: Path) -> list[Path]:
    """Return the files of an index's segments."""
    return sorted(index.glob("*.seg"))


def test_a_rebuild_takes_over_what_the_old_index_knows(
    folder: Path, settings: Settings, clock: Clock
) -> None:
    """Articles stay as old as they are; those whose files differ by then have changed."""
    put(folder, settings, clock, "a", "b", "gone")
    put(folder, settings, clock, "c")
    write_article(folder, "b", title="changed")
    write_article(folder, "d")
    touch(folder / "a.md")
    (folder / "gone.md").unlink()
    clock.go(60)
    report = rebuild(folder, settings)
    assert report.notes == ()
    expected = {
        "a": once(60, 1),
        "b": History(moment(60, 1), moment(180, 3)),
        "c": once(120, 2),
        "d": once(180, 3),
    }
    assert histories(settings.index) == expected
    clock.go(60)
    assert rebuild(folder, settings).generation == 4
    assert histories(settings.index) == expected


def test_without_an_old_index_all_articles_are_new(
    folder: Path, settings: Settings, clock: Clock
) -> None:
    """There is nothing to take over, and nothing to say of it."""
    write_article(folder, "a")
    assert rebuild(folder, settings).notes == ()
    assert histories(settings.index) == {"a": once(0, 1)}


def test_an_index_of_the_earlier_version_counts_from_its_last_sync(
    tmp_path: Path, clock: Clock
) -> None:
    """It knows no more than the files that it was made from: what differs has changed since."""
    settings = Settings(index=tmp_path / "index", jobs=1)
    with zipfile.ZipFile(TESTS / "packaging" / "released" / "0.1.0.zip") as kept:
        kept.extractall(settings.index)
    folder = tmp_path / "articles"
    shutil.copytree(SAMPLE_ARTICLES / "2022", folder)
    # Those that are in a story have been edited since that version.
    edited = {path.stem for path in folder.rglob("*.md") if b"\nrelated:" in path.read_bytes()}
    os.utime(toc_path(settings.index, 1), (1_600_000_000, 1_600_000_000))
    path, *_ = sorted(folder.rglob("*.md"))
    path.write_bytes(path.read_bytes() + b"more\n")
    write_article(folder, "new")
    report = rebuild(folder, settings)
    assert (report.notes, report.generation) == ((), 2)
    found = histories(settings.index)
    then = Moment(1_600_000_000 * SECOND, 1)
    assert found.pop("new") == once(0, 2)
    assert found.pop(path.relative_to(folder).with_suffix("").as_posix()) == History(
        then, moment(0, 2)
    )
    assert found == {id: History(then, moment(0, 2) if id in edited else then) for id in found}
    assert 5 < len(edited) < len(found) - 5


def test_the_earlier_version_counts_from_its_heartbeat_where_that_is_later(
    tmp_path: Path, clock: Clock
) -> None:
    """Its last sync may have had nothing to commit."""
    settings = Settings(index=tmp_path / "index", jobs=1)
    with zipfile.ZipFile(TESTS / "packaging" / "released" / "0.1.0.zip") as kept:
        kept.extractall(settings.index)
    beat = settings.index / "synced"
    beat.touch()
    os.utime(toc_path(settings.index, 1), (1_600_000_000, 1_600_000_000))
    os.utime(beat, (1_650_000_000, 1_650_000_000))
    rebuild(SAMPLE_ARTICLES / "2022", settings)
    assert {each.added for each in histories(settings.index).values()} == {
        Moment(1_650_000_000 * SECOND, 1)
    }


@pytest.mark.parametrize("version", EARLIER_VERSIONS)
def test_renames_are_found_in_an_index_of_an_earlier_version(
    tmp_path: Path, folder: Path, settings: Settings, clock: Clock, version: int
) -> None:
    """The articles that are gone from its folder go on with what it knows."""
    if version == UNDATED_VERSION:
        with zipfile.ZipFile(TESTS / "packaging" / "released" / "0.1.0.zip") as kept:
            kept.extractall(settings.index)
        shutil.copytree(SAMPLE_ARTICLES / "2022", folder, dirs_exist_ok=True)
        # Those that are in a story have been edited since that version.
        path = next(
            path for path in sorted(folder.rglob("*.md")) if b"related:" not in path.read_bytes()
        )
        added = None
    else:
        put(folder, settings, clock, "a")
        put(folder, settings, clock, "b")
        as_of_version(settings.index, version)
        path, added = folder / "a.md", moment(60, 1)
    old = path.relative_to(folder).with_suffix("").as_posix()
    for ask in (lambda: sync(folder, settings), lambda: check_index(settings.index)):
        with pytest.raises(SchemaVersionError, match="python -m indexer rebuild"):
            ask()
    path.rename(folder / "renamed.md")
    clock.go(60)
    report = rebuild(folder, settings)
    assert (report.notes, report.counts.renamed) == ((), 1)
    found = histories(settings.index)["renamed"]
    assert (found.first_id, found.added) == (old, added or found.added)
    assert found.added.generation == found.changed.generation == 1
    assert check_index(settings.index).ok


def as_of_version(index: Path, version: int) -> None:
    """Let an index be of the schema version that has no first ids."""
    storage = FileStorage(str(index))
    contents = TOC.read(storage, "MAIN")
    contents.schema.remove(FIRST_ID)
    contents.schema.remove(VERSION_FIELD)
    contents.schema.add(version_field(version), STORED())
    toc_path(index, contents.generation).unlink()
    contents.write(storage, "MAIN")


@pytest.fixture
def two_segments(
    folder: Path, settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> list[Path]:
    """Write an index of two segments: a and b in the older one, c in the other."""
    with monkeypatch.context() as patch:
        patch.setattr("indexer.committing.batch.choose_merges", lambda *_: set())
        put(folder, settings, clock, "a", "b")
        (first,) = segments(settings.index)
        put(folder, settings, clock, "c")
    (second,) = set(segments(settings.index)) - {first}
    return [first, second]


@pytest.mark.usefixtures("leaking")
def test_what_is_whole_of_a_damaged_index_is_taken_over(
    folder: Path, settings: Settings, clock: Clock, two_segments: list[Path]
) -> None:
    """The articles of a segment that cannot be read are new, which is said."""
    two_segments[0].write_bytes(two_segments[0].read_bytes()[:100])
    clock.go(60)
    report = rebuild(folder, settings)
    assert report.notes == (
        "2 of the old index's articles could not be read: they count as first indexed now.",
    )
    assert histories(settings.index) == {"a": once(180, 3), "b": once(180, 3), "c": once(120, 2)}


@pytest.mark.usefixtures("leaking", "two_segments")
@pytest.mark.parametrize("damage", ["garbled", "empty", "missing"])
def test_an_index_that_is_damaged_beyond_reading_is_said(
    folder: Path, settings: Settings, clock: Clock, damage: str
) -> None:
    """Without its table of contents nothing is known of it, and all articles are new."""
    contents = toc_path(settings.index, 2)
    if damage == "missing":
        contents.unlink()
    else:
        contents.write_bytes(b"" if damage == "empty" else contents.read_bytes()[:-200] + b"x")
    clock.go(60)
    (note,) = rebuild(folder, settings).notes
    assert note.startswith("The old index could not be read (")
    assert note.endswith("): all articles count as first indexed now.")
    generation = 1 if damage == "missing" else 3
    assert set(histories(settings.index).values()) == {once(180, generation)}


def test_an_index_of_another_program_is_said(
    folder: Path, settings: Settings, clock: Clock
) -> None:
    """It has no articles that anything could be taken over from."""
    settings.index.mkdir()
    create_in(str(settings.index), Schema(x=TEXT))
    write_article(folder, "a")
    (note,) = rebuild(folder, settings).notes
    assert "another schema version" in note
    assert histories(settings.index) == {"a": once(0, 1)}


@pytest.mark.usefixtures("leaking")
@pytest.mark.parametrize("place", ["open_earlier", "SegmentReader", "read_bytes"])
def test_an_index_that_may_not_be_read_ends_a_rebuild(
    folder: Path,
    settings: Settings,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
) -> None:
    """It may be whole, and what it knows would be lost; damage that takes memory ends nothing."""
    put(folder, settings, clock, "a")

    def failing(error: Exception) -> None:
        def fail(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr(taking_over, place, fail)

    failing(OSError(errno.EACCES, os.strerror(errno.EACCES)))
    with pytest.raises(IndexUnreadableError):
        rebuild(folder, settings)
    assert histories(settings.index) == {"a": once(60, 1)}
    failing(MemoryError("cannot allocate"))
    (note,) = rebuild(folder, settings).notes
    assert "first indexed now" in note


@pytest.mark.slow
@pytest.mark.usefixtures("leaking", "two_segments")
def test_a_rebuild_mends_any_damage(folder: Path, settings: Settings) -> None:
    """Whatever bytes the old index has, the new one is whole, and nothing in it is impossible."""
    chosen = random.Random(1)  # noqa: S311 - which bytes, not a secret
    whole = {path: path.read_bytes() for path in settings.index.glob("*MAIN_*.*")}
    for _ in range(60):
        index = settings.model_copy(update={"index": folder.parent / f"{chosen.random()}"})
        index.index.mkdir()
        damaged = chosen.choice(sorted(whole))
        for path, content in whole.items():
            garbled = bytearray(content)
            for _ in range(chosen.choice([1, 5, 200]) if path == damaged else 0):
                garbled[chosen.randrange(len(garbled))] = chosen.randrange(256)
            (index.index / path.name).write_bytes(garbled)
        rebuild(folder, index)
        assert check_index(index.index).ok
        for history in histories(index.index).values():
            assert min(*history.added, *history.changed) > 0
