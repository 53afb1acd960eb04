"""Articles on the same matter, on real indexes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Article
from tests.webui.search.library import article, generated, in_segments, opened
from tests.webui.search.reference.histories import made_up
from tests.webui.search.reference.stories import stories_of
from webui.search.local.answers.articles.similar import similar, telling_words
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.query.terms import stems

VAULT = article("vault", "Key Vault availability raised", excerpt="A better SLA for keys.")
LIBRARY = [
    VAULT,
    article("keys", "Managed keys", excerpt="The vault for keys is available in Malaysia."),
    article("sla", "Directory availability", excerpt="The new SLA is better."),
    article("cats", "Cats in Malaysia", excerpt="They are in the way."),
]

TEXTS = st.one_of(
    st.text(max_size=30),
    st.lists(
        st.sampled_from(
            ["vault", "Keys", "the", "IT", "c#", "数据", "naïve", "don't", "\u0301", "9"]
        ),
        max_size=8,
    ).map(" ".join),
)


def ids(snapshot: Snapshot, article_id: str, count: int = 5) -> list[str]:
    """Return the ids of the articles that are similar to one, the best one first."""
    doc = snapshot.find(article_id)
    assert doc is not None
    return [snapshot.columns.ids[found] for found in similar(snapshot, doc, count)]


def test_words_that_nobody_else_has_find_nothing() -> None:
    """Neither does an article without words."""
    alone = article("alone", "Volocopter", excerpt="Novibet, Novibet.")
    with opened([*LIBRARY, alone, article("none", "?!", excerpt="…")]) as snapshot:
        assert telling_words(snapshot, len(LIBRARY)) == []
        assert ids(snapshot, "alone") == []
        assert ids(snapshot, "none") == []


def test_very_common_words_are_the_last_resort() -> None:
    """They tell nothing beside rarer ones, and are searched where these are missing."""
    common = [article(f"{number:03}", f"azure news {number}") for number in range(150)]
    with opened(
        [*common, article("x", "azure news outage"), article("y", "outage"), article("z", "azure")]
    ) as snapshot:
        assert telling_words(snapshot, 150) == ["outag"]
        assert ids(snapshot, "x") == ["y"]
        assert telling_words(snapshot, 152) == ["azur"]
        assert len(ids(snapshot, "z")) == 5


def test_words_of_the_title_count_twice() -> None:
    """Of words that are equally rare, those of the title tell more."""
    with opened(
        [
            article("a", "one two", excerpt="three four four"),
            article("b", "four three"),
            article("c", "five", excerpt="two one"),
        ]
    ) as snapshot:
        assert telling_words(snapshot, 0) == ["one", "two", "four", "three"]


def test_deleted_articles_are_not_similar() -> None:
    """An article that was deleted is not found, though its words are still in the segment."""
    with opened(LIBRARY, deleted=["sla"]) as snapshot:
        assert ids(snapshot, "vault") == ["keys"]


def test_only_the_beginning_of_a_huge_text_is_read() -> None:
    """What stands far behind in an excerpt of a million characters tells nothing."""
    huge = article("huge", "Cloud outage", excerpt="filler " * 150_000 + "volocopter")
    others = [article("a", "cloud outage"), article("b", "volocopter"), article("c", "filler")]
    with opened([huge, *others]) as snapshot:
        assert set(telling_words(snapshot, 0)) == {"cloud", "outag", "filler"}


@pytest.mark.parametrize("text", ["数据库" * 2000, "\u0301" * 5000, "a" * 100_000, "c# " * 3000])
def test_odd_texts_are_bounded(text: str) -> None:
    """Texts without spaces, letters or end are like any other."""
    with opened([article("a", text, excerpt=text), article("b", text[:50])]) as snapshot:
        assert set(ids(snapshot, "a")) <= {"b"}
        assert len(telling_words(snapshot, 0)) <= 12


@generated(18)
@given(
    st.lists(st.tuples(TEXTS, TEXTS, st.booleans()), min_size=1, max_size=8),
    st.lists(st.integers(1, 7), max_size=2),
)
def test_all_that_share_enough_words_are_found_and_nothing_else(
    texts: list[tuple[str, str, bool]], cuts: list[int]
) -> None:
    """The articles are those that a search word by word finds, however they are stored."""
    articles: list[Article] = [
        article(
            f"{number}", title, excerpt=excerpt,
            published="2021-01-01" if dated else None,
        )
        for number, (title, excerpt, dated) in enumerate(texts)
    ]  # fmt: skip
    story = stories_of(articles, made_up)
    has = {one.id: {t.text for t in [*stems(one.title), *stems(one.excerpt)]} for one in articles}
    with opened(articles) as snapshot, opened(*in_segments(articles, cuts)) as cut:
        for doc, one in enumerate(articles):
            telling = telling_words(snapshot, doc)
            assert telling_words(cut, doc) == telling
            assert len(set(telling)) == len(telling)
            need = min(len(telling), max(2, len(telling) * 3 // 10))
            expected = {
                other
                for other, words in has.items()
                if telling and len(words & set(telling)) >= need and other != one.id
            }
            found = ids(snapshot, one.id)
            assert set(found) == expected - set(story[one.id].members) or len(found) == 5
            assert set(found) <= expected
            assert ids(cut, one.id) == found
