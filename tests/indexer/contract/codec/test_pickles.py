"""Pickles of damaged files: what they may make Python keep."""

from __future__ import annotations

import pickle
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.codec.mapped import MappedStorage
from indexer.contract.codec.pickles import end_of_pickle
from tests.webui.search.library import generated

FAR = (1 << 19).to_bytes(4, "little")
"""The number of an object, for which Python would keep a table of 8 MB."""

_objects = st.recursive(
    st.none() | st.integers() | st.text() | st.binary() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner),
)


@pytest.mark.slow
@generated(100)
@given(value=_objects, protocol=st.integers(0, 5), rest=st.binary(max_size=9))
def test_whatever_was_pickled_ends_where_it_ends(value: object, protocol: int, rest: bytes) -> None:
    """All protocols, whatever follows."""
    pickled = pickle.dumps(value, protocol)
    assert end_of_pickle(BytesIO(pickled + rest), len(pickled)) == len(pickled)


@pytest.mark.parametrize("number", [b"r" + FAR, b"p524288\n"])
def test_an_object_numbered_beyond_its_pickle_is_refused(tmp_path: Path, number: bytes) -> None:
    """Before the unpickler makes a table for it, in files that are mapped too."""
    pickled = b"\x80\x02]" + number + b"."
    with pytest.raises(pickle.UnpicklingError, match="524288"):
        end_of_pickle(BytesIO(pickled), len(pickled))
    # At the end of a large file, as in a segment, it may not number more either.
    (tmp_path / "file").write_bytes(bytes(2**20) + pickled)
    file = MappedStorage(tmp_path).open_file("file")
    file.seek(2**20)
    with pytest.raises(pickle.UnpicklingError, match="524288"):
        file.read_pickle()
