"""Who covers a search, and how much of their own output it is."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Article
from tests.webui.search.contract.support.backends import Kind
from tests.webui.search.contract.support.drawing import archives, searches
from tests.webui.search.library import TODAY, article, asking, generated
from tests.webui.search.reference.backend import ReferenceBackend
from webui.search.backend import Searcher
from webui.search.criteria.criteria import Criteria, Order
from webui.search.results.coverage import CoverageRow, CoverageTable, SilentProvider


@pytest.mark.slow
@generated(15)
@given(articles=archives(), asked=st.lists(searches(), min_size=5, max_size=5))
def test_coverage_equals_that_of_the_reference(
    other: Kind, articles: list[Article], asked: list[Criteria]
) -> None:
    """Rows in each order, the silent ones, the numbers of both, whatever the limit."""
    with (
        other.searcher(articles) as searcher,
        ReferenceBackend(articles).searcher() as reference,
    ):
        for criteria in asked:
            ours, theirs = searcher.find(criteria), reference.find(criteria)
            for by in get_args(Order):
                for limit in (None, 0, 1, 2):
                    assert ours.coverage(by, limit) == theirs.coverage(by, limit)


def covered(searcher: Searcher, **fields: object) -> CoverageTable:
    """Return the coverage of a search."""
    return searcher.find(asking(**fields, today=TODAY)).coverage()


ARTICLES = [
    article("a", "storm", provider="P", published="2021-05-01", quality=9),
    article("b", "storm", provider="P", published="2021-06-01", quality=1),
    article("c", "calm", provider="P", published="2021-06-02", topics=("Sea",)),
    article("d", "calm", provider="Q", published="2021-06-30"),
    article("e", "calm", provider="R", published="2021-07-01"),
]


def test_filters_other_than_the_dates_leave_the_own_output_alone(kind: Kind) -> None:
    """A share is of everything that a provider published in the period."""
    with kind.searcher(ARTICLES) as searcher:
        june = covered(searcher, q="storm", from_="2021-06", to="2021-06")
        good = covered(searcher, q="storm", min_quality=5)
    when = "2021-06-01T00:00:00Z"
    assert june.rows == [CoverageRow("P", 1, 2, 0.5, when, when)]
    assert june.silent == [SilentProvider("Q", 1)]
    when = "2021-05-01T00:00:00Z"
    assert good.rows == [CoverageRow("P", 1, 3, 1 / 3, when, when)]
    assert good.silent == [SilentProvider("Q", 1), SilentProvider("R", 1)]


def test_providers_that_were_left_out_are_not_silent(kind: Kind) -> None:
    """Nobody is called silent who was not asked."""
    with kind.searcher(ARTICLES) as searcher:
        without = covered(searcher, q="storm", not_provider=["Q"])
        chosen = covered(searcher, q="storm", provider=["P", "Q"])
    assert [silent.provider for silent in without.silent] == ["R"]
    assert [silent.provider for silent in chosen.silent] == ["Q"]


def test_rows_come_in_three_orders_and_ties_by_name(kind: Kind) -> None:
    """Most hits, greatest share or earliest hit first; a provider without a dated hit last."""
    articles = [
        *[article(f"m{n}", "storm" if n < 2 else "calm", provider="Many") for n in range(8)],
        article("l", "storm", provider="Late", published="2021-02-01"),
        article("e", "storm", provider="Early", published="2021-01-01"),
        article("n", "storm"),
    ]
    with kind.searcher(articles) as searcher:
        found = searcher.find(Criteria(q="storm", today=TODAY))
        tables = {by: found.coverage(by) for by in get_args(Order)}
    assert {by: [row.provider for row in table.rows] for by, table in tables.items()} == {
        "count": ["Many", "Early", "Late"],
        "share": ["Early", "Late", "Many"],
        "first": ["Early", "Late", "Many"],
    }
    assert tables["first"].rows[-1] == CoverageRow("Many", 2, 8, 0.25, None, None)
    assert tables["count"].without_provider == 1


def test_a_limit_cuts_the_lists_and_not_the_numbers(kind: Kind) -> None:
    """How many providers there are is said however few are listed."""
    articles = [article(f"{n}", "storm" if n % 2 else "calm", provider=f"P{n}") for n in range(6)]
    with kind.searcher(articles) as searcher:
        table = searcher.find(Criteria(q="storm", today=TODAY)).coverage(limit=1)
    assert (table.providers, table.silent_providers) == (3, 3)
    assert [row.provider for row in table.rows] == ["P1"]
    assert [row.provider for row in table.silent] == ["P0"]


def test_an_empty_archive_is_covered_by_nobody(kind: Kind) -> None:
    """Without articles there are no rows, and nothing fails."""
    with kind.searcher() as searcher:
        assert covered(searcher) == CoverageTable(0, 0, 0, [], [])
