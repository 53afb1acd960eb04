"""Stories: how they are shown, and hits folded by them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given

from indexer.contract.article import Article, Image, Provider
from tests.support.stories.events import telling
from tests.webui.search.contract.support.backends import Kind
from tests.webui.search.contract.support.drawing import archives, searches
from tests.webui.search.contract.support.same import ask, ids, shown
from tests.webui.search.library import TODAY, article, asking, generated
from tests.webui.search.reference.backend import ReferenceBackend
from webui.search.backend import Searcher
from webui.search.criteria.criteria import Criteria
from webui.search.results.story import StoryDetail

ANYTHING = Criteria(today=TODAY)


@pytest.mark.slow
@generated(9)
@given(articles=archives(), asked=searches())
def test_stories_equal_those_of_the_reference(
    other: Kind, articles: list[Article], asked: Criteria
) -> None:
    """Of every article: its story, whole and as a search finds it, and its neighbours in it."""
    with (
        other.searcher(articles) as searcher,
        ReferenceBackend(articles).searcher() as reference,
    ):
        for item in articles:
            for criteria in (ANYTHING, asked.narrowing()):
                for whole in (False, True):
                    ours = searcher.story(item.id, criteria, whole=whole)
                    theirs = reference.story(item.id, criteria, whole=whole)
                    assert ours is not None
                    assert theirs is not None
                    assert shown(ours) == shown(theirs)
                    assert searcher.story_id(item.id) == theirs.id
            for most in (0, 1, 9):
                assert (
                    searcher.neighbours(item.id, most, 0).story
                    == reference.neighbours(item.id, most, 0).story
                )


def test_an_article_that_there_is_not_has_no_story(kind: Kind) -> None:
    """Neither an id nor anything else."""
    with kind.searcher([article("a")]) as searcher:
        assert searcher.story_id("b") is None
        assert searcher.story("b", ANYTHING) is None


def member(id: str, title: str = "Ferry crews", **fields: object) -> Article:
    """Return an article of the story."""
    return article(id, title, excerpt=telling(0, id), **fields)


# That "d" and "f" came in first of all, ``histories`` says.
ARTICLES = [
    member("hub", "Ferry crews: hub", published="2021-01-03T10:00:00"),
    member("c", published="2021-01-02T10:00:00", provider="Q"),
    member(
        "b", published="2021-01-01T09:59:59.999999", provider=Provider("P", "p.example"),
        url="https://p.example/b", image=Image("https://p.example/b.png"),
    ),
    member("e", published="2021-01-01T10:00:01.5", provider=Provider("", "r.example")),
    member("d", published="2021-01-02T10:00:00", provider="Q"),
    member("a", published="2021-01-03T01:00:00", provider="S"),
    member("f", published="2021-01-03", provider=Provider("P", "other.example")),
]  # fmt: skip


def story(searcher: Searcher, id: str, **fields: object) -> StoryDetail:
    """Return a story that there is."""
    detail = searcher.story(id, asking(**fields, today=TODAY))
    assert detail is not None
    return detail


def test_articles_are_in_order_of_time(kind: Kind) -> None:
    """The earliest first, those of one time by id; the first one indexed lends its id."""
    with kind.searcher(ARTICLES) as searcher:
        details = [story(searcher, item.id) for item in ARTICLES]
    assert all(detail == details[0] for detail in details)
    detail = details[0]
    assert [one.id for one in detail.articles] == ["b", "e", "c", "d", "f", "a", "hub"]
    assert [one.after_seconds for one in detail.articles] == [
        0, 2, 86401, 86401, 136801, 140401, 172801,
    ]  # fmt: skip
    assert (detail.id, detail.size, detail.providers, detail.found) == ("d", 7, 4, None)
    assert (detail.first, detail.last) == ("2021-01-01T09:59:59Z", "2021-01-03T10:00:00Z")


def test_an_article_says_what_a_hit_says(kind: Kind) -> None:
    """Its data, plain; what is missing is null. Words of its own headline are marked."""
    with kind.searcher(ARTICLES) as searcher:
        first, *_, last = story(searcher, "hub").articles
    assert first.model_dump() == {
        "id": "b", "title": "Ferry crews", "excerpt": telling(0, "b"), "url": "https://p.example/b",
        "provider": {"name": "P", "domain": "p.example"}, "published": "2021-01-01T09:59:59Z",
        "precision": "second",
        "image": "https://p.example/b.png", "after_seconds": 0, "copy_of": None,
        "highlights": {"title": "Ferry crews"},
    }  # fmt: skip
    assert last.model_dump() == {
        "id": "hub", "title": "Ferry crews: hub", "excerpt": telling(0, "hub"), "url": None,
        "provider": None, "published": "2021-01-03T10:00:00Z", "precision": "second",
        "image": None, "after_seconds": 172801, "copy_of": None,
        "highlights": {"title": "Ferry crews: <mark>hub</mark>"},
    }  # fmt: skip


def test_providers_are_in_the_order_of_their_first_articles(kind: Kind) -> None:
    """One row for each value of the facet, and one for the articles without a provider."""
    with kind.searcher(ARTICLES) as searcher:
        rows = story(searcher, "hub").by_provider
    assert [(row.provider, row.first, row.after_seconds, row.articles) for row in rows] == [
        ("P", "b", 0, 2),
        ("r.example", "e", 2, 1),
        ("Q", "c", 86401, 2),
        ("S", "a", 140401, 1),
        (None, "hub", 172801, 1),
    ]
    assert [row.published for row in rows[2:4]] == ["2021-01-02T10:00:00Z", "2021-01-03T01:00:00Z"]
    assert [row.precision for row in rows[2:4]] == ["second", "second"]


def test_midnight_stands_for_a_day(kind: Kind) -> None:
    """It is what importers write who know no more; what is left out is not in the JSON."""
    articles = [
        member("hub", published="2021-01-01"),
        member("b", published="2021-01-01T00:00:01", provider="P"),
        member("c", published="2021-01-01T00:00:00.5", provider="Q"),
    ]
    with kind.searcher(articles) as searcher:
        detail = story(searcher, "hub")
    assert [one.precision for one in detail.articles] == ["day", "day", "second"]
    assert [row.precision for row in detail.by_provider] == ["day", "day", "second"]
    sent = detail.model_dump(mode="json")
    assert not {"found"} & {*sent, *sent["articles"][0]}
    assert sent["articles"][0]["highlights"].keys() == {"title"}


def test_a_search_narrows_a_story_unless_it_finds_nothing_of_it(kind: Kind) -> None:
    """What it finds is listed and counted; the size and the id are those of the whole story."""
    with kind.searcher([*ARTICLES, article("z", "Elsewhere")]) as searcher:
        narrowed = story(searcher, "hub", provider=["Q"])
        nothing = story(searcher, "hub", q="elsewhere")
    assert (narrowed.id, narrowed.size, narrowed.found, narrowed.providers) == ("d", 7, 2, 1)
    assert [one.id for one in narrowed.articles] == ["c", "d"]
    assert [one.after_seconds for one in narrowed.articles] == [0, 0]
    assert (nothing.found, len(nothing.articles)) == (0, 7)
    assert [one.found for one in narrowed.articles] == [True, True]
    assert not any(one.found for one in nothing.articles)


def test_a_whole_story_says_what_a_search_finds_of_it(kind: Kind) -> None:
    """All is listed and counted as without a search; words of the query are marked."""
    with kind.searcher(ARTICLES) as searcher:
        plain = story(searcher, "hub")
        whole = searcher.story("hub", asking(q="hubs", today=TODAY), whole=True)
        filtered = searcher.story("hub", asking(provider=["Q"], today=TODAY), whole=True)
    assert whole is not None
    assert filtered is not None
    assert (whole.found, whole.by_provider, whole.copies) == (1, plain.by_provider, plain.copies)
    assert {one.id: one.found for one in whole.articles} == {
        one.id: one.id == "hub" for one in plain.articles
    }
    assert whole.articles[-1].highlights.query == "Ferry crews: <mark>hub</mark>"
    assert whole.articles[0].highlights.query == "Ferry crews"
    assert [one.found for one in filtered.articles] == [one.id in "cd" for one in plain.articles]
    assert filtered.articles[0].highlights.query is None


def test_an_article_that_is_alone_is_a_story_of_one(kind: Kind) -> None:
    """Nothing of its headline is marked; what is no article has no story."""
    with kind.searcher(
        [article("a", "<b>Ferry", published="2021-01-01"), article("b")]
    ) as searcher:
        detail, undated = story(searcher, "a"), story(searcher, "b")
        assert searcher.story("c", ANYTHING) is None
        assert searcher.neighbours("c", 9, 9).story == []
    assert (detail.id, detail.size, detail.providers) == ("a", 1, 0)
    assert [one.highlights.title for one in detail.articles] == ["&lt;b&gt;Ferry"]
    assert (undated.first, undated.last, undated.by_provider[0].published) == (None, None, None)
    assert undated.articles[0].after_seconds is None


@pytest.mark.slow
def test_a_large_story_is_cut_and_says_how_large_it_is(kind: Kind) -> None:
    """The first 500 articles are listed, of the first providers; the counts are those of all."""
    start, count = datetime(2021, 1, 1), 503
    articles = [
        article(
            f"{n:03}", "Ferry", published=(start + timedelta(minutes=n)).isoformat(),
            provider=f"P{n or 1}",
        )
        for n in range(count + 1)
    ]  # fmt: skip
    with kind.searcher([*reversed(articles)]) as searcher:
        detail = story(searcher, "503")
    listed = [item.id for item in articles[:500]]
    assert (detail.size, detail.providers, detail.copies) == (count + 1, count, count)
    assert detail.last == (start + timedelta(minutes=count)).isoformat() + "Z"
    assert [item.id for item in detail.articles] == listed
    assert [row.first for row in detail.by_provider] == ["000", *listed[2:], "500"]
    assert [row.articles for row in detail.by_provider[:3]] == [2, 1, 1]


def test_hits_of_a_story_are_folded_under_the_best_one(kind: Kind) -> None:
    """Others are the newest first, three at the most; pages are made of stories."""
    with kind.searcher([*ARTICLES, article("z", "Ferry", published="2000-01-01")]) as searcher:
        result = ask(searcher, "ferry", sort="newest", group="story")
        page = ask(searcher, "ferry", sort="newest", group="story", size=1, page=2)
    assert (result.total, result.stories) == (8, 2)
    assert ids(result) == ["hub", "z"]
    assert ids(page) == ["z"]
    first, last = (hit.group for hit in result.hits)
    assert first is not None
    assert last is not None
    assert (first.articles, first.providers) == (7, 4)
    assert [other.id for other in first.others] == ["a", "f", "c"]
    assert (last.articles, last.providers, last.others) == (1, 0, [])


def test_without_folding_there_are_no_groups(kind: Kind) -> None:
    """Every hit says which story it is of, by the id of the one that was first indexed."""
    with kind.searcher(ARTICLES) as searcher:
        result = ask(searcher, "hub")
    assert result.stories is None
    assert result.hits[0].group is None
    assert result.hits[0].story is not None
    assert result.hits[0].story.model_dump() == {
        "id": "d", "size": 7, "providers": 4, "copies": 0,
    }  # fmt: skip
