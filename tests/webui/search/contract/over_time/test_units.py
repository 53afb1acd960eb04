"""What is counted over time, and what a share is a share of."""

from __future__ import annotations

import pytest

from indexer.contract.article import Article
from tests.support.stories.events import headline, telling
from tests.webui.search.contract.support.backends import Kind
from tests.webui.search.contract.support.same import ask
from tests.webui.search.library import TODAY, article, asking
from webui.search.criteria.comparison import Asked
from webui.search.criteria.criteria import Base, Unit
from webui.search.measures.share_interval import wilson


def report(id: str, published: str, provider: str) -> Article:
    """Return one of the reports of one event."""
    text = f"storm {telling(0, id)}"
    return article(id, headline(0), excerpt=text, published=published, provider=provider, quality=9)


# Those of one month are in one bucket, since the first is more than a year older.
ARTICLES = [
    article("old", "storm", provider="Q", published="2020-01-01", quality=9),
    report("first", "2021-05-30", "P"),
    report("second", "2021-06-01", "Q"),
    report("third", "2021-06-01", "P"),
    article("alone", f"storm {headline(1)}", provider="Q", published="2021-06-15", quality=9),
    article("calm", "calm", provider="R", published="2021-06-16", quality=1),
    article("nobody", f"storm {headline(2)}", published="2021-06-17", quality=9),
    article("undated", "storm", provider="S", quality=9),
]
JUNE = {
    # Found and of how many, with the base of everything and with that of the filters.
    "article": ((4, 5), (4, 4)),
    "story": ((3, 4), (3, 3)),
    "provider": ((2, 3), (2, 2)),
}


@pytest.mark.parametrize("unit", JUNE)
@pytest.mark.parametrize("base", ["all", "filtered"])
def test_stories_and_providers_count_once_a_bucket(kind: Kind, unit: Unit, base: Base) -> None:
    """An article that is alone is a story, one without a provider is of none."""
    with kind.searcher(ARTICLES) as searcher:
        facet = ask(searcher, "storm", unit=unit, base=base, min_quality=5).facets.date
    (may, june) = facet.buckets[-2:]
    count, whole = JUNE[unit][base == "filtered"]
    assert (facet.interval, facet.unit, facet.base, facet.missing) == ("month", unit, base, 1)
    assert (june.count, june.all, june.ratio) == (count, whole, count / whole)
    assert (june.low, june.high) == wilson(count, whole)
    assert june.providers == (3 if base == "all" else 2)
    # A story counts in each of its months.
    assert (may.count, may.all, may.providers) == (1, 1, 1)
    assert (facet.buckets[1].all, facet.buckets[1].ratio, facet.buckets[1].low) == (0, None, None)


@pytest.mark.parametrize(
    ("unit", "found", "whole"), [("article", 7, 8), ("story", 5, 6), ("provider", 3, 4)]
)
def test_over_all_dates_each_counts_once(kind: Kind, unit: Unit, found: int, whole: int) -> None:
    """A comparison's query counts its stories and providers once, and its total is of articles."""
    with kind.searcher(ARTICLES) as searcher:
        comparison = searcher.compare(Asked(("storm",), asking(unit=unit, today=TODAY)))
        (query,) = comparison.queries
        buckets = ask(searcher, "storm", unit=unit).facets.date.buckets
    assert (comparison.unit, comparison.articles, comparison.base_total) == (unit, 8, whole)
    assert (query.total, query.matching, query.missing) == (7, found, 1)
    assert (query.low, query.high) == wilson(found, whole)
    assert [(each.matching, each.total, each.providers) for each in query.buckets] == [
        (each.count, each.all, each.providers) for each in buckets
    ]


def test_who_covers_it_counts_what_is_asked_for(kind: Kind) -> None:
    """By provider, articles or stories beside all of its own, or of those the filters leave."""
    expected: dict[tuple[Unit, Base], list[tuple[str, int, int]]] = {
        ("article", "all"): [("Q", 3, 3), ("P", 2, 2), ("S", 1, 1)],
        ("story", "all"): [("Q", 3, 3), ("P", 1, 1), ("S", 1, 1)],
        ("provider", "filtered"): [("P", 1, 1), ("Q", 1, 1), ("S", 1, 1)],
    }
    with kind.searcher(ARTICLES) as searcher:
        for (unit, base), rows in expected.items():
            table = searcher.find(asking(q="storm", unit=unit, base=base, today=TODAY)).coverage()
            assert [(row.provider, row.count, row.output) for row in table.rows] == rows
            assert table.without_provider == 1
            assert [silent.provider for silent in table.silent] == ["R"]
        own = searcher.find(
            asking(q="calm", base="filtered", min_quality=5, today=TODAY)
        ).coverage()
    assert own.rows == []
    assert [(each.provider, each.output) for each in own.silent] == [("Q", 3), ("P", 2), ("S", 1)]


def test_the_query_limits_no_base(kind: Kind) -> None:
    """What is asked for in the query is left out of the filters' base, too."""
    with kind.searcher(ARTICLES) as searcher:
        facet = ask(searcher, "storm provider:Q", base="filtered").facets.date
    assert [each.all for each in facet.buckets if each.all] == [1, 1, 5]
