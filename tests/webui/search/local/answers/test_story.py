"""One story, as it is answered."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Article, Image, Provider
from tests.webui.search.library import article, generated, opened
from webui.search.local.answers.story import MAX_LISTED, mark_headlines, story_detail
from webui.search.query.terms import words

HUB = "https://e.com/hub"


def story_of(*others: Article) -> list[Article]:
    """Return articles of one story, which an article without a date or provider joins."""
    return [article("hub", "Hub", web_url=HUB), *others]


def member(id: str, title: str = "Ferry", **fields: object) -> Article:
    """Return an article of the story."""
    return article(id, title, related=(HUB,), **fields)


ARTICLES = story_of(
    member("c", published="2021-01-02T10:00:00", provider="Q"),
    member(
        "b",
        published="2021-01-01T09:59:59.999999",
        provider=Provider("P", "p.example"),
        excerpt="Crews",
        url="https://p.example/b",
        image=Image("https://p.example/b.png"),
    ),
    member("e", published="2021-01-01T10:00:01.5", provider=Provider("", "r.example")),
    member("d", published="2021-01-02T10:00:00", provider="Q"),
    member("a", provider="S"),
    member("f", published="2021-01-03", provider=Provider("P", "other.example")),
)


def test_articles_are_in_order_of_time() -> None:
    """The earliest first, those of one time by id, those without a date last, by id, too."""
    with opened(ARTICLES[:3], ARTICLES[3:]) as snapshot:
        details = [story_detail(snapshot, doc) for doc in range(len(ARTICLES))]
    assert all(detail == details[0] for detail in details)
    detail = details[0]
    assert [one.id for one in detail.articles] == ["b", "e", "c", "d", "f", "a", "hub"]
    assert [one.after_seconds for one in detail.articles] == [
        0, 2, 86401, 86401, 136801, None, None,
    ]  # fmt: skip
    assert (detail.id, detail.size, detail.providers) == ("b", 7, 4)
    assert (detail.first, detail.last) == ("2021-01-01T09:59:59Z", "2021-01-03T00:00:00Z")


def test_an_article_says_what_a_hit_says() -> None:
    """Its data, plain; what is missing is null."""
    with opened(ARTICLES) as snapshot:
        first, *_, last = story_detail(snapshot, 0).articles
    assert first.model_dump() == {
        "id": "b", "title": "Ferry", "excerpt": "Crews", "url": "https://p.example/b",
        "provider": {"name": "P", "domain": "p.example"}, "published": "2021-01-01T09:59:59Z",
        "image": "https://p.example/b.png", "after_seconds": 0, "highlights": {"title": "Ferry"},
    }  # fmt: skip
    assert last.model_dump() == {
        "id": "hub", "title": "Hub", "excerpt": "", "url": None, "provider": None,
        "published": None, "image": None, "after_seconds": None,
        "highlights": {"title": "<mark>Hub</mark>"},
    }  # fmt: skip


def test_providers_are_in_the_order_of_their_first_articles() -> None:
    """One row for each value of the facet, and one for the articles without a provider."""
    with opened(ARTICLES) as snapshot:
        rows = story_detail(snapshot, 0).by_provider
    assert [(row.provider, row.first, row.after_seconds, row.articles) for row in rows] == [
        ("P", "b", 0, 2),
        ("r.example", "e", 2, 1),
        ("Q", "c", 86401, 2),
        ("S", "a", None, 1),
        (None, "hub", None, 1),
    ]
    assert [row.published for row in rows[2:4]] == ["2021-01-02T10:00:00Z", None]


def test_an_article_that_is_alone_is_a_story_of_one() -> None:
    """Nothing of its headline is marked."""
    with opened([article("a", "<b>Ferry", published="2021-01-01"), article("b")]) as snapshot:
        detail = story_detail(snapshot, 0)
        undated = story_detail(snapshot, 1)
    assert (detail.id, detail.size, detail.providers) == ("a", 1, 0)
    assert [one.highlights.title for one in detail.articles] == ["&lt;b&gt;Ferry"]
    assert (undated.first, undated.last, undated.by_provider[0].published) == (None, None, None)
    assert undated.articles[0].after_seconds is None


def test_a_large_story_is_cut_and_says_how_large_it_is() -> None:
    """The first articles are listed, of the first providers; the counts are those of all."""
    start, count = datetime(2021, 1, 1), MAX_LISTED + 3
    articles = [
        member(f"{n:03}", published=(start + timedelta(hours=n)).isoformat(), provider=f"P{n}")
        for n in range(count)
    ]
    with opened([*reversed(articles), article("hub", web_url=HUB, provider="P1")]) as snapshot:
        detail = story_detail(snapshot, 0)
    listed = [one.id for one in articles[:MAX_LISTED]]
    assert (detail.size, detail.providers) == (count + 1, count)
    assert detail.last == (start + timedelta(hours=count - 1)).isoformat() + "Z"
    assert [one.id for one in detail.articles] == listed
    assert [row.first for row in detail.by_provider] == listed
    assert [row.articles for row in detail.by_provider[:3]] == [1, 2, 1]


@pytest.mark.parametrize(
    ("headlines", "marked"),
    [
        (["A ferry", "A strike"], ["A <mark>ferry</mark>", "A <mark>strike</mark>"]),
        (["Ferry strike", "FÉRRY, strike!"], ["Ferry strike", "FÉRRY, strike!"]),
        (["Strike strike", "Strikes"], ["<mark>Strike strike</mark>", "<mark>Strikes</mark>"]),
        (["A", "A", "B"], ["A", "A", "<mark>B</mark>"]),
        (["Ferry"], ["Ferry"]),
        (["R&D <b>", "R&D"], ["R&amp;D &lt;<mark>b</mark>&gt;", "R&amp;D"]),
        ([], []),
    ],
)  # fmt: skip
def test_words_of_one_headline_only_are_marked(headlines: list[str], marked: list[str]) -> None:
    """Words are whole and unstemmed; case and accents make no difference."""
    assert mark_headlines(headlines) == marked


WORDS = {
    "ferry": "ferry", "Férry": "ferry", "strike": "strike", "strikes": "strikes",
    "<mark>": "mark", "&amp;": "amp", "'x\"": "x", "…": "",
}  # fmt: skip


@generated(200)
@given(st.lists(st.lists(st.sampled_from(list(WORDS)), max_size=5), max_size=4))
def test_marks_hold_the_words_that_no_other_headline_has(texts: list[list[str]]) -> None:
    """The text is that of the headline, escaped; a word is marked just if it is nobody else's."""
    headlines = [" ".join(pieces) for pieces in texts]
    folded = [{WORDS[piece] for piece in pieces} - {""} for pieces in texts]
    for place, html in enumerate(mark_headlines(headlines)):
        pieces = re.split("(</?mark>)", html)
        assert all("<" not in piece for piece in pieces[::2])
        assert unescape("".join(pieces[::2])) == headlines[place]
        assert pieces[1::4] == ["<mark>"] * (len(pieces) // 4)
        found = {word.text for piece in pieces[2::4] for word in words(unescape(piece))}
        others = set[str]().union(*folded[:place], *folded[place + 1 :])
        assert found == (folded[place] - others if len(headlines) > 1 else set())


def test_a_headline_of_a_book_is_cut() -> None:
    """A text of megabytes is no headline, and costs no more than its beginning."""
    first, second = mark_headlines(["word " * 1_000_000, "word"])
    assert first == "word " * 100 + " …"
    assert second == "word"
