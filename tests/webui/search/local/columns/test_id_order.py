"""The order of ids, told from their bytes."""

from __future__ import annotations

from contextlib import nullcontext

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.codec.column_decoding import joined
from tests.webui.search.library import generated
from webui.search.local.columns.columns import Ids
from webui.search.local.columns.id_order import id_keys, texts_of_ids
from webui.search.local.columns.ordering import select

# Some begin alike over many bytes, and some are the beginnings of others.
_STARTS = st.sampled_from(["", "a", "news/2021/", "news/2021/ä", "x" * 30, "y" * 70])
_IDS = st.builds(
    lambda start, end: start + end, _STARTS, st.text(st.sampled_from("ab\x00é\U0001f600"))
)
_MANY = 60


def ids_of(texts: list[str], cut: int) -> Ids:
    """Return ids in two segments."""
    parts = (texts[:cut], texts[cut:])
    return Ids(
        tuple(joined([text.encode() for text in part]) for part in parts),
        np.array([0, len(parts[0])]),
    )


@generated(200)
@given(st.lists(_IDS, unique=True, max_size=30), st.booleans(), st.data())
def test_documents_stand_in_the_order_of_their_ids(
    drawn: list[str], are_many: bool, data: st.DataObject
) -> None:
    """Any part of them is that of the sorted ids, be they few or many, in one segment or two."""
    texts = drawn + [f"news/2021/{n % 7}-{n}" for n in range(_MANY * are_many)]
    texts = list(dict.fromkeys(texts))
    ids = ids_of(texts, data.draw(st.integers(0, len(texts))))
    docs = np.flatnonzero(np.arange(len(texts)) % 5 != 1)
    start, stop = sorted(data.draw(st.tuples(*[st.integers(0, len(docs))] * 2)))
    keys = [lambda places, key=key: key(docs[places]) for key in id_keys(ids, nullcontext)]
    chosen = docs[select(np.arange(len(docs)), keys, start, stop)]
    expected = sorted(texts[doc] for doc in docs.tolist())[start:stop]
    assert [texts[doc] for doc in chosen.tolist()] == expected


@generated(50)
@given(st.lists(_IDS, max_size=20), st.data())
def test_ids_are_read_in_any_order(texts: list[str], data: st.DataObject) -> None:
    """Each document has its own, whichever segment it is in."""
    ids = ids_of(texts, data.draw(st.integers(0, len(texts))))
    docs = data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=9)) if texts else []
    found = texts_of_ids(ids, np.array(docs, np.int64))
    assert found == [texts[doc] for doc in docs]
    assert [ids[doc] for doc in docs] == found
