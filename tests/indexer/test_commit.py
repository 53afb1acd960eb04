"""One commit, or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from whoosh.index import FileIndex

from indexer.commit import Batch
from indexer.documents import document
from indexer.schema.article import Article, Fingerprint
from indexer.schema.errors import IndexLockedError
from indexer.schema.settings import Settings
from indexer.storage import DurableStorage
from indexer.sync import sync
from tests.support.indexes import files, ids


@pytest.fixture
def empty(folder: Path, settings: Settings) -> Path:
    """Return an index without articles, of generation 1."""
    sync(folder, settings)
    return settings.index


def add(batch: Batch, id: str) -> None:
    """Add an article to a batch."""
    batch.add(document(Article(id=id, title="x"), Fingerprint(1, 1, "00")))


def test_a_batch_is_committed_as_a_whole(empty: Path) -> None:
    """Nothing is seen before the commit, everything after it."""
    with Batch(empty, 1) as batch:
        add(batch, "a")
        add(batch, "b")
        assert ids(empty) == set()
        batch.commit()
    assert ids(empty) == {"a", "b"}


def test_a_batch_that_is_not_committed_is_nothing(empty: Path) -> None:
    """Without a commit, and without an error either, the index stays."""
    with Batch(empty, 1) as batch:
        add(batch, "a")
        assert batch.changed
    assert ids(empty) == set()


def test_a_document_that_fails_leaves_nothing(empty: Path) -> None:
    """When one document cannot be added, none is."""
    with Batch(empty, 1) as batch:
        add(batch, "a")
        with pytest.raises(ValueError, match="cannot"):
            batch.add({"id": "b", "quality": "cannot be a number"})
    assert ids(empty) == set()
    with Batch(empty, 1) as batch:
        add(batch, "a")
        batch.commit()
    assert ids(empty) == {"a"}


def test_nothing_is_opened_without_a_change(empty: Path) -> None:
    """A batch that nothing was put into touches no file."""
    before = files(empty)
    with Batch(empty, 1) as batch:
        assert not batch.changed
    assert files(empty) == before


def test_another_programs_writer_is_respected(empty: Path) -> None:
    """While any Whoosh program writes, and after it has written, the batch is refused."""
    writer = FileIndex(DurableStorage(empty)).writer()
    with pytest.raises(IndexLockedError), Batch(empty, 1) as batch:
        add(batch, "a")
    writer.commit()
    with pytest.raises(IndexLockedError), Batch(empty, 1) as batch:
        add(batch, "a")
    assert ids(empty) == set()
