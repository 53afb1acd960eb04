"""A damaged index that is being rebuilt: what can be answered is, and then all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha512
from pathlib import Path
from typing import TypeVar

import pytest
from whoosh.codec.whoosh3 import W3Codec

from indexer.checking.check import check_index
from indexer.contract.codec.mapped import MappedStorage
from indexer.contract.codec.sums import BLOCK_BYTES
from indexer.contract.opening import opened_index
from indexer.contract.settings import Settings
from indexer.syncing.sync import rebuild, sync
from tests.support.articles import write_article
from tests.torture.damaging.stage import ask, served
from tests.webui.search.library import leaves_files_open

_T = TypeVar("_T")

ARTICLES = 10


def word(number: int, place: int) -> str:
    """Return the word of an article that stands at some place; it is in no other one."""
    return sha512(b"%d %d" % (number, place)).hexdigest()[:9]


ADDRESSES = [f"/api/search?q={word(number, 0)}" for number in range(ARTICLES)]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings for an index whose stored texts take several blocks."""
    for number in range(ARTICLES):
        # Few words, since many take long, and long ones, so that it takes room.
        long = [
            "".join(sha512(b"%d %d %d" % (number, part, piece)).hexdigest() for piece in range(20))
            for part in range(20)
        ]
        words = " ".join([word(number, 0), *long])
        write_article(tmp_path / "articles", f"{number}", excerpt=words)
    settings = Settings(index=tmp_path / "index", jobs=1)
    sync(tmp_path / "articles", settings)
    return settings


def damage_texts(index: Path) -> None:
    """Damage what is stored of some articles, and nothing else."""
    with opened_index(index) as opened:
        ((reader, _),) = opened.reader.leaf_readers()
        segment = reader.segment()
        compound = segment.open_compound_file(MappedStorage(index, [segment]))
        start, length = compound.range(W3Codec.column_filename(segment, "_stored"))
    blocks = range(start // BLOCK_BYTES + 1, (start + length) // BLOCK_BYTES)
    assert len(blocks) > 1
    (path,) = index.glob("*.seg")
    raw = bytearray(path.read_bytes())
    raw[blocks[0] * BLOCK_BYTES + 77] ^= 8
    # As a server has the other file open.
    path.unlink()
    path.write_bytes(raw)


@pytest.mark.slow
@leaves_files_open
def test_a_rebuild_mends_while_the_rest_is_served(settings: Settings, tmp_path: Path) -> None:
    """Damage is an error that says what to run, all else is right, until the new index is there."""
    with served(settings.index) as app:
        right = [ask(app, address) for address in ADDRESSES]
    damage_texts(settings.index)
    seen: list[set[int]] = []
    with served(settings.index) as app:

        def look() -> None:
            statuses = set()
            for address, expected in zip(ADDRESSES, right, strict=True):
                status, body = ask(app, address)
                assert (status, body) == expected or status == 503
                assert status == 200 or b"python -m indexer rebuild" in body
                statuses.add(status)
            seen.append(statuses)

        def progress(items: Iterable[_T], total: int) -> Iterator[_T]:
            look()
            yield from items
            look()

        look()
        rebuild(tmp_path / "articles", settings, progress)
        assert seen == [{200, 503}] * 3
    with served(settings.index) as app:
        mended = [ask(app, address) for address in ADDRESSES]
    assert [status for status, _ in mended] == [200] * ARTICLES
    assert check_index(settings.index).ok
