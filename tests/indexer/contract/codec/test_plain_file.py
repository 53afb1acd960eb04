"""Plain arrays in a file: what is read is what was written."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.codec.mapped import MappedFile
from indexer.contract.codec.plain.plain_file import (
    ALIGNED,
    PlainFile,
    encode_array,
    encode_head,
)
from tests.webui.search.library import generated

_TYPES = st.sampled_from([np.uint8, np.int16, np.uint32, np.int64])


@st.composite
def _numbers(draw: st.DrawFn) -> npt.NDArray[Any]:
    numbers = draw(st.lists(st.integers(0, 100)) | st.lists(st.just(7), max_size=300))
    return np.array(numbers, draw(_TYPES))


def written(arrays: dict[str, npt.NDArray[Any]]) -> bytes:
    """Return the bytes of a file."""
    said = {"documents": 3}
    return encode_head(said, arrays) + b"".join(map(encode_array, arrays.values()))


@generated(100)
@given(st.dictionaries(st.sampled_from("abcd"), _numbers()), st.data())
def test_arrays_are_read_as_they_were_written(
    arrays: dict[str, npt.NDArray[Any]], data: st.DataObject
) -> None:
    """Whole and in part, of every type, those whose numbers are all the same, too."""
    plain = PlainFile(MappedFile(memoryview(written(arrays))))
    assert plain.said["documents"] == 3
    for name, array in arrays.items():
        assert plain.length(name) == len(array)
        assert plain.whole(name).dtype == array.dtype
        assert plain.whole(name).tolist() == array.tolist()
        start, stop = sorted(data.draw(st.integers(0, len(array))) for _ in range(2))
        assert plain.part(name, start, stop).tolist() == array[start:stop].tolist()
        with pytest.raises(ValueError, match="has no numbers"):
            plain.part(name, 0, len(array) + 1)


def test_of_numbers_that_are_all_the_same_one_is_written() -> None:
    """However many there are."""
    one, many = (written({"a": np.full(count, 7, np.int64)}) for count in (10, 99))
    assert len(one) == len(many)
    assert len(written({"a": np.arange(99)})) >= len(one) + 99 * 8 - ALIGNED
