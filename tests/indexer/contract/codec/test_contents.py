"""Sealed tables of contents: every change is found, and stock Whoosh goes on with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from whoosh.index import open_dir
from whoosh.qparser import QueryParser

from indexer.checking.check import check_index
from indexer.committing.documents import document
from indexer.contract.article import Fingerprint
from indexer.contract.codec.contents import Beside, read_contents, seal
from indexer.contract.codec.sums import DamagedBytesError
from indexer.contract.errors import IndexDamagedError
from indexer.contract.opening import latest_generation, open_reader, toc_path
from indexer.contract.settings import Settings
from indexer.syncing.sync import sync
from tests.support.articles import write_article
from tests.support.indexes import forget_checksums, ids
from tests.webui.search.library import article


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings for an index of two segments, in the larger one of which one is deleted."""
    settings = Settings(index=tmp_path / "index", jobs=1)
    for number in range(30):
        write_article(tmp_path / "articles", f"a{number}", title=f"Ferry number{number}")
    sync(tmp_path / "articles", settings)
    (tmp_path / "articles" / "a3.md").unlink()
    write_article(tmp_path / "articles", "b", title="Ferry again")
    sync(tmp_path / "articles", settings)
    return settings


def table(index: Path) -> Path:
    """Return the newest table of contents."""
    return toc_path(index, latest_generation(index))


def is_refused(contents: bytes) -> bool:
    """Whether reading a table of contents is an error; damaged ones raise nearly anything."""
    try:
        read_contents(contents)
    except Exception:
        return True
    return False


@pytest.mark.usefixtures("leaking")
def test_every_change_of_a_sealed_table_is_found(settings: Settings) -> None:
    """A changed bit in any byte, and every cut, the one that leaves Whoosh's own part included."""
    whole = table(settings.index).read_bytes()
    assert read_contents(whole).sealed
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << place % 8
        assert is_refused(bytes(damaged)), place
        if place % 7 == 0 or place > len(whole) - 40:
            assert is_refused(whole[:place]), place
    for longer in (whole + b"\0", whole + whole[-16:]):
        with pytest.raises(DamagedBytesError):
            read_contents(longer)


def test_a_seal_says_what_is_beside(settings: Settings) -> None:
    """Whoosh's own table has none; sealed, it differs in one number and in what follows."""
    forget_checksums(settings.index)
    whole = table(settings.index).read_bytes()
    assert not read_contents(whole).sealed
    sealed = seal(whole, Beside(5, 6))
    assert read_contents(sealed).beside == Beside(5, 6)
    assert read_contents(seal(whole)).beside is None
    assert sum(a != b for a, b in zip(whole, sealed, strict=False)) == 4
    with pytest.raises(DamagedBytesError):
        read_contents(whole + sealed[len(whole) :])


def test_stock_whoosh_goes_on_with_a_sealed_index(settings: Settings, tmp_path: Path) -> None:
    """It opens, searches, deletes, adds and optimizes; segments that stay keep their checksums."""
    index = open_dir(str(settings.index))
    with index.searcher() as searcher:
        assert len(searcher.search(QueryParser("title", index.schema).parse("ferry"))) == 30
        assert searcher.doc_count() == 30
    before = read_contents(table(settings.index).read_bytes()).segments
    assert len(before) == 2
    writer = index.writer()
    writer.delete_by_term("id", "a5")
    writer.commit(merge=False)
    after = read_contents(table(settings.index).read_bytes())
    assert not after.sealed
    assert after.segments == before
    assert None not in before.values()
    # So damage is found in them.
    largest = max(settings.index.glob("*.seg"), key=lambda path: path.stat().st_size)
    sound = largest.read_bytes()
    largest.write_bytes(sound[:-9] + b"\0" + sound[-8:])
    with pytest.raises(IndexDamagedError, match="not as they were written"):
        open_reader(settings.index)
    largest.write_bytes(sound)
    writer = index.writer()
    writer.add_document(**document(article("stock", "Ferry again"), Fingerprint(1, 1, "0" * 32)))
    writer.commit(optimize=True)
    optimized = read_contents(table(settings.index).read_bytes())
    assert list(optimized.segments.values()) == [None]
    assert len(ids(settings.index)) == 30
    # Whose documents they are is a matter of the next sync, which seals the index again.
    sync(tmp_path / "articles", settings)
    assert read_contents(table(settings.index).read_bytes()).sealed
    assert ids(settings.index) == {"b", *(f"a{n}" for n in range(30))} - {"a3"}
    assert check_index(settings.index).ok


def test_segments_that_changed_places_are_damage(settings: Settings) -> None:
    """Each is whole by itself, and not the one that the table of contents names."""
    one, other = sorted(settings.index.glob("*.seg"))
    one.rename(one.with_suffix(".aside"))
    other.rename(one)
    one.with_suffix(".aside").rename(other)
    with pytest.raises(IndexDamagedError, match="instead of"):
        open_reader(settings.index)
