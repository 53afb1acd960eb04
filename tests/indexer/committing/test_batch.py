"""One commit, or nothing."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

import pytest
from whoosh.index import FileIndex

from indexer.committing.article_segments import new_builder, write_articles
from indexer.committing.batch import Batch
from indexer.committing.documents import document
from indexer.committing.storage import DurableStorage, locked
from indexer.contract.article import Article, Fingerprint
from indexer.contract.errors import IndexDamagedError, IndexLockedError
from indexer.contract.opening import toc_path
from indexer.contract.schema import build_schema
from indexer.contract.settings import Settings
from indexer.syncing.sync import sync
from tests.support.indexes import files, ids


@pytest.fixture
def empty(folder: Path, settings: Settings) -> Path:
    """Return an index without articles, of generation 1."""
    sync(folder, settings)
    return settings.index


def add(batch: Batch, id: str) -> None:
    """Add an article to a batch."""
    batch.add(document(Article(id=id, title="x"), Fingerprint(1, 1, "00")))


def write_elsewhere(folder: Path) -> Any:
    """Write a segment of two articles, and return it; what another process does."""
    schema, storage = build_schema(), DurableStorage(folder)
    builder = new_builder(schema)
    for name in ("c", "d"):
        builder.add(document(Article(id=name, title="x"), Fingerprint(1, 1, "00")))
    segment = write_articles(storage, schema, [builder])
    storage.sync()
    return segment


def put(index: Path, generation: int, *names: str) -> None:
    """Commit articles."""
    with Batch(index, generation) as batch:
        for name in names:
            add(batch, name)
        batch.commit()


def segments(index: Path) -> list[Path]:
    """Return the files of an index's segments."""
    return sorted(index.glob("*.seg"))


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
    said = "Another program is writing, or has just written, to the index in"
    with pytest.raises(IndexLockedError, match=said), Batch(empty, 1) as batch:
        add(batch, "a")
    writer.commit()
    with pytest.raises(IndexLockedError, match=said), Batch(empty, 1) as batch:
        add(batch, "a")
    assert ids(empty) == set()


def test_a_table_of_contents_is_unpickled_only_when_it_is_sound(
    empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is damaged since the index was opened is reported as such, by its checksum."""
    table = toc_path(empty, 1)
    raw = bytearray(table.read_bytes())
    # In the pickle of the schema.
    raw[len(raw) // 2] ^= 1
    table.write_bytes(raw)

    def unpickled(*_: object) -> None:
        pytest.fail("what is damaged was unpickled")

    monkeypatch.setattr("whoosh.index.pickle.loads", unpickled)
    with pytest.raises(IndexDamagedError, match="not as it was written"), Batch(empty, 1) as batch:
        add(batch, "a")
    monkeypatch.undo()
    raw[len(raw) // 2] ^= 1
    table.write_bytes(raw)
    put(empty, 1, "a")
    assert ids(empty) == {"a"}


@pytest.mark.slow
@pytest.mark.parametrize("alone", [True, False])
def test_a_segment_of_another_process_is_committed(empty: Path, alone: bool) -> None:
    """What another process wrote is part of the commit, beside the batch's own articles."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        segment = pool.apply(write_elsewhere, (empty,))
    with Batch(empty, 1) as batch:
        if not alone:
            add(batch, "a")
        batch.take(segment)
        assert batch.changed
        assert ids(empty) == set()
        batch.commit()
    assert ids(empty) == ({"c", "d"} if alone else {"a", "c", "d"})


def test_a_segment_of_another_process_is_given_up_with_the_batch(empty: Path) -> None:
    """Without a commit, such a segment is nothing, and the next sync removes its file."""
    with Batch(empty, 1) as batch:
        batch.take(write_elsewhere(empty))
    assert ids(empty) == set()
    assert len(segments(empty)) == 1
    with locked(empty):
        assert segments(empty) == []


def test_relieving_writes_a_segment_early(empty: Path) -> None:
    """Once they take too much memory, articles are written; the commit merges them again."""
    with Batch(empty, 1) as batch:
        batch.relieve(0)
        add(batch, "a")
        batch.relieve(10**9)
        assert segments(empty) == []
        batch.relieve(10)
        assert len(segments(empty)) == 1
        batch.relieve(0)
        add(batch, "b")
        assert ids(empty) == set()
        batch.commit()
    assert ids(empty) == {"a", "b"}
    assert len(segments(empty)) == 1


def test_small_segments_are_merged_and_their_order_is_kept(empty: Path) -> None:
    """A commit merges what is small, without what it deletes; then only new files are left."""
    put(empty, 1, "a", "b")
    put(empty, 2, "c")
    assert len(segments(empty)) == 1
    with Batch(empty, 3) as batch:
        batch.delete(1)
        batch.delete(1)
        add(batch, "d")
        batch.commit()
    assert ids(empty) == {"a", "c", "d"}
    assert len(segments(empty)) == 1
    with pytest.raises(IndexError), Batch(empty, 4) as batch:
        batch.delete(3)


def test_deleting_everything_leaves_an_empty_index(empty: Path) -> None:
    """Without any article there is no segment."""
    put(empty, 1, "a", "b")
    with Batch(empty, 2) as batch:
        batch.delete(0)
        batch.delete(1)
        batch.commit()
    assert ids(empty) == set()
    assert segments(empty) == []


@pytest.mark.usefixtures("leaking")
@pytest.mark.parametrize("damage", ["postings", "short", "missing"])
def test_a_damaged_segment_that_is_merged_is_an_error(empty: Path, damage: str) -> None:
    """When a segment that has to be merged cannot be read, that is said, and the index stays."""
    put(empty, 1, "a", "b")
    (path,) = segments(empty)
    whole = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(whole.replace(b"W3Bl", b"????") if damage == "postings" else whole[:100])
    before = {file: file.stat().st_mtime_ns for file in empty.glob("*.toc")}
    with pytest.raises(IndexDamagedError):
        put(empty, 2, "c")
    assert {file: file.stat().st_mtime_ns for file in empty.glob("*.toc")} == before
    path.write_bytes(whole)
    assert ids(empty) == {"a", "b"}
    put(empty, 2, "c")
    assert ids(empty) == {"a", "b", "c"}


def test_a_value_that_fails_is_no_damaged_segment(empty: Path) -> None:
    """Whatever is wrong with a new document, the index is not to blame."""
    put(empty, 1, "a")
    with pytest.raises(ValueError, match="surrogates"):
        put(empty, 2, "lone \ud800")
    assert ids(empty) == {"a"}
