"""Facets: what is counted, listed and cut."""

from __future__ import annotations

from tests.webui.search.contract.support.backends import Kind
from tests.webui.search.contract.support.same import ask
from tests.webui.search.library import article
from webui.search.results.search import SearchResult

ARTICLES = [
    article("a", "storm", provider="P", topics=("Sea", "Wind"), type="news"),
    article("b", "storm", provider="P", topics=("Sea",), type="video"),
    article("c", "storm", provider="Q", topics=("Éolienne",)),
    article("d", "calm", provider="Q", topics=("Sea",)),
    article("e", "storm"),
]


def values(result: SearchResult, facet: str) -> list[tuple[str, int, bool]]:
    """Return what is listed of a facet."""
    return [(value.value, value.count, value.selected) for value in result.facets.values[facet]]


def test_values_are_listed_by_count_then_by_value(kind: Kind) -> None:
    """Each with the number of hits that have it; hits without a value are nowhere."""
    with kind.searcher(ARTICLES) as searcher:
        result = ask(searcher, "storm")
    assert values(result, "provider") == [("P", 2, False), ("Q", 1, False)]
    assert values(result, "topic") == [
        ("Sea", 2, False),
        ("Wind", 1, False),
        ("Éolienne", 1, False),
    ]
    assert values(result, "type") == [("news", 1, False), ("video", 1, False)]
    assert result.facets.cut == frozenset()


def test_a_facet_leaves_out_its_own_selection_and_keeps_the_others(kind: Kind) -> None:
    """So that one sees what else could be chosen beside it."""
    with kind.searcher(ARTICLES) as searcher:
        result = ask(searcher, "storm", provider=["P"], topic=["Wind"])
    assert result.total == 1
    assert values(result, "provider") == [("P", 1, True)]
    assert values(result, "topic") == [("Sea", 2, False), ("Wind", 1, True)]
    assert values(result, "type") == [("news", 1, False)]


def test_several_values_of_a_facet_are_any_of_them(kind: Kind) -> None:
    """Values of different facets must all be there; what is left out is in none."""
    with kind.searcher(ARTICLES) as searcher:
        assert ask(searcher, provider=["P", "Q"]).total == 4
        assert ask(searcher, provider=["P", "Q"], topic=["Sea"]).total == 3
        assert ask(searcher, provider=["P", "Q"], not_topic=["Wind", "Éolienne"]).total == 2
        assert ask(searcher, not_provider=["P"]).total == 3


def test_what_was_chosen_is_listed_be_it_at_zero(kind: Kind) -> None:
    """Values beyond the size, and those that no hit has, stand behind the others."""
    with kind.searcher(ARTICLES) as searcher:
        result = ask(searcher, "storm", topic=["Wind", "Nowhere"], facet_size=1)
    assert values(result, "topic") == [("Sea", 2, False), ("Wind", 1, True), ("Nowhere", 0, True)]
    assert result.facets.cut == {"topic"}


def test_a_facet_that_is_cut_says_so(kind: Kind) -> None:
    """It does not where just as many values as are listed have hits."""
    with kind.searcher(ARTICLES) as searcher:
        assert ask(searcher, "storm", facet_size=1).facets.cut == {"provider", "topic", "type"}
        assert ask(searcher, "storm", facet_size=2).facets.cut == {"topic"}


def test_values_can_be_looked_for(kind: Kind) -> None:
    """By a part of them, whatever its case and accents; the hits are the same."""
    with kind.searcher(ARTICLES) as searcher:
        result = ask(searcher, "storm", find_topic=["EOL"])
        other = ask(searcher, "storm", find_topic=["e"], topic=["Wind"], facet_size=1)
    assert values(result, "topic") == [("Éolienne", 1, False)]
    assert result.total == 4
    assert values(other, "topic") == [("Sea", 2, False), ("Wind", 1, True)]
    assert other.facets.cut == {"topic"}


def test_a_provider_goes_by_its_name_or_else_by_its_domain(kind: Kind) -> None:
    """Providers of one name are one value; only ``site:`` tells them apart."""
    from indexer.contract.article import Provider

    articles = [
        article("a", provider=Provider("P", "p.example")),
        article("b", provider=Provider("P", "other.example")),
        article("c", provider=Provider("", "bare.example")),
    ]
    with kind.searcher(articles) as searcher:
        assert values(ask(searcher), "provider") == [("P", 2, False), ("bare.example", 1, False)]
        assert ask(searcher, "site:other.example").total == 1
        assert ask(searcher, "site:example").total == 3
        assert ask(searcher, provider=["bare.example"]).total == 1
