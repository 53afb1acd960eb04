"""The order of hits."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.schema.article import Article
from tests.webui.search import oracle
from tests.webui.search.library import generated, opened
from webui.search.execution import Matches
from webui.search.ordering import order_hits


@generated(25)
@given(oracle.indexes(), st.data())
def test_better_scores_come_first_and_ties_by_newest(
    index: tuple[list[list[Article]], set[str], list[Article]], data: st.DataObject
) -> None:
    """Relevance sorts by score, then by date, undated last, then by id."""
    segments, _, _ = index
    with opened(*segments) as snapshot:
        docs = np.arange(len(snapshot.columns))
        scores = data.draw(
            st.lists(st.sampled_from([0.5, 1.0, 2.0]), min_size=len(docs), max_size=len(docs))
        )
        order = order_hits(
            Matches(docs, np.array(scores, np.float32)),
            snapshot.columns,
            snapshot.rank,
            "relevance",
        )
        newest = oracle.in_order([item for part in segments for item in part], "newest")
        score_of = {snapshot.columns.ids[doc]: scores[doc] for doc in docs.tolist()}
    expected = sorted((item.id for item in newest), key=lambda id: -score_of[id])
    assert [snapshot.columns.ids[doc] for doc in order.tolist()] == expected
