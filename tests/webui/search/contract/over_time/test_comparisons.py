"""Queries side by side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Article
from tests.webui.search.contract.support.backends import Kind
from tests.webui.search.contract.support.drawing import archives, queries, searches
from tests.webui.search.contract.support.same import shown
from tests.webui.search.library import TODAY, article, asking, generated
from tests.webui.search.reference.backend import ReferenceBackend
from webui.search.criteria.comparison import Asked, comparison_of
from webui.search.criteria.criteria import Criteria

common = (
    searches(st.just(""))
    .filter(lambda criteria: not criteria.date)
    .map(lambda criteria: comparison_of(criteria).common)
)
texts = st.lists(queries.filter(str.strip), max_size=4, unique=True).map(tuple)


def _asked(queries: tuple[str, ...], common: Criteria, places: list[int]) -> Asked:
    """Return a comparison that tells of a pair of its queries, if there are two."""
    pair = tuple(sorted({place % max(len(queries), 1) for place in places}))
    return Asked(queries, common, (pair[0], pair[1]) if len(pair) == 2 else None)


places = st.lists(st.integers(0, 7), min_size=2, max_size=2)
asked_for = st.lists(st.builds(_asked, texts, common, places), min_size=3, max_size=3)


@pytest.mark.slow
@generated(7)
@given(articles=archives(), asked=asked_for)
def test_a_comparison_equals_that_of_the_reference(
    other: Kind, articles: list[Article], asked: list[Asked]
) -> None:
    """Totals, ratios, notices, overlaps, and in each bucket the hits and all articles."""
    with (
        other.searcher(articles) as searcher,
        ReferenceBackend(articles).searcher() as reference,
    ):
        for each in asked:
            assert shown(searcher.compare(each)) == shown(reference.compare(each))


def test_a_query_that_nothing_matches_is_not_relaxed(kind: Kind) -> None:
    """An article with some of the words does not count for all of them."""
    with kind.searcher([article("a", "storm at sea", published="2021-05-01")]) as searcher:
        comparison = searcher.compare(Asked(("storm zebra", "storm"), Criteria(today=TODAY)))
    assert [query.total for query in comparison.queries] == [0, 1]
    assert [query.notices for query in comparison.queries] == [[], []]


def test_a_time_without_articles_has_no_ratio(kind: Kind) -> None:
    """Nothing imported is told from nothing found."""
    articles = [
        article("a", "storm", published="2021-05-01"),
        article("b", "calm", published="2021-05-02"),
        article("c", "storm", published="2021-05-04"),
    ]
    with kind.searcher(articles) as searcher:
        (query,) = searcher.compare(Asked(("storm",), Criteria(today=TODAY))).queries
    assert [bucket.ratio for bucket in query.buckets] == [1, 0, None, 1]


def test_filters_narrow_the_hits_and_not_the_whole(kind: Kind) -> None:
    """A ratio is of all articles of the time, whatever else is asked for."""
    articles = [
        article("a", "storm", published="2021-05-01", provider="P"),
        article("b", "storm", published="2021-05-01", provider="Q"),
    ]
    with kind.searcher(articles) as searcher:
        common = asking(provider=["P"], today=TODAY)
        (query,) = searcher.compare(Asked(("storm",), common)).queries
    (bucket,) = query.buckets
    assert (bucket.matching, bucket.total, bucket.ratio) == (1, 2, 0.5)


def test_an_empty_index_and_no_query_have_no_buckets(kind: Kind) -> None:
    """Nothing to count is not an error."""
    with kind.searcher() as searcher:
        (query,) = searcher.compare(Asked(("storm",), Criteria(today=TODAY))).queries
        assert searcher.compare(Asked((), Criteria(today=TODAY))).queries == []
    assert (query.total, query.ratio, query.buckets) == (0, None, [])


def test_each_two_queries_have_an_overlap(kind: Kind) -> None:
    """Articles that both find, and those that only one does; nothing has no Jaccard index."""
    articles = [
        article("a", "storm flood", provider="P", published="2021-05-01"),
        article("b", "storm", provider="P", published="2021-05-02"),
        article("c", "flood", published="2021-05-02"),
        article("d", "flood", provider="Q"),
    ]
    queries = ("storm", "flood", "zebra", "unicorn")
    with kind.searcher(articles) as searcher:
        asked = Asked(queries, asking(unit="provider", today=TODAY), (0, 1))
        found = searcher.compare(asked).overlaps
    assert [each.queries for each in found] == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
    numbers = [(each.both, each.only_first, each.only_second, each.jaccard) for each in found]
    assert numbers[0] == (1, 1, 2, 0.25)
    assert numbers[1] == (0, 2, 0, 0)
    assert numbers[5] == (0, 0, 0, None)
    assert [(each.over_time, each.by_provider) for each in found[1:]] == [(None, None)] * 5
    over_time, by_provider = found[0].over_time, found[0].by_provider
    assert over_time is not None
    assert by_provider is not None
    days = [(each.start, each.both, each.only_first, each.only_second) for each in over_time]
    assert days == [("2021-05-01", 1, 0, 0), ("2021-05-02", 0, 1, 1)]
    whose = [(each.provider, each.both, each.only_first, each.only_second) for each in by_provider]
    assert whose == [("P", 1, 1, 0), ("Q", 0, 0, 1), (None, 0, 0, 1)]
