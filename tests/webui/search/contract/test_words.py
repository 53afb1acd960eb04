"""The query language: what texts find. The syntax itself is nobody's but the parser's."""

from __future__ import annotations

import pytest

from indexer.contract.article import Provider
from tests.webui.search.contract.support.backends import Kind
from tests.webui.search.contract.support.same import ask, found, ids
from tests.webui.search.library import TODAY, article, asking, codes
from webui.search.criteria.criteria import Criteria

ARTICLES = [
    article(
        "ferry", "Ferry strike at Peñalba", excerpt="Crews vote on data-driven rosters.",
        topics=("Transport", "Labour unions"), provider=Provider("Meridian Wire", "m.bbc.co.uk"),
        type="article", published="2021-08-26T12:00:00", quality=50, heat=-1,
    ),
    article(
        "bridge", "Bridges and ferries", excerpt="The night train is late, and data is driven.",
        topics=("Transport",), provider=Provider("", "wire.example"), type="webinar",
        published="2020-01-01", quality=51, heat=0, curated=True,
    ),
    article("cloud", "C# and Kubernetes", excerpt="数据库 in the night; a train", heat=7),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ferry", "ferry bridge"),
        ("PENALBA", "ferry"),
        ("ferry strike", "ferry"),
        ("ferry OR kubernetes", "ferry bridge cloud"),
        ("ferry NOT strike", "bridge"),
        ("-ferry", "cloud"),
        ("(ferry OR kubernetes) AND night", "bridge cloud"),
        ('"night train"', "bridge"),
        ('"night train"~2', "bridge cloud"),
        ('"night data"~4', ""),
        ('"night data"~5', "bridge"),
        ('"train night"~5', ""),
        ("data-driven", "ferry"),
        ("title:night", ""),
        ("excerpt:night", "bridge cloud"),
        ("topic:union", "ferry"),
        ('topic:"transport labour"', "ferry"),
        ('provider:"meridian wire"', "ferry"),
        ("provider:meridian", "ferry"),
        ("provider:wire", "ferry bridge"),
        ("site:bbc.co.uk", "ferry"),
        ("site:www.wire.example", "bridge"),
        ("provider:*", "ferry bridge"),
        ("type:webinar", "bridge"),
        ("type:web*", "bridge"),
        ("after:2021-08-26", "ferry"),
        ("before:2021-08-26", "bridge"),
        ("published:2020-01..2021", "ferry bridge"),
        ("quality:>50", "bridge"),
        ("quality:50", "ferry"),
        ("heat:<7", "bridge"),
        ("heat:>=0", "bridge cloud"),
        ("is:curated", "bridge"),
        ("kuber*", "cloud"),
        ("*net*s", "cloud"),
        ("data-driv*", "ferry bridge"),
        ("kuberntes~", "cloud"),
        ("kubrentes~", ""),
        ("kubrentes~2", "cloud"),
        ("*", "ferry bridge cloud"),
        ("c#", "cloud"),
        ("数据", "cloud"),
        ("据数", ""),
        ("the night", "bridge cloud"),
        ("the !!!", "bridge cloud"),
        ("night provider:(meridian OR wire)", "bridge"),
    ],
)
def test_a_text_finds_what_it_says(kind: Kind, text: str, expected: str) -> None:
    """Each kind of part that a query may have, on its own or beside others."""
    with kind.searcher(ARTICLES) as searcher:
        finding = searcher.find(ask_for(text), relax=False)
        assert set(ids(finding.page())) == set(expected.split())
        assert finding.notices == []


def ask_for(text: str, **fields: object) -> Criteria:
    """Return a search."""
    return asking(q=text, today=TODAY, **fields)


def test_any_of_the_words_will_do(kind: Kind) -> None:
    """Parts of words written as one are words; what narrows still holds; questions are no words."""
    with kind.searcher(ARTICLES) as searcher:
        assert found(searcher, "strike kubernetes", match="any") == {"ferry", "cloud"}
        assert found(searcher, "data-strike", match="any") == {"ferry", "bridge"}
        assert found(searcher, "data-strik~", match="any") == {"ferry", "bridge"}
        assert found(searcher, "strike night site:bbc.co.uk", match="any") == {"ferry"}
        assert found(searcher, "strike night provider:(meridian OR x)", match="any") == {"ferry"}
        assert found(searcher, "what is kubernetes", match="any") == {"cloud"}


def test_a_word_counts_as_often_as_the_query_repeats_it(kind: Kind) -> None:
    """In brackets or not."""
    with kind.searcher(ARTICLES) as searcher:
        once, twice, four = (
            ask(searcher, text).hits[0].score or 0
            for text in ("strike", "strike strike", "strike strike (strike strike)")
        )
    assert twice == pytest.approx(2 * once, rel=1e-4)
    assert four == pytest.approx(4 * once, rel=1e-4)


def test_what_only_narrows_has_no_say_in_the_order(kind: Kind) -> None:
    """A provider, a date or a type is no merit; with nothing else, the newest comes first."""
    articles = [
        article("a", "storm", provider="P P P", published="2020-01-01", type="x"),
        article("b", "storm", provider="P", published="2021-01-01", type="x"),
    ]
    with kind.searcher(articles) as searcher:
        for text in ("provider:p", "provider:(p OR q)", "type:x published:2020..2021", "-calm"):
            result = ask(searcher, text)
            assert ids(result) == ["b", "a"], text
            assert result.hits[0].score == result.hits[1].score, text
        plain = ask(searcher, "storm").hits[0].score
        assert ask(searcher, "storm provider:(p OR q) type:x").hits[0].score == plain


def test_words_that_no_article_has_are_named(kind: Kind) -> None:
    """Where some of the words are searched, it is said which ones are nowhere."""
    with kind.searcher(ARTICLES) as searcher:
        result = ask(searcher, 'strike unicorn "train ferry" night')
    (notice,) = result.notices
    assert notice.code == "some_words"
    assert notice.message.endswith('In no article: unicorn, "train ferry".')


def test_notices_say_what_was_not_as_it_seems(kind: Kind) -> None:
    """Of a query that was read otherwise than it was written."""
    with kind.searcher(ARTICLES) as searcher:
        assert codes(ask(searcher, "tittle:ferry", match="any")) == ["not_understood"]
        assert codes(ask(searcher, "quality:high ferry", match="any")) == ["not_understood"]
        assert codes(ask(searcher, "ferry " * 1000, match="any")) == ["shortened", "plain_words"]
        assert codes(ask(searcher, "!!!")) == ["no_words"]


def test_a_relaxed_search_says_so_and_a_strict_one_finds_nothing(kind: Kind) -> None:
    """Whoever wants all of the words gets nothing where no article has them."""
    with kind.searcher(ARTICLES) as searcher:
        relaxed = searcher.find(ask_for("strike kubernetes"))
        strict = searcher.find(ask_for("strike kubernetes"), relax=False)
        filtered = searcher.find(ask_for("strike kubernetes", type=["webinar"]))
    assert (relaxed.relaxed, relaxed.total) == (True, 2)
    assert (strict.relaxed, strict.total, strict.notices) == (False, 0, [])
    # There are no "these" that the notice could be about.
    assert (filtered.relaxed, filtered.total, filtered.notices) == (True, 0, [])
