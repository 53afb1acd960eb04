"""The stories of a commit, in a file beside its segments."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter

from indexer.checking.check import check_index
from indexer.committing import story_state
from indexer.committing.documents import document
from indexer.committing.storage import DurableStorage
from indexer.contract.article import Fingerprint
from indexer.contract.beside import open_state
from indexer.contract.codec.column_decoding import read_bytes
from indexer.contract.errors import IndexDamagedError
from indexer.contract.opening import latest_generation
from indexer.contract.settings import Settings
from indexer.contract.story_file import story_files, story_path
from indexer.stories import discovery, updating
from indexer.syncing.sync import rebuild, sync
from tests.support.articles import write_article
from tests.support.indexes import forget_checksums
from tests.support.stories.events import headline, telling
from tests.webui.search.library import article


def report(folder: Path, event: int, number: int, **fields: object) -> None:
    """Write the file of an article that reports an event."""
    id = f"{event}-{number}"
    write_article(
        folder, id,
        **{
            "title": headline(event),
            "excerpt": telling(event, id),
            "provider": {"name": f"P{number}", "domain": ""},
            "publishedDateTime": f"2021-01-0{event + 1}T{number:02}:00:00Z",
            **fields,
        },
    )  # fmt: skip


def stories(index: Path) -> set[frozenset[str]]:
    """Return the ids of the articles of each story, as a reader has them."""
    opened, labels, _ = open_state(index)
    try:
        ids: list[str] = []
        for reader, _ in opened.reader.leaf_readers() if len(labels.story) else ():
            ids += [id.decode() for id in read_bytes(reader, "id")]
        live = set(opened.reader.all_doc_ids())
    finally:
        opened.reader.close()
    found: dict[int, set[str]] = {}
    for doc in live:
        found.setdefault(int(labels.story[doc]), set()).add(ids[doc])
    return {frozenset(members) for members in found.values() if len(members) > 1}


@pytest.fixture
def synced(folder: Path, settings: Settings) -> Path:
    """Return an index in which two events are reported by three articles each."""
    for event in (0, 1):
        for number in range(3):
            report(folder, event, number)
    sync(folder, settings)
    return settings.index


FIRST = frozenset({"0-0", "0-1", "0-2"})
SECOND = frozenset({"1-0", "1-1", "1-2"})


def only(index: Path) -> Path:
    """Return the story file: there is one, that of the newest state."""
    ((generation, path),) = story_files(index)
    assert generation == latest_generation(index)
    return path


def test_every_commit_has_its_stories(synced: Path, folder: Path, settings: Settings) -> None:
    """Articles join and leave; there is one file, and a rebuild has the same stories."""
    only(synced)
    assert stories(synced) == {FIRST, SECOND}
    report(folder, 0, 3)
    (folder / "1-0.md").unlink()
    sync(folder, settings)
    only(synced)
    changed = {FIRST | {"0-3"}, SECOND - {"1-0"}}
    assert stories(synced) == changed
    rebuild(folder, settings)
    only(synced)
    assert stories(synced) == changed


def test_what_is_known_is_taken_from_the_file(
    synced: Path, folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a large archive a commit looks at what is new only, and finds what a rebuild does."""
    for module in (discovery, updating):
        monkeypatch.setattr(module, "ALWAYS_ALL", 0)
        monkeypatch.setattr(module, "measured_texts", lambda count: min(count, 2))
    # So that what the first sync measured holds.
    rebuild(folder, settings)
    with monkeypatch.context() as patch:
        patch.setattr(updating, "find_stories", None)
        report(folder, 2, 0)
        report(folder, 2, 1)
        report(folder, 1, 3)
        sync(folder, settings)
    expected = {FIRST, SECOND | {"1-3"}, frozenset({"2-0", "2-1"})}
    assert stories(synced) == expected
    rebuild(folder, settings)
    assert stories(synced) == expected


def test_a_whole_file_of_another_state_is_not_gone_by(
    synced: Path, folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has sound checksums of its own, but the table of contents names another: all is anew."""
    before = only(synced).read_bytes()
    report(folder, 0, 3)
    sync(folder, settings)
    only(synced).write_bytes(before)

    def update(*_: object) -> None:
        pytest.fail("it was believed")

    monkeypatch.setattr(story_state, "update_stories", update)
    report(folder, 1, 3)
    sync(folder, settings)
    assert stories(synced) == {FIRST | {"0-3"}, SECOND | {"1-3"}}


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.write_bytes(b"garbage"),
        lambda path: path.write_bytes(path.read_bytes()[:-100]),
        lambda path: np.savez(path, way=np.int64(1)),
        lambda path: np.savez(path, way=np.int64(0)),
    ],
)
def test_a_damaged_file_is_said_to_be_and_the_next_sync_replaces_it(
    synced: Path, folder: Path, settings: Settings, harm: Callable[[Path], None]
) -> None:
    """Readers and ``check`` are told to rebuild; a sync finds all anew, even if nothing changed."""
    harm(only(synced))
    with pytest.raises(IndexDamagedError, match=r"stories_1\.npz.*python -m indexer rebuild"):
        stories(synced)
    assert any("stories_1.npz" in problem for problem in check_index(synced).problems)
    sync(folder, settings)
    assert stories(synced) == {FIRST, SECOND}
    assert check_index(synced).ok


def test_a_missing_file_is_written_by_the_next_sync(
    synced: Path, folder: Path, settings: Settings
) -> None:
    """Until then it is damage; that no article has changed does not matter."""
    only(synced).unlink()
    with pytest.raises(IndexDamagedError, match=r"stories_1\.npz is missing"):
        stories(synced)
    assert not check_index(synced).ok
    sync(folder, settings)
    assert stories(synced) == {FIRST, SECOND}
    assert latest_generation(synced) == 2
    sync(folder, settings)
    assert latest_generation(synced) == 2


def test_a_file_that_no_table_of_contents_names_may_be_missing(
    synced: Path, folder: Path, settings: Settings
) -> None:
    """So it is where another program has committed; then nobody is in a story until the sync."""
    forget_checksums(synced)
    only(synced).unlink()
    assert stories(synced) == set()
    assert check_index(synced).ok
    sync(folder, settings)
    assert stories(synced) == {FIRST, SECOND}


def test_what_a_killed_sync_left_is_removed(synced: Path, folder: Path, settings: Settings) -> None:
    """A file of a state that was never made is not read, whatever is in it."""
    left = story_path(synced, 2)
    left.write_bytes(b"half of it")
    assert stories(synced) == {FIRST, SECOND}
    sync(folder, settings)
    assert not left.exists()
    assert stories(synced) == {FIRST, SECOND}


def test_another_programs_documents_are_in_no_story_until_the_next_sync(
    synced: Path, folder: Path, settings: Settings
) -> None:
    """The others stay in theirs; a segment that it merged is a new one."""
    added = article("0-3", headline(0), excerpt=telling(0, "0-3"), published="2021-01-01T03:00:00")
    report(folder, 0, 3)
    writer = SegmentWriter(FileIndex(DurableStorage(synced)))
    writer.add_document(**document(added, Fingerprint(1, 1, "00")))
    writer.commit(merge=False)
    assert stories(synced) == {FIRST, SECOND}
    sync(folder, settings)
    assert stories(synced) == {FIRST | {"0-3"}, SECOND}
    FileIndex(DurableStorage(synced)).writer().commit(optimize=True)
    assert stories(synced) in (set(), {FIRST | {"0-3"}, SECOND})
    sync(folder, settings)
    assert stories(synced) == {FIRST | {"0-3"}, SECOND}
