"""Articles like an article, related to it, and beside it among the hits of a search."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from indexer.contract.article import Article
from tests.support.stories.events import telling
from tests.webui.search.contract.support.backends import Kind
from tests.webui.search.contract.support.drawing import archives, searches
from tests.webui.search.contract.support.same import has_order, is_clear
from tests.webui.search.library import TODAY, article, asking, generated
from tests.webui.search.reference.answers.similar import similar_to, telling_words
from tests.webui.search.reference.backend import ReferenceBackend
from webui.search.backend import Searcher
from webui.search.criteria.criteria import Criteria

VAULT = article("vault", "Key Vault availability raised", excerpt="A better SLA for keys.")
LIBRARY = [
    VAULT,
    article("keys", "Managed keys", excerpt="The vault for keys is available in Malaysia."),
    article("sla", "Directory availability", excerpt="The new SLA is better."),
    article("cats", "Cats in Malaysia", excerpt="They are in the way."),
]


@pytest.mark.slow
@generated(9)
@given(articles=archives())
def test_similar_articles_equal_those_of_the_reference(
    other: Kind, articles: list[Article]
) -> None:
    """The same articles, the best first, unless the scores hardly differ."""
    with (
        other.searcher(articles) as searcher,
        ReferenceBackend(articles).searcher() as reference,
    ):
        for item in articles if other.exact else ():
            entry = reference.archive.by_id[item.id]
            scores = similar_to(reference.archive, entry)
            for most in (2, 99):
                ours, theirs = similar(searcher, item.id, most), similar(reference, item.id, most)
                assert len(ours) == len(theirs)
                if is_clear(scores, telling_words(reference.archive, entry)):
                    assert ours == theirs
                elif most > len(scores):
                    assert set(ours) == set(theirs)


def similar(searcher: Searcher, id: str, most: int = 5) -> list[str]:
    """Return the ids of the articles that are similar to one, the best one first."""
    return [found.id for found in searcher.neighbours(id, 0, most).similar]


def test_articles_on_the_same_matter_are_found(kind: Kind) -> None:
    """Those that share telling words are, whatever their case and ending; others are not."""
    with kind.searcher(LIBRARY) as searcher:
        assert set(similar(searcher, "vault")) == {"keys", "sla"}
        assert similar(searcher, "keys") == ["vault"]
        assert similar(searcher, "nobody") == []


def test_an_article_that_shares_more_comes_first(kind: Kind) -> None:
    """The order is that of the scores."""
    better = article("better", "Key Vault availability", excerpt="A raised SLA.")
    with kind.searcher([*LIBRARY, better]) as searcher:
        assert similar(searcher, "vault")[0] == "better"
        assert similar(searcher, "vault", 1) == ["better"]


def test_the_story_is_left_out(kind: Kind) -> None:
    """Articles of the same story are listed elsewhere."""
    same = article("same", VAULT.title, excerpt=VAULT.excerpt, published="2021-01-02")
    vault = replace(VAULT, published=same.published)
    with kind.searcher([vault, same, *LIBRARY[1:]]) as searcher:
        assert set(similar(searcher, "vault")) == {"keys", "sla"}
        assert [one.id for one in searcher.neighbours("vault", 9, 0).story] == ["same"]
    with kind.searcher([VAULT, same, *LIBRARY[1:]]) as searcher:
        assert similar(searcher, "vault")[0] == "same"


def test_a_single_shared_word_is_a_coincidence(kind: Kind) -> None:
    """Of two telling words, an article must have both."""
    articles = [
        article("a", "Cloud outage"),
        article("b", "Cloud prices"),
        article("c", "An outage"),
        article("d", "Outage in a cloud"),
    ]
    with kind.searcher(articles) as searcher:
        assert similar(searcher, "a") == ["d"]


def test_a_single_word_is_enough_where_there_is_no_other(kind: Kind) -> None:
    """An article of one word is similar to those that have it."""
    articles = [article("a", "Volocopter"), article("b", "The Volocopter flies")]
    with kind.searcher(articles) as searcher:
        assert similar(searcher, "a") == ["b"]


def test_stop_words_tell_nothing(kind: Kind) -> None:
    """Words that every text has make nothing similar, not even where there are no others."""
    articles = [article("a", "What is it about?"), article("b", "What is it about?")]
    with kind.searcher(articles) as searcher:
        assert similar(searcher, "a") == []


def test_ties_are_the_newest_first_then_by_id(kind: Kind) -> None:
    """Articles of the same words have an order of their own."""
    words = "cloud outage"
    articles = [
        article("d", words),
        article("c", words, published="2021-01-01"),
        article("b", words, published="2021-01-02"),
        article("a", words, published="2021-01-01"),
        article("x", words),
    ]
    with kind.searcher(articles) as searcher:
        assert similar(searcher, "x") == ["b", "a", "c", "d"]


def test_related_are_what_the_importer_names(kind: Kind) -> None:
    """In the order of the file, as far as there are such articles; nobody names itself."""
    urls = [f"https://e.com/{number}" for number in range(4)]
    articles = [
        article("a", web_url=urls[0], related=(urls[2], urls[0], urls[3], urls[1])),
        article("b", web_url=urls[1], published="2021-01-01", related=(urls[0],)),
        article("c", web_url=urls[1], published="2021-01-02"),
        article("d", web_url=urls[2]),
        article("e", web_url=urls[0]),
        article("f"),
    ]
    with kind.searcher(articles) as searcher:
        found = [searcher.neighbours(item.id, 0, 1, 3) for item in articles]
        assert searcher.neighbours("nobody", 9, 9, 9).related == []
    named = [[one.id for one in neighbours.related] for neighbours in found]
    assert named == [["d", "e", "c"], ["a", "e"], [], [], [], []]
    assert [neighbours.related_total for neighbours in found] == [4, 2, 0, 0, 0, 0]


@pytest.mark.slow
@generated(9)
@given(articles=archives())
def test_related_articles_equal_those_of_the_reference(
    other: Kind, articles: list[Article]
) -> None:
    """The same articles in the same order, however often a URL is named, and their number."""
    with (
        other.searcher(articles) as searcher,
        ReferenceBackend(articles).searcher() as reference,
    ):
        for item in articles:
            for most in (1, 9):
                ours = searcher.neighbours(item.id, 0, 1, most)
                theirs = reference.neighbours(item.id, 0, 1, most)
                assert (ours.related, ours.related_total) == (theirs.related, theirs.related_total)


@pytest.mark.slow
@generated(24)
@given(articles=archives(), asked=searches())
def test_places_among_hits_equal_those_of_the_reference(
    other: Kind, articles: list[Article], asked: Criteria
) -> None:
    """Of every article: where it stands, what stands beside it, and what is marked in it."""
    with (
        other.searcher(articles) as searcher,
        ReferenceBackend(articles).searcher() as reference,
    ):
        finding, expected = searcher.find(asked), reference.find(asked)
        by_score = asked.effective_sort == "relevance"
        is_ordered = not by_score or (other.exact and has_order(expected))
        for item in articles:
            ours, theirs = finding.around(item.id), expected.around(item.id)
            assert finding.highlights(item.id) == expected.highlights(item.id)
            if is_ordered:
                assert ours == theirs
            else:
                assert (ours and ours.total) == (theirs and theirs.total)


@pytest.mark.parametrize("group", ["", "story"])
def test_places_go_through_all_hits_in_order(kind: Kind, group: str) -> None:
    """From the first one, the next of each leads through all pages, and the previous one back."""
    articles = [
        article(f"{number * 7 % 30:02}", "Ferry", excerpt=f"{number % 5}", quality=number % 3,
                published="2021-01-01" if number < 10 else None)
        for number in range(30)
    ]  # fmt: skip
    asked = asking(sort="quality", group=group, size=100, today=TODAY)
    with kind.searcher(articles) as searcher:
        finding = searcher.find(asked)
        listed = [hit.id for hit in finding.page().hits]
        for place, id in enumerate(listed):
            around = finding.around(id)
            assert around is not None
            assert (around.position, around.total) == (place + 1, len(listed))
            beside = [one and one.id for one in (around.previous, around.next)]
            assert beside == [([None, *listed])[place], [*listed, None][place + 1]]


def test_an_article_that_is_folded_stands_where_its_story_does(kind: Kind) -> None:
    """Whichever of the story's hits it is; one that is not found stands nowhere."""
    articles = [
        article("a", "Ferry", published="2022-01-05"),
        article("b", "Ferry crews", excerpt=telling(0, "b"), published="2021-01-04", provider="P"),
        article("c", "Ferry", published="2020-01-03"),
        article("d", "Ferry crews", excerpt=telling(0, "d"), published="2021-01-01", provider="Q"),
        article("e", "Crews", excerpt=telling(0, "d"), published="2021-01-02"),
    ]
    with kind.searcher(articles) as searcher:
        finding = searcher.find(asking(q="ferry", sort="newest", group="story", today=TODAY))
        first, folded = finding.around("b"), finding.around("d")
        assert finding.around("e") is None
        assert finding.around("nobody") is None
    assert first is not None
    assert first == folded
    assert (first.position, first.total) == (2, 3)
    assert [one and one.id for one in (first.previous, first.next)] == ["a", "c"]


def test_words_are_marked_in_all_of_an_article(kind: Kind) -> None:
    """Not only in what a hit shows of it, and in one that is no hit, too."""
    text = "sail " * 300 + "ferries & boats"
    articles = [article("a", "A <ferry>", excerpt=text), article("b", "Ferry", type="video")]
    with kind.searcher(articles) as searcher:
        finding = searcher.find(asking(q="ferry", type=["video"], today=TODAY))
        marked = finding.highlights("a")
        assert finding.around("a") is None
        assert finding.highlights("nobody") is None
    assert marked is not None
    assert marked.title == "A &lt;<mark>ferry</mark>&gt;"
    assert marked.excerpt == "sail " * 300 + "<mark>ferries</mark> &amp; boats"
