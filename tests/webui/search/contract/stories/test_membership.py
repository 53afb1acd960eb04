"""Which articles are one story, and which of them are copies."""

from __future__ import annotations

import pytest

from indexer.contract.article import Article
from tests.support.stories.events import headline, telling
from tests.webui.search.contract.stories.test_stories import member, story
from tests.webui.search.contract.support.backends import Kind
from tests.webui.search.contract.support.same import ask
from tests.webui.search.contract.test_states import generation as newest
from tests.webui.search.library import article
from tests.webui.serving import until

DAY = "2021-01-01"
REPORT = member("x", published=DAY, provider="P")
BARE = article("x", headline(0), published=DAY)


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        # Two reports, on one day, a week later, and too late.
        (REPORT, member("y", "Ferry crew!", published=DAY, provider="Q"), True),
        (REPORT, member("y", published="2021-01-08T12:00:00", provider="Q"), True),
        (REPORT, member("y", published="2021-01-12", provider="Q"), False),
        # Another event, and nobody knows when.
        (REPORT, article("y", "Bridge", excerpt=telling(1, "y"), published=DAY), False),
        (REPORT, member("y", provider="Q"), False),
        (member("x"), member("x2"), False),
        # The same words, at the same time and as late as may be; without an excerpt.
        (BARE, article("y", headline(0).upper(), published=DAY), True),
        (BARE, article("y", headline(0), published="2021-01-11"), True),
        (BARE, article("y", headline(0), published="2021-01-11T00:00:00.000001"), False),
        # Nothing is said.
        (article("x", "?!", published=DAY), article("y", "?!", published=DAY), False),
    ],
)
def test_two_articles_are_one_story(
    kind: Kind, one: Article, other: Article, together: bool
) -> None:
    """By what they say and when, and not if one of the two has no date or no word."""
    with kind.searcher([one, other]) as searcher:
        assert story(searcher, one.id).size == 1 + together
        assert ask(searcher, group="story").stories == 2 - together


def test_what_the_importer_relates_is_no_story(kind: Kind) -> None:
    """Neither who names an article nor several of one address report one event by that."""
    url = "https://e.com/"
    articles = [
        article("a", "Ferry", published=DAY, web_url=url),
        article("b", "Bridge", published=DAY, related=(url,)),
        article("c", "Tunnel", published=DAY, web_url=url),
    ]
    with kind.searcher(articles) as searcher:
        assert [story(searcher, item.id).size for item in articles] == [1, 1, 1]


def test_copies_are_told_from_reports(kind: Kind) -> None:
    """Texts that are nearly the same are copies of the earliest of them, whoever has them."""
    text = telling(0, "a")
    articles = [
        article("d", "FÉRRY strike!", excerpt=text, published="2021-01-03", provider="Q"),
        article("b", "Ferry strike", excerpt=text, published="2021-01-02", provider="P"),
        article("a", "Ferry – strike", excerpt=text, published="2021-01-02", provider="R"),
        article("f", "A ferry strike", excerpt=f"{text} etc", published="2021-01-04"),
        member("c", "Ferry strikes", published="2021-01-01", provider="P"),
        member("e", "Ferry", published="2021-01-03T01:00:00", provider="S"),
        article("z", "Ferry strike", published="2020-01-01", provider="P"),
    ]
    with kind.searcher(articles) as searcher:
        detail, narrowed = story(searcher, "d"), story(searcher, "d", provider=["P"])
        (hit,) = ask(searcher, "ferry", provider=["Q"]).hits
        alone = searcher.article("z")
    copied = {one.id: one.copy_of for one in detail.articles}
    assert copied == {"c": None, "a": None, "b": "a", "d": "a", "e": None, "f": "a"}
    assert (detail.size, detail.providers, detail.copies) == (6, 4, 3)
    assert [(row.provider, row.articles, row.copies) for row in detail.by_provider] == [
        ("P", 2, 1), ("R", 1, 0), ("Q", 1, 1), ("S", 1, 0), (None, 1, 1),
    ]  # fmt: skip
    assert (narrowed.copies, [one.copy_of for one in narrowed.articles]) == (1, [None, "a"])
    assert hit.story is not None
    assert hit.story.model_dump() == {"id": "d", "size": 6, "providers": 4, "copies": 3}
    assert alone is not None
    assert alone.story is None


def test_a_story_keeps_its_id_when_an_article_joins(kind: Kind) -> None:
    """Also if that one was published before all others; any member's id leads to the story."""
    before = [
        member("d", published="2021-01-02", provider="P"),
        member("b", published="2021-01-01", provider="Q"),
    ]
    with kind.make(before) as made:
        with made.backend.searcher() as searcher:
            assert [searcher.story_id(id) for id in "bd"] == ["d", "d"]
            generation = searcher.state.generation
        made.change([*before, member("c", published="2020-12-31", provider="R")])
        until(lambda: newest(made.backend) > generation, seconds=10)
        with made.backend.searcher() as searcher:
            assert [searcher.story_id(id) for id in "bcd"] == ["d", "d", "d"]
            assert story(searcher, "c").articles[0].id == "c"
