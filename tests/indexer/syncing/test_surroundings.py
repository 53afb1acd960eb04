"""A sync, and what else happens to its folder, its index and its process meanwhile."""

from __future__ import annotations

import resource
from contextlib import suppress
from pathlib import Path

import pytest
from whoosh.index import open_dir

from indexer.contract.errors import ArticlesFolderError, IndexUnreadableError
from indexer.contract.settings import Settings
from indexer.reporting.report import Counts
from indexer.scanning.scan import folder_identity
from indexer.syncing.known.indexed import read_known
from indexer.syncing.sync import sync
from tests.support.articles import write_article
from tests.support.indexes import ids


@pytest.fixture
def synced(folder: Path, settings: Settings) -> Path:
    """Return the index of one article."""
    write_article(folder, "a")
    sync(folder, settings)
    return settings.index


def replace(folder: Path) -> None:
    """Put an empty folder in a folder's place, as when a disk is unmounted."""
    folder.rename(folder.with_name("was mounted"))
    folder.mkdir()


def test_a_disk_that_goes_while_the_index_is_read_deletes_nothing(
    folder: Path, settings: Settings, synced: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder has to be the one that it was when the sync began."""
    original = read_known

    def reading(path: Path) -> object:
        replace(folder)
        return original(path)

    monkeypatch.setattr("indexer.syncing.targets.local_archive.read_known", reading)
    with pytest.raises(ArticlesFolderError, match="went away"):
        sync(folder, settings)
    assert ids(synced) == {"a"}


def test_a_disk_that_went_before_the_sync_began_deletes_nothing(
    folder: Path, settings: Settings, synced: Path
) -> None:
    """Who watches a folder says which one it was."""
    identity = folder_identity(folder)
    replace(folder)
    with pytest.raises(ArticlesFolderError, match="went away"):
        sync(folder, settings, identity=identity)
    assert ids(synced) == {"a"}


def test_articles_of_another_program_are_brought_into_line(
    folder: Path, settings: Settings, synced: Path
) -> None:
    """What another Whoosh program added has no file, or another one, and is no damage."""
    write_article(folder, "b", title="From the file")
    index = open_dir(str(synced))
    writer = index.writer()
    writer.add_document(id="b", title="From the program")
    writer.add_document(id="ghost", title="From the program")
    writer.commit(merge=False)
    index.close()
    report = sync(folder, settings)
    assert report.counts == Counts(updated=1, deleted=1, unchanged=1)
    assert ids(synced) == {"a", "b"}


def test_too_many_open_files_are_no_damage(folder: Path, settings: Settings, synced: Path) -> None:
    """What the system refuses is told as it is, and nobody is sent to rebuild the index."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    used = max(int(name.name) for name in Path("/dev/fd").iterdir()) + 1
    for more in range(2, 12):
        resource.setrlimit(resource.RLIMIT_NOFILE, (used + more, limits[1]))
        try:
            # With a few more, it works.
            with suppress(OSError, IndexUnreadableError):
                sync(folder, settings)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert ids(synced) == {"a"}
