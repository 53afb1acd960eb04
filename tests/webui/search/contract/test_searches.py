"""Searches: totals, hits and their order, and all else on a page."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Article
from tests.webui.search.contract.support.backends import Kind
from tests.webui.search.contract.support.drawing import archives, odd_texts, searches
from tests.webui.search.contract.support.same import ask, assert_same_page, found, ids
from tests.webui.search.library import TODAY, article, codes, generated
from tests.webui.search.reference.backend import ReferenceBackend
from tests.webui.search.reference.histories import made_up
from webui.search.backend import Searcher
from webui.search.criteria.criteria import Criteria


@pytest.mark.slow
@generated(15)
@given(articles=archives(least=4), asked=st.lists(searches(), min_size=6, max_size=6))
def test_a_page_equals_that_of_the_reference(
    other: Kind, articles: list[Article], asked: list[Criteria]
) -> None:
    """Total, hits in their order, highlights, facets, dates, notices and mended spelling."""
    with (
        other.searcher(articles) as searcher,
        ReferenceBackend(articles).searcher() as reference,
    ):
        for criteria in asked:
            assert_same_page(other, searcher, reference, criteria)


@generated(6)
@given(articles=archives(3), asked=st.lists(searches(odd_texts), min_size=6, max_size=6))
def test_what_nobody_means_is_read_as_the_reference_reads_it(
    other: Kind, articles: list[Article], asked: list[Criteria]
) -> None:
    """No text is an error, and all backends say the same of it."""
    with (
        other.searcher(articles) as searcher,
        ReferenceBackend(articles).searcher() as reference,
    ):
        for criteria in asked:
            assert_same_page(other, searcher, reference, criteria)


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "quality", "heat"])
def test_pages_neither_overlap_nor_skip(kind: Kind, sort: str) -> None:
    """All pages after each other are all hits once, in the order of one long page."""
    articles = [
        article(f"{n:02}", "cloud", quality=n % 3 or None, heat=n % 2, published="2021-01-01")
        for n in range(31)
    ]
    with kind.searcher(articles) as searcher:
        whole = ids(ask(searcher, "cloud", sort=sort, size=100))
        pages = [ids(ask(searcher, "cloud", sort=sort, size=10, page=page)) for page in range(1, 6)]
    assert [len(page) for page in pages] == [10, 10, 10, 1, 0]
    assert [id for page in pages for id in page] == whole
    assert len(set(whole)) == 31


def test_a_page_beyond_the_last_is_empty_and_keeps_the_total(kind: Kind) -> None:
    """The largest page there may be has no hits, and the total of every other."""
    with kind.searcher([article("a")]) as searcher:
        result = ask(searcher, page=10**9)
    assert (result.hits, result.total, result.page) == ([], 1, 10**9)


def test_an_empty_query_finds_everything_newest_first(kind: Kind) -> None:
    """Without a query all articles are hits, undated ones last, and none has a score."""
    with kind.searcher(
        [article("a", published="2020-01-01"), article("b"), article("c", published="2021-01-01")]
    ) as searcher:
        result = ask(searcher)
    assert ids(result) == ["c", "a", "b"]
    assert [hit.score for hit in result.hits] == [None] * 3


def test_an_empty_index_answers(kind: Kind) -> None:
    """An index without articles has no hits, no facets and no dates, for any query."""
    with kind.searcher() as searcher:
        for q in ("", "cloud", "clo*", "-cloud", "*", "cloud~", "after:2021"):
            result = ask(searcher, q, topic=("x",))
            assert (result.total, result.hits) == (0, [])
            assert result.facets.date.buckets == []
        assert result.index.articles == 0


def test_a_hit_shows_all_that_is_known_of_its_article(kind: Kind) -> None:
    """Every field of the answer comes from the article; what is missing is null."""
    with kind.searcher(
        [
            article(
                "x/1", "Clouds & rain", excerpt="It pours", url="https://e.com/", provider="P",
                published="2021-08-26T01:02:03.9", topics=("T", "U"), type="video", quality=-3,
                heat=4, curated=True,
            ),
            article("x/2", "Sun"),
        ]
    ) as searcher:  # fmt: skip
        first, second = ask(searcher, "", sort="newest").hits
        scored = ask(searcher, "cloud").hits[0].model_dump()
    assert first.model_dump() == {
        "id": "x/1", "title": "Clouds & rain", "excerpt": "It pours", "url": "https://e.com/",
        "provider": {"name": "P", "domain": ""}, "published": "2021-08-26T01:02:03Z",
        "topics": ["T", "U"], "type": "video", "quality": -3, "heat": 4, "curated": True,
        "image": None, "story": None,
        "added": "2022-10-07T19:49:01Z", "added_generation": 3, "score": None,
        "highlights": {"title": "Clouds &amp; rain", "excerpt": "It pours"},
    }  # fmt: skip
    assert scored["score"] > 0
    assert scored["highlights"]["title"] == "<mark>Clouds</mark> &amp; rain"
    assert (second.url, second.provider, second.published, second.type, second.quality) == (
        (None,) * 5
    )


def test_hits_say_when_they_were_first_indexed(kind: Kind) -> None:
    """As a time in UTC and a generation, or that nobody knows, which is so of one in four."""
    articles = [article(f"{number}") for number in range(30)]
    with kind.searcher(articles) as searcher:
        hits = ask(searcher, size=100).hits
    known = 0
    for hit in hits:
        history = made_up(hit.id)
        assert hit.added_generation == (history.added.generation if history else None)
        if history is None:
            assert hit.added is None
        else:
            assert hit.added is not None
            since_1970 = datetime.fromisoformat(hit.added).timestamp()
            assert since_1970 == history.added.time // 1_000_000
            known += 1
    assert 0 < known < len(hits) == 30


def test_the_query_is_echoed_as_given_and_as_understood(kind: Kind) -> None:
    """The answer repeats text and filters, and says how the text was read."""
    with kind.searcher([article("a")]) as searcher:
        echo = ask(searcher, "a  -b", provider=("P",), min_quality=0, curated=True).query
    assert echo.text == "a  -b"
    assert echo.parsed == "a NOT b"
    assert echo.filters == {"provider": ["P"], "min_quality": 0, "curated": True}


def test_some_of_the_words_are_searched_if_no_article_has_all(kind: Kind) -> None:
    """If no article has all words, those with some are shown, the best first, with a notice."""
    with kind.searcher(
        [article("a", "cloud zebra"), article("b", "cloud"), article("c", "sun")]
    ) as searcher:
        result = ask(searcher, "cloud zebra unicorn")
    assert ids(result) == ["a", "b"]
    assert codes(result) == ["some_words"]


def test_filters_do_not_make_words_optional(kind: Kind) -> None:
    """If all words stand together only in articles that the filters hide, nothing is found."""
    with kind.searcher(
        [article("a", "cloud zebra", type="x"), article("b", "cloud", type="y")]
    ) as searcher:
        result = ask(searcher, "cloud zebra", type=("y",))
    assert (result.total, codes(result)) == (0, [])


def test_dates_and_providers_hold_when_words_are_optional(kind: Kind) -> None:
    """Some of the words: the parts of the query that narrow still narrow."""
    with kind.searcher(
        [article("a", "cloud", provider="P"), article("b", "cloud", provider="Q")]
    ) as searcher:
        assert found(searcher, "cloud unicorn provider:q") == {"b"}
        assert found(searcher, "cloud provider:q", match="any") == {"b"}


def test_a_pattern_that_stands_for_no_word_is_not_dropped(kind: Kind) -> None:
    """A pattern or fuzzy word without a word in the index finds nothing beside others."""
    with kind.searcher([article("a", "cloud", provider="P")]) as searcher:
        for q in ("xyz* provider:p", "xyzzy~ provider:p", 'xyz* "cloud"', "xyz* AND cloud"):
            assert ask_strictly(searcher, q) == 0, q


def test_everything_beside_a_word_is_the_word(kind: Kind) -> None:
    """``*`` beside a word does not find everything."""
    with kind.searcher([article("a", "cloud"), article("b", "sun")]) as searcher:
        assert found(searcher, "* cloud") == {"a"}
        assert found(searcher, "cloud AND *") == {"a"}
        assert found(searcher, "cloud OR *") == {"a", "b"}
        assert found(searcher, "* -cloud") == {"b"}


def test_a_misspelt_word_is_mended_with_the_number_it_would_find(kind: Kind) -> None:
    """The suggestion keeps the rest of the query and the filters, and counts under them."""
    articles = [article(f"{n}", "kubernetes cloud", type="x" if n else "y") for n in range(4)]
    with kind.searcher(articles) as searcher:
        result = ask(searcher, 'kuberntes "cloud"', type=("x",))
    assert [(s.text, s.total) for s in result.suggestions] == [('kubernetes "cloud"', 3)]


def test_a_mended_query_that_finds_no_more_is_not_offered(kind: Kind) -> None:
    """No suggestion leads to an empty page."""
    with kind.searcher([article("a", "kubernetes", type="x")]) as searcher:
        assert ask(searcher, "kuberntes", type=("y",)).suggestions == []


def test_a_query_without_words_says_so(kind: Kind) -> None:
    """Punctuation only finds nothing, with a notice."""
    with kind.searcher([article("a")]) as searcher:
        for q in ("!!!", "\x00", '""', "NOT ?", "title:+"):
            result = ask(searcher, q)
            assert result.total == 0, q
            assert "no_words" in codes(result), q


def test_stop_words_are_optional_beside_other_words(kind: Kind) -> None:
    """``the cloud`` finds what has no ``the``; alone, in phrases or in capitals they count."""
    with kind.searcher(
        [article("a", "cloud"), article("b", "the sun"), article("c", "it")]
    ) as searcher:
        assert found(searcher, "the cloud") == {"a"}
        assert found(searcher, "the") == {"b"}
        assert found(searcher, '"the sun"') == {"b"}
        assert ask_strictly(searcher, "IT cloud") == 0


def test_microseconds_decide_the_order(kind: Kind) -> None:
    """Articles of the same second are ordered by what comes after it."""
    times = ["2021-01-01T00:00:00.000002", "2021-01-01T00:00:00.000003", "2021-01-01"]
    with kind.searcher([article(f"{n}", published=t) for n, t in enumerate(times)]) as searcher:
        assert ids(ask(searcher)) == ["1", "0", "2"]
        assert ids(ask(searcher, sort="oldest")) == ["2", "0", "1"]


def test_dates_at_both_ends_of_the_calendar_are_counted(kind: Kind) -> None:
    """The years 1 and 9999, which other programs write for "none", do no harm."""
    ends = [article("a", published="0001-01-01"), article("b", published="9999-12-31T23:59:59")]
    with kind.searcher(ends) as searcher:
        result = ask(searcher)
        last = ask(searcher, from_="9999-12", to="9999-12-31")
        many = ask(searcher, from_="9998", to="9999")
        first = ask(searcher, to="0001")
    assert (len(result.facets.date.buckets), result.facets.date.earlier) == (1, 1)
    assert [hit.published for hit in result.hits] == [
        "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z",
    ]
    assert last.total == many.total == first.total == 1
    assert many.facets.date.buckets[-1].end == "9999-12-31"


def test_relevance_puts_words_in_the_title_first(kind: Kind) -> None:
    """A word weighs more in the title than in the excerpt, and there more than in a topic."""
    with kind.searcher(
        [
            article("topic", "one", excerpt="two", topics=("cloud",)),
            article("excerpt", "one", excerpt="cloud", topics=("two",)),
            article("title", "cloud", excerpt="one", topics=("two",)),
        ]
    ) as searcher:
        assert ids(ask(searcher, "cloud")) == ["title", "excerpt", "topic"]


def ask_strictly(searcher: Searcher, q: str) -> int:
    """Return how many articles have all the words of a query."""
    return searcher.find(Criteria(q=q, today=TODAY), relax=False).total
