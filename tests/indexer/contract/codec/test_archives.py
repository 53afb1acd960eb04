"""Archives of arrays that are mapped, against what NumPy reads of them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as drawing

from indexer.contract.codec.archives import map_arrays
from indexer.contract.codec.mapped import open_carrying
from indexer.contract.codec.summing import Summing
from indexer.contract.codec.sums import DamagedBytesError
from tests.webui.search.library import generated

_arrays = drawing.arrays(
    st.sampled_from(["<i4", "<i8", "u1", "<u8", "?", "<U5"]), drawing.array_shapes(min_dims=0)
)


def write(path: Path, save: Any = np.savez, **arrays: npt.NDArray[Any]) -> Path:
    """Write an archive that carries its checksums."""
    with path.open("wb") as file:
        summing = Summing(file)
        save(summing, **arrays)
        file.write(summing.sums().trailer())
    return path


def mapped(path: Path, *names: str, others: tuple[str, ...] = ()) -> dict[str, npt.NDArray[Any]]:
    """Map some arrays of an archive."""
    file, sums = open_carrying(path)
    assert sums is not None
    with file:
        return map_arrays(file, names, others)


@generated(60)
@given(st.dictionaries(st.sampled_from("abcd"), _arrays), _arrays)
def test_arrays_are_those_that_were_written(
    arrays: dict[str, npt.NDArray[Any]], one: npt.NDArray[Any]
) -> None:
    """Of any type and shape, wherever they lie in the file, which is closed by then."""
    with tempfile.TemporaryDirectory() as name:
        path = write(Path(name) / "arrays", one=one, **arrays)
        found = mapped(path, "one", others=tuple("abcde"))
        assert found.keys() == {"one", *arrays}
        for key, array in {"one": one, **arrays}.items():
            assert found[key].dtype == array.dtype
            assert not found[key].flags.writeable
            np.testing.assert_array_equal(found[key], array)


def test_what_is_no_plain_array_is_an_error(tmp_path: Path) -> None:
    """An array that is missing or compressed, and objects, which are pickles."""
    numbers, objects = np.arange(9), np.array([{}], object)
    path = write(tmp_path / "arrays", a=numbers, b=objects)
    with pytest.raises(KeyError):
        mapped(path, "c")
    with pytest.raises(ValueError, match="objects"):
        mapped(path, "b")
    with pytest.raises(ValueError, match="compressed"):
        mapped(write(tmp_path / "small", np.savez_compressed, a=numbers), "a")


def test_damage_is_found_before_an_array_is_used(tmp_path: Path) -> None:
    """Wherever it is: NumPy's own checksums are not looked at."""
    numbers = np.arange(100_000)
    path = write(tmp_path / "arrays", a=numbers)
    whole = path.read_bytes()
    place = whole.index(numbers[50_000:50_010].tobytes())
    path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    with pytest.raises(DamagedBytesError):
        mapped(path, "a")
