"""Every place that reads the index tells damage from what a rebuild would not mend."""

from __future__ import annotations

import errno
import os
import pickle
import shutil
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.checking.check import check_index
from indexer.checking.status import read_status
from indexer.contract.errors import (
    IndexDamagedError,
    IndexLockedError,
    IndexStateError,
    IndexUnreadableError,
)
from indexer.contract.opening import open_reader, opened_index, reporting_damage
from indexer.contract.settings import Settings
from indexer.syncing.known.indexed import read_known
from indexer.syncing.known.past import read_past
from indexer.syncing.sync import sync
from tests.support.articles import write_article
from tests.webui.search.library import ask
from webui.search.criteria.criteria import Criteria
from webui.search.local.answers.auditing.audit import audit
from webui.search.local.snapshot.local_snapshot import LocalSnapshot


def system(number: int) -> OSError:
    """Return what the operating system raises, for a file."""
    return OSError(number, os.strerror(number), "index/MAIN_x.seg")


DAMAGE: list[Exception] = [
    system(errno.ENOENT),
    system(errno.ENOTDIR),
    system(errno.EISDIR),
    system(errno.ENAMETOOLONG),
    system(errno.EINVAL),
    OSError("not what a library expects"),
    FileNotFoundError(),
    EOFError("cut short"),
    IndexError("there is no such number"),
    KeyError("title"),
    NotImplementedError(),
    RecursionError("pickled too deep"),
    ValueError("garbled"),
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "garbled"),
    pickle.UnpicklingError("garbled"),
    struct.error("too short"),
    zlib.error("garbled"),
]

NO_DAMAGE: list[Exception] = [
    system(errno.EACCES),
    system(errno.EPERM),
    system(errno.EIO),
    system(errno.EMFILE),
    system(errno.ENFILE),
    system(errno.ENOMEM),
    system(errno.ESTALE),
    system(errno.ETIMEDOUT),
    MemoryError("cannot allocate"),
]


def opening(index: Path) -> None:
    """Open the index."""
    open_reader(index).reader.close()


def digests(index: Path) -> None:
    """Read what sync compares files with."""
    read_past(index, read_known(index), ["a"], [])


def merging(index: Path) -> None:
    """Commit one article more, for which the segment is merged."""
    write_article(index.parent / "articles", "b")
    sync(index.parent / "articles", Settings(index=index, jobs=1))


def searching(index: Path) -> None:
    """Search for a word."""
    snapshot = LocalSnapshot.open(index)
    try:
        ask(snapshot, "title")
    finally:
        snapshot.close()


def auditing(index: Path) -> None:
    """Look at a search string, for which the words of all articles are read."""
    snapshot = LocalSnapshot.open(index)
    try:
        audit(snapshot, Criteria(q="title"))
    finally:
        snapshot.close()


PLACES: dict[str, tuple[Callable[[Path], object], str]] = {
    "opening": (opening, "indexer.contract.opening.FileIndex"),
    "known files": (read_known, "indexer.syncing.known.indexed.read_bytes"),
    "digests": (digests, "indexer.syncing.known.past.read_bytes"),
    "status": (read_status, "whoosh.reading.SegmentReader.column_reader"),
    "opening what is merged": (merging, "indexer.committing.batch.SegmentReader"),
    "reading what is merged": (merging, "indexer.segments.stored.read_dictionary"),
    "reading stories": (searching, "indexer.contract.story_file.read_arrays"),
    "finding stories": (merging, "indexer.committing.story_state.read_bytes"),
    "searching": (searching, "webui.search.local.engine.combined.coded_postings"),
    "auditing": (auditing, "webui.search.local.engine.posting_lists.whoosh_postings.decode_values"),
}
"""What reads the index, and what of it is made to fail."""


