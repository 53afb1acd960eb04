"""Checking the checksums of all files, and the terms as the server walks them."""

from __future__ import annotations

import errno
import io
import shutil
from collections.abc import Callable
from hashlib import sha512
from pathlib import Path
from typing import Any

import pytest
from whoosh.codec.whoosh3 import W3Codec
from whoosh.index import open_dir

from indexer.checking import blocks
from indexer.checking.blocks import check_blocks
from indexer.checking.check import check_index
from indexer.checking.rounds import Round, check_again
from indexer.contract.codec.mapped import MappedStorage
from indexer.contract.codec.sums import BLOCK_BYTES
from indexer.contract.errors import IndexDamagedError
from indexer.contract.opening import latest_generation, opened_index
from indexer.contract.settings import Settings
from indexer.syncing.sync import sync
from tests.support.articles import write_article
from tests.support.indexes import forget_checksums


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index of one segment, of some blocks though of few postings."""
    folder = tmp_path_factory.mktemp("written")
    for number in range(12):
        text = " ".join(sha512(b"%d %d" % (number, n)).hexdigest()[:90] for n in range(60))
        write_article(folder / "articles", f"a{number}", title=f"Ferry {number}", excerpt=text)
    sync(folder / "articles", Settings(index=folder / "index", jobs=1))
    return folder / "index"


@pytest.fixture
def index(written: Path, tmp_path: Path) -> Path:
    """Return a copy of it."""
    shutil.copytree(written, tmp_path / "index")
    return tmp_path / "index"


def harm(path: Path, place: int, data: bytes) -> None:
    """Overwrite some bytes of a file."""
    raw = bytearray(path.read_bytes())
    raw[place : place + len(data)] = data
    path.write_bytes(raw)


def test_a_whole_index_has_no_damaged_block(written: Path) -> None:
    """Gently or not, and there is nothing to remark."""
    for gently in (False, True):
        health = check_index(written, gently=gently)
        assert health.ok
        assert health.as_json() == {
            "ok": True, "articles": 12, "segments": 1, "problems": (), "remarks": (),
        }  # fmt: skip


def test_damaged_blocks_are_named(index: Path) -> None:
    """Those that follow one another are one problem; sound ones between them are not named."""
    (segment,) = index.glob("*.seg")
    size = segment.stat().st_size
    assert size > 4 * BLOCK_BYTES
    for block in (0, 1, size // BLOCK_BYTES):
        place = min(block * BLOCK_BYTES + 5, size - 1)
        harm(segment, place, bytes([segment.read_bytes()[place] ^ 1]))
    name = f"of {segment.name} are not as they were written"
    last = size // BLOCK_BYTES * BLOCK_BYTES
    assert check_blocks(index).problems == (
        f"bytes 0 to 131,071 {name}", f"bytes {last:,} to {size - 1:,} {name}",
    )  # fmt: skip
    assert check_index(index).problems == check_blocks(index).problems


class BadSectors(io.BufferedReader):
    """A file with sectors that the disk does not give."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Read some bytes, unless the second or the fourth block is among them."""
        begin, end = self.tell(), self.tell() + (size or 0)
        if any(begin < (block + 1) * BLOCK_BYTES and block * BLOCK_BYTES < end for block in (1, 3)):
            raise OSError(errno.EIO, "Input/output error")
        return super().read(size)


