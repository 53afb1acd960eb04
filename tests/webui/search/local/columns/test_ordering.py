"""The order of hits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Article
from tests.webui.search import oracle
from tests.webui.search.library import article, generated, opened
from webui.search.local.columns.ordering import by_date, page_of, select
from webui.search.local.engine import Matches


@pytest.mark.slow
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
        matches = Matches(docs, np.array(scores, np.float32))
        columns, by_id = snapshot.columns, snapshot.by_id
        order = page_of(matches, columns, "relevance", 0, len(docs), by_id)
        start, stop = sorted(data.draw(st.tuples(*[st.integers(0, len(docs) + 2)] * 2)))
        page = page_of(matches, columns, "relevance", start, stop, by_id)
        assert page.tolist() == order[start:stop].tolist()
        newest = oracle.in_order([item for part in segments for item in part], "newest")
        score_of = {snapshot.columns.ids[doc]: scores[doc] for doc in docs.tolist()}
    expected = sorted((item.id for item in newest), key=lambda id: -score_of[id])
    assert [snapshot.columns.ids[doc] for doc in order.tolist()] == expected


@generated(100)
@given(st.data())
def test_what_is_selected_is_what_sorting_gives(data: st.DataObject) -> None:
    """Any part of a long list, with ties within ties, is that of the sorted list."""
    seed = data.draw(st.integers(0, 2**32))
    random = np.random.default_rng(seed)
    count = data.draw(st.integers(0, 4000))
    kinds = data.draw(st.tuples(st.integers(1, 5), st.integers(1, 3000)))
    first, second = (random.integers(0, kind, count) for kind in kinds)
    last = random.permutation(count)
    keys = [lambda at, values=values: values[at] for values in (first, second, last)]
    start, stop = sorted(data.draw(st.tuples(*[st.integers(0, count)] * 2)))
    chosen = select(np.arange(count), keys, start, stop)
    assert chosen.tolist() == np.lexsort([last, second, first])[start:stop].tolist()


def test_many_stand_in_the_order_of_their_dates() -> None:
    """Those of one day by the time of day, undated ones last; equal ones by id."""
    random = np.random.default_rng(5)
    articles = [
        article(f"{number}", published=f"2021-08-{day:02}T{hour:02}:00:00" if day else None)
        for number, day, hour in zip(
            random.permutation(1200).tolist(),
            random.integers(0, 9, 1200).tolist(),
            random.integers(0, 24, 1200).tolist(),
            strict=True,
        )
    ]
    expected = [item.id for item in oracle.in_order(articles, "newest")]
    with opened(articles) as snapshot:
        docs = np.arange(len(articles))
        for most in (5, 300, None):
            found = by_date(docs, snapshot.columns, "newest", most, snapshot.by_id)
            assert snapshot.ids_of(found) == expected[:most]
