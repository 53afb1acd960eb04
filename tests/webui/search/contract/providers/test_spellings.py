"""Whatever spelling a provider is named by, it is the same one."""

from __future__ import annotations

import pytest

from indexer.contract.aliases import Aliases
from indexer.contract.article import Article, Provider
from tests.support.stories.events import headline, telling
from tests.webui.search.contract.support.backends import Kind
from tests.webui.search.library import TODAY, article, asking
from webui.search.backend import Searcher
from webui.search.criteria.comparison import Asked
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.followers import PairsAsked
from webui.search.criteria.ledger import LedgerAsked

ALIASES = Aliases.of_entries(
    [
        ("La Nación", ["Nacion, La", "lanacion.example"]),
        ("Bean", ["Bean Online", "Old Bean"]),
        ("Nobody", ["Somebody"]),
    ]
)


def told(id: str, provider: Provider, day: int) -> Article:
    """Return a report of one story."""
    return article(
        id, headline(1), excerpt=telling(1, id), provider=provider, published=f"2021-08-0{day}"
    )


ARTICLES = [
    told("a", Provider("La Nación", "lanacion.example"), 1),
    told("b", Provider("NACION, LA", ""), 2),
    told("c", Provider("", "lanacion.example"), 3),
    told("d", Provider("Bean", "bean.example"), 4),
    told("e", Provider("Bean Online", "bean.example"), 5),
    told("f", Provider("Online Bean Counter", ""), 6),
    told("g", Provider("Salt, Inc.", ""), 7),
]

THEIRS = {"La Nación": {"a", "b", "c"}, "Bean": {"d", "e"}, "Salt, Inc.": {"g"}}


def found(searcher: Searcher, **fields: object) -> set[str]:
    """Return the ids of everything that a search finds."""
    page = searcher.find(asking(**fields, size=100, today=TODAY)).page()
    return {hit.id for hit in page.hits}


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("La Nación", "La Nación"),
        ("la nacion", "La Nación"),
        ("Nacion, La", "La Nación"),
        ("Nacion%2c La", "La Nación"),
        ("lanacion.example", "La Nación"),
        ("www.lanacion.example", "La Nación"),
        ("Bean Online", "Bean"),
        ("OLD BEAN", "Bean"),
        ("Salt%2c Inc.", "Salt, Inc."),
        ("Salt, Inc.", "Salt, Inc."),
    ],
)
def test_a_filter_by_any_spelling_is_one_by_the_name(kind: Kind, spelling: str, name: str) -> None:
    """It finds the same, with the same counts, and what is answered has the name."""
    with kind.searcher(ARTICLES, ALIASES) as searcher:
        assert searcher.called(spelling) == name
        criteria = asking(provider=[spelling], today=TODAY)
        assert {hit.id for hit in searcher.find(criteria).page().hits} == THEIRS[name]
        everyone = {item.id for item in ARTICLES}
        assert found(searcher, not_provider=[spelling]) == everyone - THEIRS[name]
        page = searcher.find(criteria).page()
        assert page.query.filters == {"provider": [name]}
        selected = [value for value in page.facets.values["provider"] if value.selected]
        assert [(value.value, value.count) for value in selected] == [(name, len(THEIRS[name]))]
        assert {hit.provider.name for hit in page.hits if hit.provider} == {name}
        compared = searcher.compare(Asked(("the",), criteria))
        assert compared.filters == {"provider": [name]}
        assert compared.articles == len(ARTICLES)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ('provider:"Nacion, La"', "abc"),
        ("provider:lanacion.example", "abc"),
        ("site:www.lanacion.example", "abc"),
        ('provider:"bean online"', "def"),
        ("provider:online", "f"),
        ("provider:bean", "def"),
        ('provider:"Old Bean"', "def"),
        ('provider:"Salt%2c Inc."', "g"),
        ('-provider:"Nacion, La"', "defg"),
        ('provider:("Old Bean" OR "Nacion%2c La")', "abcdef"),
        ("provider:Somebody", ""),
    ],
)
def test_a_query_by_a_spelling_finds_what_the_name_does(kind: Kind, query: str, ids: str) -> None:
    """It looks for the words of the name, too, where the whole text is a spelling."""
    expected = set(ids)
    with kind.searcher(ARTICLES, ALIASES) as searcher:
        assert found(searcher, q=query) == expected
        assert found(searcher, q=query, match="any") == expected


def test_pairs_are_found_by_any_spelling(kind: Kind) -> None:
    """Two spellings of two providers are their pair, and two of one are that one."""
    with kind.searcher(ARTICLES, ALIASES) as searcher:
        finding = searcher.find(Criteria(today=TODAY))
        pair = finding.followers(PairsAsked(("nacion, la", "Old Bean")), 9)
        assert pair == finding.followers(PairsAsked(("La Nación", "Bean")), 9)
        assert [(each.provider, each.other) for each in pair.pairs] in (
            [("Bean", "La Nación")], [("La Nación", "Bean")]
        )  # fmt: skip
        both = finding.followers(PairsAsked(("Bean", "Bean Online"), min_stories=1), 9)
        assert both == finding.followers(PairsAsked(("Bean",), min_stories=1), 9)


def test_a_story_is_narrowed_by_any_spelling(kind: Kind) -> None:
    """The page of a story knows the search that it was found by."""
    with kind.searcher(ARTICLES, ALIASES) as searcher:
        by_name, by_spelling = (
            searcher.story("a", asking(provider=[name], today=TODAY))
            for name in ("La Nación", "nacion, la")
        )
        assert by_name == by_spelling
        assert by_name is not None


def test_a_name_that_an_article_has_is_itself(kind: Kind) -> None:
    """An archive that was written before names were decoded is filtered by what it shows."""
    raw = [article("a", provider="Salt%2c Inc."), article("b", provider="Salt, Inc.")]
    with kind.searcher(raw) as searcher:
        assert searcher.called("Salt%2c Inc.") == "Salt%2c Inc."
        assert found(searcher, provider=["Salt%2c Inc."]) == {"a"}


def test_the_ledger_names_providers_by_any_spelling(kind: Kind) -> None:
    """The filters of the ledger are those of the search."""
    asked = LedgerAsked(asking(provider=["Nacion, La"], not_provider=["Old Bean"], today=TODAY))
    with kind.searcher(ARTICLES, ALIASES) as searcher:
        answer = searcher.ledger(asked, 50, 60)
    assert [row.provider for row in answer.rows] == ["La Nación"]
    assert answer.filters == {"provider": ["La Nación"], "not_provider": ["Bean"]}
