"""Mapped files, against Whoosh's own."""

from __future__ import annotations

import gc
import pickle
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.filedb.structfile import StructFile

from indexer.contract.codec.mapped import MappedStorage
from tests.webui.search.library import generated

LARGE = 300 * 1024
"""Bytes of a file that is not copied."""

_METHODS = st.one_of(
    st.tuples(st.just("read"), st.integers(0, 40)),
    st.tuples(st.sampled_from(["read_byte", "read_ushort", "read_uint", "read_long", "tell"])),
    st.tuples(st.just("get_uint"), st.integers(0, 50)),
    st.tuples(st.just("get"), st.integers(0, 50), st.integers(0, 9)),
    st.tuples(
        st.just("get_array"), st.integers(0, 50), st.sampled_from("BHIQbhiqfd"), st.integers(0, 5)
    ),
)
# To where, and then what.
_steps = st.lists(st.tuples(st.integers(0, 70), _METHODS), max_size=12)


def opened(folder: Path, data: bytes) -> tuple[Any, Any]:
    """Write a file; return it mapped, and Whoosh's file of the same bytes."""
    (folder / "file").write_bytes(data)
    return MappedStorage(folder).open_file("file"), StructFile(BytesIO(data))


@pytest.mark.parametrize("size", [200, LARGE])
@pytest.mark.parametrize("part", [False, True])
@generated(60)
@given(steps=_steps)
def test_a_mapped_file_is_read_like_any_other(
    tmp_path_factory: pytest.TempPathFactory,
    size: int,
    part: bool,
    steps: list[tuple[int, tuple[Any, ...]]],
) -> None:
    """Small files and large ones, whole and in part: the same bytes at the same places."""
    folder = tmp_path_factory.getbasetemp()
    data = bytes(range(1, 251)) * (size // 250 + 1)
    ours, theirs = opened(folder, data)
    if part:
        ours, theirs = ours.subset(7, size), StructFile(BytesIO(data[7 : 7 + size]))
    for place, (name, *arguments) in steps:
        ours.seek(place)
        theirs.seek(place)
        assert getattr(ours, name)(*arguments) == getattr(theirs, name)(*arguments), name
    for file in (ours, theirs):
        file.close()


@pytest.mark.parametrize("size", [20, LARGE])
def test_the_end_of_a_file_is_the_end(tmp_path: Path, size: int) -> None:
    """Beyond it there is nothing to read."""
    ours, theirs = opened(tmp_path, b"x" * size)
    for file in (ours, theirs):
        file.seek(size - 3)
        assert file.read(10) == b"xxx"
        assert file.read(10) == b""
        file.seek(-5, 2)
        assert file.tell() == size - 5
        file.seek(2, 1)
        assert file.read() == b"xxx"
        file.close()


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("padding", [0, LARGE])
def test_pickles_are_read_one_after_the_other(tmp_path: Path, padding: int, protocol: int) -> None:
    """Of whatever protocol, lines and large objects included, each ends where it ends."""
    values = [{"a": [1, 2.5, None]}, "text\nline", list(range(3000)), b"b" * 70_000, ()]
    data = b"".join(pickle.dumps(value, protocol) for value in values) + b"rest" + bytes(padding)
    ours, theirs = opened(tmp_path, data)
    for file in (ours, theirs):
        assert [file.read_pickle() for _ in values] == values
        assert file.read(4) == b"rest"
        file.close()


def test_an_empty_file_is_read(tmp_path: Path) -> None:
    """There is nothing to map, and nothing in it."""
    file, _ = opened(tmp_path, b"")
    assert (file.read(), file.get(0, 10)) == (b"", b"")


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """Whoosh looks again where a commit has just removed it."""
    with pytest.raises(FileNotFoundError):
        MappedStorage(tmp_path).open_file("none")


def test_what_is_read_outlives_the_file(tmp_path: Path) -> None:
    """A part stays readable when the file was closed and removed; then all is given back."""
    file, _ = opened(tmp_path, b"0123456789" * LARGE)
    part = file.subset(10, 10)
    file.close()
    del file
    (tmp_path / "file").unlink()
    assert part.get(2, 3) == b"234"
    assert part.subset(5, 5).read() == b"56789"
    assert str(tmp_path) in Path("/proc/self/maps").read_text()
    del part
    gc.collect()
    assert str(tmp_path / "file") not in Path("/proc/self/maps").read_text()
