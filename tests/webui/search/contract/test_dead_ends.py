"""Where nothing was found: what else there is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Article
from tests.webui.search.contract.support.backends import Kind
from tests.webui.search.contract.support.drawing import archives, searches
from tests.webui.search.contract.support.same import ask
from tests.webui.search.library import TODAY, article, asking, generated
from tests.webui.search.reference.backend import ReferenceBackend
from webui.search.criteria.criteria import Criteria


@pytest.mark.slow
@generated(9)
@given(articles=archives(6), asked=st.lists(searches(), min_size=5, max_size=5))
def test_ways_out_equal_those_of_the_reference(
    other: Kind, articles: list[Article], asked: list[Criteria]
) -> None:
    """The searches with one thing less, in the same order."""
    with (
        other.searcher(articles) as searcher,
        ReferenceBackend(articles).searcher() as reference,
    ):
        for criteria in asked:
            ours, theirs = searcher.find(criteria), reference.find(criteria)
            assert list(ours.ways_out()) == theirs.ways_out()


def test_each_way_out_has_one_thing_less_and_finds_something(kind: Kind) -> None:
    """Those that find least come first; what finds nothing is not offered."""
    articles = [
        article("a", "storm", provider="P", published="2021-05-01"),
        article("b", "storm", provider="Q", published="2020-05-01"),
        article("c", "storm", provider="Q", published="2021-05-02"),
        article("d", "calm", provider="P", published="2020-05-01"),
    ]
    asked = asking(q="storm", provider=["P"], from_="2022", page=3, today=TODAY)
    with kind.searcher(articles) as searcher:
        ways = searcher.find(asked).ways_out()
        totals = [ask(searcher, "storm", provider=["P"]).total, ask(searcher, "storm").total]
    assert [(way.label, way.total) for way in ways] == [("at any time", 1), ("without filters", 3)]
    assert [way.total for way in ways] == totals
    assert [way.criteria.parameters() for way in ways] == [
        [("q", "storm"), ("provider", "P")],
        [("q", "storm")],
    ]


def test_any_of_the_words_is_a_way_out(kind: Kind) -> None:
    """Where all words are found, but not under the filters, some of them may be."""
    articles = [article("a", "storm at sea", type="x"), article("b", "sea", type="y")]
    with kind.searcher(articles) as searcher:
        ways = searcher.find(asking(q="storm sea", type=["y"], today=TODAY)).ways_out()
    assert [(way.label, way.criteria.match, way.total) for way in ways] == [
        ("in any type", "all", 1),
        ("with any of the words", "any", 1),
        ("with any of the words and without filters", "any", 2),
    ]


def test_looking_everywhere_is_a_way_out(kind: Kind) -> None:
    """Where the words stand, but not where they were looked for, that is offered."""
    articles = [article("a", "storm", topics=("Sea",)), article("b", "calm", topics=("Sea",))]
    with kind.searcher(articles) as searcher:
        ways = searcher.find(
            asking(q="storm sea", in_=("title",), type=["x"], today=TODAY)
        ).ways_out()
        found = {way.label: (way.criteria.in_, way.total) for way in ways}
        assert "in title, excerpt and topics" not in found
        ways = searcher.find(asking(q="sea", in_=("title", "excerpt"), today=TODAY)).ways_out()
    assert [(way.label, way.criteria.in_, way.total) for way in ways] == [
        ("in title, excerpt and topics", (), 2)
    ]


def test_a_provider_near_the_one_that_was_named_is_a_way_out(kind: Kind) -> None:
    """A slip in a name leads to the name, or to the search without it."""
    articles = [
        article("a", "storm", provider="Meridian Wire"),
        article("b", "storm", provider="Radio Sarn"),
        article("c", "calm", provider="Meridian Wire"),
    ]
    with kind.searcher(articles) as searcher:
        ways = searcher.find(asking(q='storm provider:"Meridan Wire"', today=TODAY)).ways_out()
        alone = searcher.find(asking(q='provider:"Meridan Wire"', today=TODAY)).ways_out()
        nobody = searcher.find(asking(q="provider:xyz", today=TODAY)).ways_out()
    assert [(way.label, way.criteria.q, way.total) for way in ways] == [
        ('with provider:"Meridian Wire"', 'storm provider:"Meridian Wire"', 1),
        ('without provider:"Meridan Wire"', "storm", 2),
    ]
    assert [(way.criteria.q, way.total) for way in alone] == [('provider:"Meridian Wire"', 2)]
    assert list(nobody) == []


def test_order_size_and_folding_stay(kind: Kind) -> None:
    """What is no filter is the same in the other search, but for the page."""
    criteria = asking(
        q="title", topic=["x"], sort="oldest", group="story", size=50, measure="share", page=2,
        images=False, find_topic=["e"], today=TODAY,
    )  # fmt: skip
    with kind.searcher([article("a")]) as searcher:
        ways = searcher.find(criteria).ways_out()
    assert criteria.including("topic") in [way.criteria for way in ways]
    assert {(way.criteria.sort, way.criteria.group, way.criteria.page) for way in ways} == {
        ("oldest", "story", 1)
    }


def test_an_index_without_articles_has_no_way_out(kind: Kind) -> None:
    """Where nothing can be found, nothing is offered."""
    with kind.searcher() as searcher:
        assert list(searcher.find(asking(q="x", topic=["y"], today=TODAY)).ways_out()) == []


def test_an_archive_that_ended_long_ago_has_last_days(kind: Kind) -> None:
    """Where nothing is of the last days, those before the newest article are offered."""
    with kind.searcher(
        [article("a", published="2019-05-01"), article("b", published="2019-04-01")]
    ) as searcher:
        ways = searcher.find(Criteria(last="7d", today=TODAY)).ways_out()
    found = {way.label: (way.criteria.from_, way.criteria.to, way.total) for way in ways}
    assert found["the last 7 days of the index"] == ("2019-04-25", "2019-05-01", 1)
