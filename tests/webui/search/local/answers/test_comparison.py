"""Queries side by side, against plain counts over the articles."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Article
from tests.webui.search import oracle
from tests.webui.search.library import TODAY, article, asking, generated, opened
from webui.search.criteria.comparison import Asked, parse_comparison
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.parameters import ParameterError
from webui.search.local.answers.comparison import compare
from webui.search.results.comparison import ComparedBucket

dated_criteria = oracle.criteria.filter(lambda criteria: not criteria.date).map(
    lambda criteria: criteria.changed(q="")
)
queries = st.lists(oracle.texts(1, 2), min_size=1, max_size=4, unique=True).map(tuple)


def day_of(item: Article) -> str:
    """Return the day of an article; empty where it has no date."""
    return item.published.date().isoformat() if item.published else ""


def found_by(articles: Sequence[Article], search: Criteria) -> list[Article]:
    """Return the articles that have all words, or any, and pass the filters."""
    some = all if search.match == "all" else any
    wanted = oracle.terms(search.q)

    def matches(item: Article) -> bool:
        known = {word for field in oracle.fields_of(item).values() for word in field}
        return some(word in known for word in wanted)

    return [item for item in articles if oracle.passes(item, search) and matches(item)]


def inside(articles: Sequence[Article], bucket: ComparedBucket) -> int:
    """Count the articles of a bucket."""
    return sum(bucket.start <= day_of(item) <= bucket.end for item in articles if day_of(item))


@generated(50)
@given(oracle.indexes(), dated_criteria, queries)
def test_a_comparison_is_what_counts_over_the_articles_say(
    index: tuple[list[list[Article]], set[str], list[Article]],
    common: Criteria,
    texts: tuple[str, ...],
) -> None:
    """Totals, and in each bucket the hits, all articles and their ratio; nothing is relaxed."""
    segments, deleted, left = index
    asked = Asked(texts, common)
    with opened(*segments, deleted=deleted) as snapshot:
        comparison = compare(snapshot, asked)
    everything = [item for item in left if oracle.passes(item, common.period())]
    assert comparison.articles == len(everything)
    assert [query.text for query in comparison.queries] == list(texts)
    for query in comparison.queries:
        hits = found_by(left, asked.search(query.text))
        assert query.total == len(hits)
        assert query.ratio == (len(hits) / len(everything) if everything else None)
        assert query.missing == sum(not day_of(item) for item in hits)
        assert sum(bucket.matching for bucket in query.buckets) == len(hits) - query.missing
        for bucket in query.buckets:
            assert bucket.matching == inside(hits, bucket)
            assert bucket.total == inside(everything, bucket)
            expected = bucket.matching / bucket.total if bucket.total else None
            assert bucket.ratio == expected


@generated(30)
@given(oracle.indexes(), dated_criteria, queries)
def test_all_queries_have_the_same_buckets(
    index: tuple[list[list[Article]], set[str], list[Article]],
    common: Criteria,
    texts: tuple[str, ...],
) -> None:
    """Buckets follow each other, lie within the dates asked for, and are the same for all."""
    segments, deleted, _ = index
    with opened(*segments, deleted=deleted) as snapshot:
        comparison = compare(snapshot, Asked(texts, common))
    spans = [[(b.start, b.end, b.total) for b in query.buckets] for query in comparison.queries]
    assert all(other == spans[0] for other in spans)
    for (start, end, _), (following, _, _) in pairwise(spans[0]):
        assert start <= end
        assert oracle.day_after(end) == following
    span = common.span
    for start, end, _ in spans[0]:
        assert span.first is None or start >= span.first.isoformat()
        assert span.last is None or end <= span.last.isoformat()


def test_a_query_that_nothing_matches_is_not_relaxed() -> None:
    """An article with some of the words does not count for all of them."""
    with opened([article("a", "storm at sea", published="2021-05-01")]) as snapshot:
        comparison = compare(snapshot, Asked(("storm zebra", "storm"), Criteria(today=TODAY)))
    assert [query.total for query in comparison.queries] == [0, 1]
    assert [query.notices for query in comparison.queries] == [[], []]


def test_a_time_without_articles_has_no_ratio() -> None:
    """Nothing imported is told from nothing found."""
    articles = [
        article("a", "storm", published="2021-05-01"),
        article("b", "calm", published="2021-05-02"),
        article("c", "storm", published="2021-05-04"),
    ]
    with opened(articles) as snapshot:
        (query,) = compare(snapshot, Asked(("storm",), Criteria(today=TODAY))).queries
    assert [bucket.ratio for bucket in query.buckets] == [1, 0, None, 1]


def test_filters_narrow_the_hits_and_not_the_whole() -> None:
    """A ratio is of all articles of the time, whatever else is asked for."""
    articles = [
        article("a", "storm", published="2021-05-01", provider="P"),
        article("b", "storm", published="2021-05-01", provider="Q"),
    ]
    with opened(articles) as snapshot:
        common = asking(provider=["P"], today=TODAY)
        (query,) = compare(snapshot, Asked(("storm",), common)).queries
    (bucket,) = query.buckets
    assert (bucket.matching, bucket.total, bucket.ratio) == (1, 2, 0.5)


def test_an_empty_index_and_no_query_have_no_buckets() -> None:
    """Nothing to count is not an error."""
    with opened() as snapshot:
        (query,) = compare(snapshot, Asked(("storm",), Criteria(today=TODAY))).queries
        assert compare(snapshot, Asked((), Criteria(today=TODAY))).queries == []
    assert (query.total, query.ratio, query.buckets) == (0, None, [])


def test_the_parameters_of_a_comparison_are_read() -> None:
    """Queries as they are written, each once; what says how hits are listed is left out."""
    asked = parse_comparison(
        {
            "q": [" storm ", "", '"a  b"', "storm"],
            "provider": ["P"],
            "measure": ["share"],
            "match": ["any"],
            "sort": ["oldest"],
            "page": ["3"],
            "group": ["story"],
        },
        TODAY,
    )
    assert asked.queries == ("storm", '"a  b"')
    assert asked.common == asking(provider=["P"], measure="share", match="any")
    again: dict[str, list[str]] = {}
    for name, value in asked.parameters():
        again.setdefault(name, []).append(value)
    assert parse_comparison(again, TODAY) == asked


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({"q": ["a", "b", "c", "d", "e"]}, "q"),
        ({"date": ["none"]}, "date"),
        ({"measure": ["height"]}, "measure"),
        ({"measure": ["share", "count"]}, "measure"),
        ({"from": ["2022"], "to": ["2021"]}, "from"),
        ({"sort": ["best"]}, "sort"),
        ({"by": ["count"]}, "by"),
    ],
)
def test_what_cannot_be_compared_is_named(parameters: dict[str, list[str]], name: str) -> None:
    """The error names the parameter that is at fault."""
    with pytest.raises(ParameterError) as caught:
        parse_comparison(parameters, TODAY)
    assert caught.value.parameter == name
    assert name in caught.value.message