def test_blocks_that_the_disk_does_not_give_are_named(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All others are looked at all the same, and no such file is mapped, which could be the end."""
    (segment,) = index.glob("*.seg")
    harm(segment, 2 * BLOCK_BYTES, bytes(9))
    opening = Path.open

    def bad(path: Path, mode: str = "r") -> Any:
        return BadSectors(io.FileIO(path)) if path == segment else opening(path, mode)

    def mapped(_: Path) -> None:
        pytest.fail("it was mapped")

    monkeypatch.setattr(Path, "open", bad)
    monkeypatch.setattr("indexer.checking.check.opened_index", mapped)
    monkeypatch.setattr("os.nice", lambda _: 0)
    refused = f"of {segment.name} cannot be read (Input/output error)"
    expected = (
        f"bytes 65,536 to 131,071 {refused}",
        f"bytes 131,072 to 196,607 of {segment.name} are not as they were written",
        f"bytes 196,608 to 262,143 {refused}",
    )
    assert check_index(index).problems == expected
    rounds: list[Round] = []
    with pytest.raises(KeyboardInterrupt):
        check_again(index, 1, rounds.append, wait_until(rounds, 2))
    assert [(one.status, one.health and one.health.problems) for one in rounds] == [
        (4, expected), (4, expected),
    ]  # fmt: skip


def test_whatever_the_system_refuses_ends_no_rounds(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said, and looked at again."""

    def refuse(_: object) -> None:
        raise OSError(errno.ENFILE, "Too many open files in system")

    monkeypatch.setattr(blocks, "_look_at_the_disk", refuse)
    monkeypatch.setattr("os.nice", lambda _: 0)
    rounds: list[Round] = []
    with pytest.raises(KeyboardInterrupt):
        check_again(index, 1, rounds.append, wait_until(rounds, 2))
    assert [one.status for one in rounds] == [2, 2]
    assert "Too many open files in system" in rounds[0].as_text()


def wait_until(rounds: list[Round], count: int) -> Callable[[float], None]:
    """Return what waits for no time, and interrupts after so many rounds."""

    def wait(_: float) -> None:
        if len(rounds) == count:
            raise KeyboardInterrupt

    return wait


@pytest.mark.usefixtures("leaking")
def test_every_file_is_looked_at(index: Path) -> None:
    """Longer, shorter, of another file or gone: none is called whole."""
    files = sorted(path for path in index.iterdir() if path.suffix in (".seg", ".toc", ".npz"))
    assert len(files) == 3
    for path in files:
        sound = path.read_bytes()
        other = next(each for each in files if each != path)
        for damaged in (sound + b"\0", sound[:-1], sound[1:], b"", other.read_bytes()):
            path.write_bytes(damaged)
            assert not check_index(index).ok, path.name
        path.unlink()
        assert not check_index(index).ok, path.name
        path.write_bytes(sound)
    assert check_index(index).ok


def test_files_without_checksums_are_named_and_no_problem(index: Path, tmp_path: Path) -> None:
    """Earlier versions wrote none, and other programs do not; it says how to get them."""
    forget_checksums(index)
    health = check_index(index)
    assert health.ok
    assert [remark.split(" has no checksums")[0] for remark in health.remarks] == [
        "_MAIN_1.toc", next(index.glob("*.seg")).name, "stories_1.npz",
    ]  # fmt: skip
    assert "rebuild" in health.as_text()
    with open_dir(str(index)).writer() as writer:
        writer.delete_by_term("id", "a1")
    assert [remark.split(" ")[0] for remark in check_index(index).remarks] == [
        "_MAIN_2.toc", next(index.glob("*.seg")).name, "stories_1.npz",
    ]  # fmt: skip


def walked(index: Path) -> Any:
    """Return where the terms of the one segment begin in its file, and their bytes."""
    with opened_index(index) as opened:
        ((reader, _),) = opened.reader.leaf_readers()
        segment = reader.segment()
        compound = segment.open_compound_file(MappedStorage(index, [segment]))
        return compound.range(segment.make_filename(W3Codec.TERMS_EXT))


@pytest.mark.slow
@pytest.mark.usefixtures("leaking")
def test_terms_are_looked_at_as_the_server_walks_them(index: Path) -> None:
    """Wherever 512 bytes of the terms are zeros, in a segment without checksums, it is damage."""
    forget_checksums(index)
    (segment,) = index.glob("*.seg")
    sound = segment.read_bytes()
    start, length = walked(index)
    places = list(range(start, start + length - 512, max(512, length // 12)))
    # The array of the records' places, which only the server goes by, is near the end.
    for place in [*places, start + length - 2000, start + length - 1000, start + length - 600]:
        if any(sound[place : place + 512]):
            harm(segment, place, bytes(512))
            assert not check_index(index).ok, place - start
            segment.write_bytes(sound)


@pytest.mark.usefixtures("leaking")
def test_what_is_damaged_is_not_merged(index: Path, written: Path) -> None:
    """A sync that would write a damaged segment into a new one ends, and says what to run."""
    (segment,) = index.glob("*.seg")
    sound = segment.read_bytes()
    articles = index.parent / "articles"
    shutil.copytree(written.parent / "articles", articles)
    write_article(articles, "new", title="Ferry again")
    for place in (5, len(sound) // 3, len(sound) // 2, len(sound) - 5):
        harm(segment, place, bytes([sound[place] ^ 16]))
        with pytest.raises(IndexDamagedError, match=f"{segment.name}.*indexer rebuild"):
            sync(articles, Settings(index=index, jobs=1))
        assert latest_generation(index) == 1
        segment.write_bytes(sound)
    sync(articles, Settings(index=index, jobs=1))
    assert check_index(index).articles == 13
