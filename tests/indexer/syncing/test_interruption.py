"""A sync that is stopped or killed leaves the old state."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from indexer.checking.check import check_index
from indexer.contract.errors import NoIndexError
from indexer.contract.opening import latest_generation, open_reader
from indexer.contract.settings import Settings
from indexer.syncing.sync import sync
from tests.support.articles import write_article
from tests.support.commands import STOPPING, start
from tests.support.indexes import files, histories, ids

pytestmark = pytest.mark.slow

# Where a sync writes: while documents are added, in the middle of a segment and at its
# end, before and after segment, stories and table of contents are on the disk.
PLACES = [
    ("Batch.add", "indexer.committing.batch", 2),
    ("encode_field", "indexer.segments.segment_file", 3),
    ("CompoundStorage.write_dir", "whoosh.filedb.compound", 1),
    ("write_arrays", "indexer.committing.story_state", 1),
    ("flush", "indexer.committing.story_state", 1),
    ("flush", "indexer.committing.storage", 1),
    ("FileStorage.rename_file", "whoosh.filedb.filestore", 1),
]


def stop(folder: Path, index: Path, how: int, place: tuple[str, str, int], command: str) -> str:
    """Start a command, stop it at a place with a signal; return what it said."""
    process = start(STOPPING, *place, command, folder, "--index", index, "--jobs", "1")
    assert process.stdout is not None
    assert process.stdout.readline() == "there\n"
    process.send_signal(how)
    _, said = process.communicate(timeout=30)
    assert process.returncode == (-how if how == signal.SIGKILL else 128 + how), said
    return said


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place[0])
def test_stopping_leaves_the_old_state(
    folder: Path, settings: Settings, how: int, place: tuple[str, str, int]
) -> None:
    """Ctrl-C and SIGTERM end a sync without a traceback, and nothing has changed."""
    write_article(folder, "a")
    sync(folder, settings)
    before = files(settings.index)
    write_article(folder, "b")
    write_article(folder, "c")
    said = stop(folder, settings.index, how, place, "sync")
    assert said == "Interrupted; the index is as it was.\n"
    assert ids(settings.index) == {"a"}
    assert sync(folder, settings).articles == 3
    assert check_index(settings.index).ok
    assert len(files(settings.index)) <= len(before) + 1


@pytest.mark.parametrize("command", ["sync", "rebuild"])
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place[0])
def test_killing_leaves_the_old_state(
    folder: Path, settings: Settings, place: tuple[str, str, int], command: str
) -> None:
    """After ``kill -9`` the old state is served, and the next sync cleans up and goes on."""
    write_article(folder, "a")
    sync(folder, settings)
    write_article(folder, "b")
    write_article(folder, "c")
    past = histories(settings.index)
    stop(folder, settings.index, signal.SIGKILL, place, command)
    assert ids(settings.index) == {"a"}
    assert histories(settings.index) == past
    assert check_index(settings.index).ok
    assert sync(folder, settings).articles == 3
    assert ids(settings.index) == {"a", "b", "c"}
    assert histories(settings.index)["a"] == past["a"]
    assert {Path(name).suffix for name in files(settings.index)} == {".seg", ".npz", ".toc"}
    assert check_index(settings.index).ok


@pytest.mark.parametrize(
    "place", [*PLACES, *(("Path.replace", "pathlib", call) for call in (1, 2, 3))], ids=str
)
def test_killing_the_first_sync_leaves_no_index(
    folder: Path, settings: Settings, place: tuple[str, str, int]
) -> None:
    """When the first sync is killed there is no index, and the next one makes it."""
    write_article(folder, "a")
    write_article(folder, "b")
    stop(folder, settings.index, signal.SIGKILL, place, "sync")
    assert latest_generation(settings.index) == -1
    assert sync(folder, settings).articles == 2
    assert check_index(settings.index).ok
    assert len(files(settings.index)) == 3


def test_stopping_the_first_sync_leaves_no_index(folder: Path, settings: Settings) -> None:
    """A first sync that is stopped leaves nothing that looks like an index."""
    write_article(folder, "a")
    write_article(folder, "b")
    stop(folder, settings.index, signal.SIGINT, PLACES[0], "sync")
    assert files(settings.index) == set()
    with pytest.raises(NoIndexError):
        open_reader(settings.index)
