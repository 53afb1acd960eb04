"""Searches from end to end, against a plain loop over the articles."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Article
from tests.webui.search import oracle
from tests.webui.search.library import article, ask, codes, found, generated, ids, opened
from webui.search.criteria.criteria import Criteria
from webui.search.local.answers.search import search
from webui.search.local.finding.find import count
from webui.search.results.search import SearchResult


@generated(50)
@given(oracle.indexes(), st.lists(oracle.criteria, min_size=4, max_size=6))
def test_a_search_is_a_plain_loop_over_the_articles(
    index: tuple[list[list[Article]], set[str], list[Article]], searches: list[Criteria]
) -> None:
    """Total, hits, their order, facets and histogram equal those of a loop over the articles."""
    segments, deleted, left = index
    with opened(*segments, deleted=deleted) as snapshot:
        for criteria in searches:
            check(search(snapshot, criteria), left, criteria)


def check(result: SearchResult, articles: list[Article], criteria: Criteria) -> None:
    """Compare a result with a loop over the articles."""
    matches = oracle.matching(articles, criteria)
    expected = [item for item in matches if oracle.passes(item, criteria)]
    assert result.total == len(expected)
    wanted = oracle.in_order(expected, criteria.sort or "newest")
    assert ids(result) == [item.id for item in wanted[: criteria.size]]
    for name in ("provider", "topic", "type"):
        values = [(value.value, value.count) for value in result.facets.values[name]]
        assert values == oracle.facet(matches, criteria, name)
        whole = oracle.facet(matches, criteria.changed(facet_size=1000), name)
        assert (name in result.facets.cut) == (
            len([value for value in whole if value[1]]) > len([v for v in values if v[1]])
        )
        for value in result.facets.values[name]:
            assert value.selected == (value.value in criteria.included(name))
    dates = result.facets.date
    assert dates.missing == sum(item.published is None for item in expected)
    assert sum(bucket.count for bucket in dates.buckets) + dates.missing == result.total
    for bucket in dates.buckets:
        first, last = date.fromisoformat(bucket.start), date.fromisoformat(bucket.end)
        inside = [a for a in expected if a.published and first <= a.published.date() <= last]
        assert bucket.count == len(inside)
    for before, after in pairwise(dates.buckets):
        assert oracle.day_after(before.end) == after.start


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "quality", "heat"])
def test_pages_neither_overlap_nor_skip(sort: str) -> None:
    """All pages after each other are all hits once, in the order of one long page."""
    segments = [
        [
            article(f"{n:02}", "cloud", quality=n % 3 or None, heat=n % 2, published="2021-01-01")
            for n in numbers
        ]
        for numbers in (range(0, 20), range(20, 33))
    ]
    with opened(*segments, deleted=["05", "21"]) as snapshot:
        whole = ids(ask(snapshot, "cloud", sort=sort, size=100))
        pages = [ids(ask(snapshot, "cloud", sort=sort, size=10, page=page)) for page in range(1, 6)]
    assert [len(page) for page in pages] == [10, 10, 10, 1, 0]
    assert [id for page in pages for id in page] == whole
    assert len(set(whole)) == 31


def test_a_page_beyond_the_last_is_empty_and_keeps_the_total() -> None:
    """The largest page there may be has no hits, and the total of every other."""
    with opened([article("a")]) as snapshot:
        result = ask(snapshot, page=10**9)
    assert (result.hits, result.total, result.page) == ([], 1, 10**9)


def test_an_empty_query_finds_everything_newest_first() -> None:
    """Without a query all articles are hits, undated ones last, and none has a score."""
    with opened(
        [article("a", published="2020-01-01"), article("b"), article("c", published="2021-01-01")]
    ) as snapshot:
        result = ask(snapshot)
    assert ids(result) == ["c", "a", "b"]
    assert [hit.score for hit in result.hits] == [None] * 3


def test_an_empty_index_answers() -> None:
    """An index without articles has no hits, no facets and no dates, for any query."""
    with opened() as snapshot:
        for q in ("", "cloud", "clo*", "-cloud", "*", "cloud~", "after:2021"):
            result = ask(snapshot, q, topic=("x",))
            assert (result.total, result.hits) == (0, [])
            assert result.facets.date.buckets == []
        assert result.index.articles == 0


def test_a_hit_shows_all_that_is_known_of_its_article() -> None:
    """Every field of the answer comes from the article; what is missing is null."""
    with opened(
        [
            article(
                "x/1", "Clouds & rain", excerpt="It pours", url="https://e.com/", provider="P",
                published="2021-08-26T01:02:03.9", topics=("T", "U"), type="video", quality=-3,
                heat=4, curated=True,
            ),
            article("x/2", "Sun"),
        ]
    ) as snapshot:  # fmt: skip
        first, second = ask(snapshot, "", sort="newest").hits
        scored = ask(snapshot, "cloud").hits[0].model_dump()
    assert first.model_dump() == {
        "id": "x/1", "title": "Clouds & rain", "excerpt": "It pours", "url": "https://e.com/",
        "provider": {"name": "P", "domain": ""}, "published": "2021-08-26T01:02:03Z",
        "topics": ["T", "U"], "type": "video", "quality": -3, "heat": 4, "curated": True,
        "image": None, "story": None, "score": None,
        "highlights": {"title": "Clouds &amp; rain", "excerpt": "It pours"},
    }  # fmt: skip
    assert scored["score"] > 0
    assert scored["highlights"]["title"] == "<mark>Clouds</mark> &amp; rain"
    assert (second.url, second.provider, second.published, second.type, second.quality) == (
        (None,) * 5
    )


def test_the_query_is_echoed_as_given_and_as_understood() -> None:
    """The answer repeats text and filters, and says how the text was read."""
    with opened([article("a")]) as snapshot:
        echo = ask(snapshot, "a  -b", provider=("P",), min_quality=0, curated=True).query
    assert echo.text == "a  -b"
    assert echo.parsed == "a NOT b"
    assert echo.filters == {"provider": ["P"], "min_quality": 0, "curated": True}


def test_some_of_the_words_are_searched_if_no_article_has_all() -> None:
    """If no article has all words, those with some are shown, the best first, with a notice."""
    with opened(
        [article("a", "cloud zebra"), article("b", "cloud"), article("c", "sun")]
    ) as snapshot:
        result = ask(snapshot, "cloud zebra unicorn")
    assert ids(result) == ["a", "b"]
    assert codes(result) == ["some_words"]


def test_filters_do_not_make_words_optional() -> None:
    """If all words stand together only in articles that the filters hide, nothing is found."""
    with opened(
        [article("a", "cloud zebra", type="x"), article("b", "cloud", type="y")]
    ) as snapshot:
        result = ask(snapshot, "cloud zebra", type=("y",))
    assert (result.total, codes(result)) == (0, [])


def test_dates_and_providers_hold_when_words_are_optional() -> None:
    """Some of the words: the parts of the query that narrow still narrow."""
    with opened(
        [article("a", "cloud", provider="P"), article("b", "cloud", provider="Q")]
    ) as snapshot:
        assert found(snapshot, "cloud unicorn provider:q") == {"b"}
        assert found(snapshot, "cloud provider:q", match="any") == {"b"}


def test_a_pattern_that_stands_for_no_word_is_not_dropped() -> None:
    """A pattern or fuzzy word without a word in the index finds nothing beside others."""
    with opened([article("a", "cloud", provider="P")]) as snapshot:
        for q in ("xyz* provider:p", "xyzzy~ provider:p", 'xyz* "cloud"', "xyz* AND cloud"):
            assert count(snapshot, Criteria(q=q)) == 0, q


def test_everything_beside_a_word_is_the_word() -> None:
    """``*`` beside a word does not find everything."""
    with opened([article("a", "cloud"), article("b", "sun")]) as snapshot:
        assert found(snapshot, "* cloud") == {"a"}
        assert found(snapshot, "cloud AND *") == {"a"}
        assert found(snapshot, "cloud OR *") == {"a", "b"}
        assert found(snapshot, "* -cloud") == {"b"}


def test_a_misspelt_word_is_mended_with_the_number_it_would_find() -> None:
    """The suggestion keeps the rest of the query and the filters, and counts under them."""
    articles = [article(f"{n}", "kubernetes cloud", type="x" if n else "y") for n in range(4)]
    with opened(articles) as snapshot:
        result = ask(snapshot, 'kuberntes "cloud"', type=("x",))
    assert [(s.text, s.total) for s in result.suggestions] == [('kubernetes "cloud"', 3)]


def test_a_mended_query_that_finds_no_more_is_not_offered() -> None:
    """No suggestion leads to an empty page."""
    with opened([article("a", "kubernetes", type="x")]) as snapshot:
        assert ask(snapshot, "kuberntes", type=("y",)).suggestions == []


def test_a_query_without_words_says_so() -> None:
    """Punctuation only finds nothing, with a notice."""
    with opened([article("a")]) as snapshot:
        for q in ("!!!", "\x00", '""', "NOT ?", "title:+"):
            result = ask(snapshot, q)
            assert result.total == 0, q
            assert "no_words" in codes(result), q


def test_stop_words_are_optional_beside_other_words() -> None:
    """``the cloud`` finds what has no ``the``; alone, in phrases or in capitals they count."""
    with opened([article("a", "cloud"), article("b", "the sun"), article("c", "it")]) as snapshot:
        assert found(snapshot, "the cloud") == {"a"}
        assert found(snapshot, "the") == {"b"}
        assert found(snapshot, '"the sun"') == {"b"}
        assert count(snapshot, Criteria(q="IT cloud")) == 0


def test_microseconds_decide_the_order() -> None:
    """Articles of the same second are ordered by what comes after it."""
    times = ["2021-01-01T00:00:00.000002", "2021-01-01T00:00:00.000003", "2021-01-01"]
    with opened([article(f"{n}", published=t) for n, t in enumerate(times)]) as snapshot:
        assert ids(ask(snapshot)) == ["1", "0", "2"]
        assert ids(ask(snapshot, sort="oldest")) == ["2", "0", "1"]


def test_dates_at_both_ends_of_the_calendar_are_counted() -> None:
    """The years 1 and 9999, which other programs write for "none", do no harm."""
    ends = [article("a", published="0001-01-01"), article("b", published="9999-12-31T23:59:59")]
    with opened(ends) as snapshot:
        result = ask(snapshot)
        last = ask(snapshot, from_="9999-12", to="9999-12-31")
        many = ask(snapshot, from_="9998", to="9999")
        first = ask(snapshot, to="0001")
    assert len(result.facets.date.buckets) == 9999
    assert [hit.published for hit in result.hits] == [
        "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z",
    ]
    assert last.total == many.total == first.total == 1
    assert many.facets.date.buckets[-1].end == "9999-12-31"


def test_relevance_puts_words_in_the_title_first() -> None:
    """A word weighs more in the title than in the excerpt, and there more than in a topic."""
    with opened(
        [
            article("topic", "one", excerpt="two", topics=("cloud",)),
            article("excerpt", "one", excerpt="cloud", topics=("two",)),
            article("title", "cloud", excerpt="one", topics=("two",)),
        ]
    ) as snapshot:
        assert ids(ask(snapshot, "cloud")) == ["title", "excerpt", "topic"]
