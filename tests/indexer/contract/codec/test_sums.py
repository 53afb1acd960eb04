"""Checksums of files: what they find, and that nothing is used before they were looked at."""

from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.codec.mapped import MappedFile, open_carrying
from indexer.contract.codec.summing import Summing, SummingFile
from indexer.contract.codec.sums import (
    BLOCK_BYTES,
    DamagedBytesError,
    Guard,
    Sums,
    attach,
    split,
    sums_of,
)
from tests.webui.search.library import generated

SIZES = [0, 1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 5 * BLOCK_BYTES + 77]
DATA = np.random.default_rng(5).bytes(max(SIZES))


def plainly(data: bytes) -> Sums:
    """Compute the checksums by another library, block by block."""
    blocks = [data[at : at + BLOCK_BYTES] for at in range(0, len(data), BLOCK_BYTES)]
    return Sums(len(data), b"".join(zlib.crc32(block).to_bytes(4, "little") for block in blocks))


def opened(data: bytes, sums: Sums) -> MappedFile:
    """Return a file with some checksums."""
    view = memoryview(data)
    return MappedFile(view, "file", Guard(view, sums, "file"))


@generated(30)
@given(st.sampled_from(SIZES), st.lists(st.integers(1, 3 * BLOCK_BYTES), max_size=9))
def test_what_is_written_piece_by_piece_has_the_sums_of_the_whole(
    size: int, pieces: list[int]
) -> None:
    """However large the pieces are."""
    data, file = DATA[:size], BytesIO()
    summing = Summing(file)
    at = 0
    for piece in [*pieces, size]:
        summing.write(data[at : at + piece])
        at += piece
    assert summing.sums() == plainly(file.getvalue())
    assert file.getvalue() == data


@pytest.mark.parametrize("size", SIZES[2:])
def test_the_beginning_may_be_filled_in_at_the_end(size: int) -> None:
    """As the place of a directory is; what stands further on may not be."""
    file = BytesIO()
    summing = SummingFile(file)
    summing.write(DATA[:size])
    summing.seek(0)
    summing.write(b"12345678")
    summing.seek(8)
    summing.write(b"9")
    assert summing.sums() == plainly(file.getvalue())
    assert file.getvalue() == b"123456789" + DATA[9:size]
    summing.seek(BLOCK_BYTES - 4)
    with pytest.raises(ValueError, match="first block"):
        summing.write(b"longer")


@generated(60)
@given(st.data())
def test_no_damaged_byte_is_handed_out(data: st.DataObject) -> None:
    """Of any file, by any way of reading: what comes is right, or an error names the bytes."""
    size = data.draw(st.sampled_from(SIZES[1:]))
    raw = bytearray(DATA[:size])
    place = data.draw(st.integers(0, size - 1))
    length = data.draw(st.sampled_from([1, 2, 512, BLOCK_BYTES]))
    mask = data.draw(st.sampled_from([0, 1, 128, 255]))
    raw[place : place + length] = bytes(byte & mask for byte in raw[place : place + length])
    try:
        file: Any = opened(bytes(raw), plainly(DATA[:size]))
        if size > BLOCK_BYTES and data.draw(st.booleans()):
            file = file.subset(0, size)
        at, much = data.draw(st.integers(0, size)), data.draw(st.integers(0, 2 * BLOCK_BYTES))
        file.seek(at)
        read = data.draw(st.sampled_from(["read", "get", "get_array", "peek", "readline"]))
        if read == "read":
            found = file.read(much)
        elif read == "get":
            found = file.get(at, much)
        elif read == "get_array":
            found = file.get_array(at, "B", min(much, size - at)).tobytes()
        elif read == "readline":
            found = file.readline()
        else:
            found = file.file.peek(much) if hasattr(file.file, "peek") else b""
        assert found == DATA[at : min(at + len(found), size)]
    except DamagedBytesError:
        assert raw != DATA[:size]


def test_only_what_is_used_is_looked_at() -> None:
    """Bytes of a sound block are read though another one is damaged."""
    size = 20 * BLOCK_BYTES
    data = bytes(size)
    file = opened(data[: 9 * BLOCK_BYTES] + b"x" + data[9 * BLOCK_BYTES + 1 :], plainly(data))
    assert file.get(0, 9 * BLOCK_BYTES) == bytes(9 * BLOCK_BYTES)
    part = file.subset(10 * BLOCK_BYTES, 10 * BLOCK_BYTES)
    assert part.get(0, 10 * BLOCK_BYTES) == bytes(10 * BLOCK_BYTES)
    for _ in range(2):
        with pytest.raises(DamagedBytesError, match="bytes 589,824 to 655,359 of file"):
            file.get(9 * BLOCK_BYTES - 1, 2)


@pytest.mark.parametrize("harm", [lambda data: data[:-1], lambda data: data + b"\0"])
def test_a_file_of_another_length_is_not_opened(harm: Any) -> None:
    """Neither what was cut off nor what was added goes unnoticed."""
    data = harm(DATA)
    with pytest.raises(DamagedBytesError, match="instead of"):
        opened(data, plainly(DATA))


@pytest.mark.parametrize("size", SIZES)
def test_a_file_may_carry_its_own(tmp_path: Path, size: int) -> None:
    """They are taken off, and looked at; a file without any is what it is."""
    path = tmp_path / "file"
    sums = plainly(DATA[:size])
    path.write_bytes(DATA[:size] + sums.trailer())
    file, found = open_carrying(path)
    with file:
        assert (file.read(), found) == (DATA[:size], sums)
    path.write_bytes(DATA[:size])
    file, found = open_carrying(path)
    with file:
        assert (file.read(), found) == (DATA[:size], None)


def test_carried_sums_are_looked_at_themselves() -> None:
    """A changed bit anywhere in them is damage, or they are none."""
    trailer = plainly(DATA).trailer()
    for place in range(len(trailer)):
        damaged = bytearray(DATA + trailer)
        damaged[len(DATA) + place] ^= 4
        view = memoryview(bytes(damaged))
        if place < len(trailer) - 8:
            with pytest.raises(DamagedBytesError, match="checksums of file"):
                split(view, "file")
        else:
            assert split(view, "file") == (view, None)


def test_garbled_sums_of_a_segment_are_damage() -> None:
    """Whatever another program has made of them."""

    class Segment:
        """Stands for Whoosh's."""

    segment: Any = Segment()
    assert sums_of(segment) is None
    attach(segment, plainly(DATA))
    assert sums_of(segment) == plainly(DATA)
    for garbled in (7, (1, 2, 3), (-1, b""), (10, b"12345"), (BLOCK_BYTES + 1, b"1234"), ("a", 1)):
        segment.block_sums = garbled
        with pytest.raises(DamagedBytesError, match="garbled"):
            sums_of(segment)


def test_what_is_written_cannot_be_read_meanwhile() -> None:
    """NumPy looks whether it could."""
    with pytest.raises(OSError, match="read"):
        Summing(BytesIO()).read()