@pytest.mark.parametrize("error", DAMAGE, ids=repr)
def test_check_lists_damage(error: Exception, index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What only damaged bytes raise is a problem of the index."""

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("whoosh.reading.SegmentReader.stored_fields", fail)
    assert any("cannot be read" in problem for problem in check_index(index).problems)


@pytest.mark.parametrize(
    "error", [error for error in NO_DAMAGE if isinstance(error, OSError)], ids=repr
)
def test_check_calls_nothing_damage_that_is_none(
    error: Exception, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fails, or files that nobody may read, are no problem of the index."""

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("whoosh.reading.SegmentReader.stored_fields", fail)
    with pytest.raises(IndexUnreadableError):
        check_index(index)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with one article and its index."""
    folder = tmp_path_factory.mktemp("written")
    write_article(folder / "articles", "a")
    sync(folder / "articles", Settings(index=folder / "index", jobs=1))
    return folder


@pytest.fixture
def index(written: Path, tmp_path: Path) -> Path:
    """Return an index of one article, beside the folder of it."""
    shutil.copytree(written, tmp_path, dirs_exist_ok=True)
    return tmp_path / "index"


def raised(
    place: str, error: Exception, index: Path, monkeypatch: pytest.MonkeyPatch
) -> IndexStateError:
    """Return what a place makes of an error."""
    read, failing = PLACES[place]

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(failing, fail)
    with pytest.raises(IndexStateError) as found:
        read(index)
    return found.value


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("error", DAMAGE, ids=repr)
def test_damage_is_told_alike_everywhere(
    place: str, error: Exception, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever damaged bytes or missing files raise, the error says to rebuild."""
    found = raised(place, error, index, monkeypatch)
    assert isinstance(found, IndexDamagedError)
    assert "python -m indexer rebuild" in str(found)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("error", NO_DAMAGE, ids=repr)
def test_what_a_rebuild_does_not_mend_is_told_alike_everywhere(
    place: str, error: Exception, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the system is at fault, nobody is sent to rebuild an index that may be whole."""
    found = raised(place, error, index, monkeypatch)
    assert isinstance(found, IndexUnreadableError)
    assert "indexer rebuild" not in str(found)
    if isinstance(error, OSError):
        assert f"index/MAIN_x.seg: {error.strerror}" in str(found)


def test_who_may_not_read_is_told_to_ask_for_it(tmp_path: Path) -> None:
    """A lack of permission has a remedy of its own; everything else may pass."""
    with pytest.raises(IndexUnreadableError, match="Let the user"), reporting_damage(tmp_path):
        raise system(errno.EACCES)
    with pytest.raises(IndexUnreadableError, match="indexer check"), reporting_damage(tmp_path):
        raise system(errno.EIO)


def test_the_part_is_named(tmp_path: Path) -> None:
    """Who knows which part is read says so."""
    with (
        pytest.raises(IndexDamagedError, match="MAIN_x: ValueError: garbled"),
        reporting_damage(tmp_path, "MAIN_x"),
    ):
        raise ValueError("garbled")


def test_errors_of_ours_stay_what_they_are(tmp_path: Path) -> None:
    """What was told already is not told again in other words."""
    with pytest.raises(IndexLockedError), reporting_damage(tmp_path):
        raise IndexLockedError(tmp_path)


def test_an_index_is_closed_whatever_happens(index: Path) -> None:
    """The block gives the files back, and an interruption passes as it is."""
    with opened_index(index) as opened:
        assert opened.reader.doc_count() == 1
    assert opened.reader.is_closed
    with pytest.raises(KeyboardInterrupt), opened_index(index) as opened:
        raise KeyboardInterrupt
    assert opened.reader.is_closed


def test_check_tells_what_it_cannot_begin_with(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Damage is what it is asked for, and no error; that the system refuses is one."""

    def fail(_: object) -> None:
        raise error

    monkeypatch.setattr("whoosh.reading.SegmentReader.leaf_readers", fail, raising=False)
    error: Exception = ValueError("garbled")
    assert check_index(index).problems == ("ValueError: garbled",)
    error = system(errno.EIO)
    with pytest.raises(IndexUnreadableError, match="Input/output error"):
        check_index(index)
