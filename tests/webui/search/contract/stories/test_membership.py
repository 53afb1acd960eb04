"""Which articles are one story, and which of them are copies."""

from __future__ import annotations

import pytest

from indexer.contract.article import Article
from tests.webui.search.contract.stories.test_stories import HUB, member, story
from tests.webui.search.contract.support.backends import Kind
from tests.webui.search.contract.support.same import ask
from tests.webui.search.library import article

AGENCY = article("x", "Ferry strike!", published="2021-01-01", provider="P")
LISTED = ("https://e.com/elsewhere",)


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (article("a", web_url=HUB), article("b", related=(HUB,)), True),
        (article("a", web_url=HUB), article("b", web_url=HUB), False),
        (article("a", related=(HUB,)), article("b", related=(HUB,)), False),
        (AGENCY, article("b", "FÉRRY – strike", published="2021-01-04", provider="Q"), True),
        (
            AGENCY,
            article("b", "Ferry strike", published="2021-01-04T00:00:00.000001", provider="Q"),
            False,
        ),
        (AGENCY, article("b", "Ferry strike", published="2021-01-01", provider="P"), False),
        (AGENCY, article("b", "Ferry strike", published="2021-01-01"), False),
        (AGENCY, article("b", "Ferry strike", provider="Q"), False),
        (AGENCY, article("b", "Ferry strikes", published="2021-01-01", provider="Q"), False),
        (
            AGENCY,
            article("b", "Ferry strike", published="2021-01-01", provider="Q", related=LISTED),
            True,
        ),
        (
            article("a", "?!", published="2021-01-01", provider="P"),
            article("b", "?!", published="2021-01-01", provider="Q"),
            False,
        ),
    ],
)
def test_two_articles_are_one_story(
    kind: Kind, one: Article, other: Article, together: bool
) -> None:
    """By a ``related`` list, or by one title of two providers within three days."""
    with kind.searcher([one, other]) as searcher:
        assert story(searcher, one.id).size == 1 + together
        assert ask(searcher, group="story").stories == 2 - together


def test_copies_of_an_article_are_one_story_if_anybody_relates_to_them(kind: Kind) -> None:
    """Two articles of one address are joined by a third that names it."""
    copies = [article("a", web_url=HUB), article("b", web_url=HUB)]
    with kind.searcher([*copies, member("c", "Other")]) as searcher:
        assert story(searcher, "a").size == 3


def test_copies_are_told_from_reports(kind: Kind) -> None:
    """Of one title, whatever its case and accents, the earliest is what the others copy."""
    articles = [
        article("hub", "Hub", web_url=HUB),
        member("d", "FÉRRY strike!", provider="Q"),
        member("b", "Ferry strike", published="2021-01-02", provider="P"),
        member("a", "Ferry – strike", published="2021-01-02", provider="R"),
        member("c", "Ferry strikes", published="2021-01-01", provider="P"),
        member("e", "?!", published="2021-01-03", provider="P"),
        member("f", "!!", published="2021-01-04"),
        article("z", "Ferry strike", published="2020-01-01", provider="P"),
    ]
    with kind.searcher(articles) as searcher:
        detail, narrowed = story(searcher, "hub"), story(searcher, "hub", provider=["P"])
        (hit,) = ask(searcher, "hub").hits
        alone = searcher.article("z")
    copied = {one.id: one.copy_of for one in detail.articles}
    assert copied == {"c": None, "a": None, "b": "a", "e": None, "f": None, "d": "a", "hub": None}
    assert (detail.size, detail.providers, detail.copies) == (7, 3, 2)
    assert [(row.provider, row.articles, row.copies) for row in detail.by_provider] == [
        ("P", 3, 1), ("R", 1, 0), (None, 2, 0), ("Q", 1, 1),
    ]  # fmt: skip
    assert (narrowed.copies, [one.copy_of for one in narrowed.articles]) == (1, [None, "a", None])
    assert hit.story is not None
    assert hit.story.model_dump() == {"id": "c", "size": 7, "providers": 3, "copies": 2}
    assert alone is not None
    assert alone.story is None
