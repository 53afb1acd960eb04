"""Counts over hits, against plain loops over the articles."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Article
from indexer.contract.codec.arrays import Ints
from tests.webui.search import oracle
from tests.webui.search.library import article, generated, opened
from webui.search.criteria.dates import days_since_1970
from webui.search.criteria.facet_specs import FACETS
from webui.search.local.snapshot.snapshot import Snapshot


def check(snapshot: Snapshot, docs: Ints, articles: list[Article]) -> None:
    """Compare the counts of some documents with those of their articles."""
    tally = snapshot.tally(docs)
    for facet in FACETS:
        meant = Counter(
            label
            for item in articles
            for label in {
                "provider": [item.provider.label] if item.provider else [],
                "topic": item.topics,
                "type": [item.type] if item.type else [],
            }[facet]
        )
        counts = tally.labels(facet).tolist()
        values = snapshot.columns.labels(facet).values
        found = {value: count for value, count in zip(values, counts, strict=True) if count}
        assert found == dict(meant)
    days = tally.days()
    assert days.missing == sum(item.published is None for item in articles)
    counted = zip(days.days.tolist(), days.counts.tolist(), strict=True)
    assert {day: count for day, count in counted if count} == dict(
        Counter(days_since_1970(item.published.date()) for item in articles if item.published)
    )
    assert (np.diff(days.days) > 0).all()


@pytest.mark.slow
@generated(40)
@given(oracle.indexes(), st.data())
def test_few_hits_and_most_hits_are_counted_alike(
    index: tuple[list[list[Article]], set[str], list[Article]], data: st.DataObject
) -> None:
    """Whether the hits are counted, or all the others and subtracted: the counts are theirs."""
    segments, deleted, left = index
    with opened(*segments, deleted=deleted) as snapshot:
        by_id = {item.id: item for item in left}
        chosen = data.draw(st.lists(st.booleans(), min_size=len(left), max_size=len(left)))
        for kept in (chosen, [not one for one in chosen], [True] * len(left), [False] * len(left)):
            docs = snapshot.live_docs[np.array(kept, np.bool_)]
            check(snapshot, docs, [by_id[snapshot.columns.ids[doc]] for doc in docs.tolist()])


@pytest.mark.parametrize("last", ["9999-12-31", "2021-01-02"])
def test_dates_that_are_nonsense_take_no_memory(last: str) -> None:
    """Days are counted from the first year to the last, and no calendar of them is kept."""
    articles = [
        article("a", published="0001-01-01"),
        article("b", published="2021-01-01"),
        article("c", published=last),
        article("d", published="2021-01-01"),
        article("e"),
    ]
    with opened(articles) as snapshot:
        for number in range(6):
            check(snapshot, snapshot.live_docs[:number], articles[:number])
        assert len(snapshot.totals.calendar) < 10
        assert snapshot.span.first == date(1, 1, 1)
        assert str(snapshot.span.last) == last
