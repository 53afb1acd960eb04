"""Who covers a search, and how much of their own output it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Article
from tests.webui.search.contract.support.backends import Kind
from tests.webui.search.contract.support.drawing import archives, searches
from tests.webui.search.contract.support.same import shown
from tests.webui.search.library import TODAY, article, asking, generated
from tests.webui.search.reference.backend import ReferenceBackend
from webui.search.backend import Searcher
from webui.search.criteria.criteria import Criteria, Order
from webui.search.measures.share_interval import wilson
from webui.search.results.whole.coverage import CoverageRow, CoverageTable


@pytest.mark.slow
@generated(9)
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
                for least, limit in ((0, None), (0, 0), (0, 1), (2, 2)):
                    assert shown(ours.coverage(by, least, limit)) == shown(
                        theirs.coverage(by, least, limit)
                    )


def row(provider: str, count: int, output: int, expected: float, when: str) -> CoverageRow:
    """Return a row whose hits were published at one time."""
    interval = wilson(count, output)
    assert interval is not None
    return CoverageRow(
        provider=provider,
        count=count,
        output=output,
        share=count / output,
        low=interval.low,
        high=interval.high,
        expected=expected,
        first=when,
        last=when,
    )


def silence(table: CoverageTable) -> list[tuple[str, int]]:
    """Return the silent providers, with what they published."""
    return [(each.provider, each.output) for each in table.silent]


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
    assert june.rows == [row("P", 1, 2, 2 / 3, when)]
    assert silence(june) == [("Q", 1)]
    when = "2021-05-01T00:00:00Z"
    assert good.rows == [row("P", 1, 3, 3 / 5, when)]
    assert silence(good) == [("Q", 1), ("R", 1)]


def test_providers_that_were_left_out_are_not_silent(kind: Kind) -> None:
    """Nobody is called silent who was not asked."""
    with kind.searcher(ARTICLES) as searcher:
        without = covered(searcher, q="storm", not_provider=["Q"])
        chosen = covered(searcher, q="storm", provider=["P", "Q"])
    assert [silent.provider for silent in without.silent] == ["R"]
    assert [silent.provider for silent in chosen.silent] == ["Q"]


def test_rows_come_in_five_orders_and_ties_by_name(kind: Kind) -> None:
    """Most hits, greatest share, earliest hit (if any has a date) or output first, or by name."""
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
        "output": ["Many", "Early", "Late"],
        "name": ["Early", "Late", "Many"],
    }
    last = tables["first"].rows[-1]
    assert (last.provider, last.count, last.output, last.share) == ("Many", 2, 8, 0.25)
    assert (last.first, last.last) == (None, None)
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
        table = covered(searcher)
    assert (table.providers, table.silent_providers, table.without_provider) == (0, 0, 0)
    assert (table.hits, table.base, table.telling_output) == (0, 0, None)
    assert (table.rows, table.silent) == ([], [])


def test_a_silence_is_said_with_its_weight(kind: Kind) -> None:
    """What would be expected with everybody's share, and how likely none at all is."""
    articles = [
        article(f"{name}{n}", "storm" if name == "All" else "calm", provider=name)
        for name, output in (("All", 10), ("Much", 9), ("Little", 1))
        for n in range(output)
    ]
    with kind.searcher(articles) as searcher:
        table = covered(searcher, q="storm")
        chosen = covered(searcher, q="storm", provider=["Much", "Little"])
        nothing = covered(searcher, q="thunder")
    much, little = table.silent
    assert (table.hits, table.base) == (10, 20)
    assert (much.provider, much.expected, much.telling) == ("Much", 4.5, True)
    # Of all ways to choose 9 of 20 articles, those without one of the 10.
    assert much.chance == pytest.approx(10 / 167960, abs=1e-9)
    assert (little.provider, little.expected, little.chance) == ("Little", 0.5, 0.5)
    assert not little.telling
    # Four of twenty: 0.043; three: 0.105.
    assert (table.telling_output, table.telling_providers) == (4, 1)
    assert [each.expected for each in table.rows] == [5.0]
    # Whoever is selected, the share is everybody's.
    assert (chosen.silent, chosen.hits, chosen.base) == (table.silent, 10, 20)
    # Where nobody has a hit, none is expected.
    assert [(each.expected, each.chance, each.telling) for each in nothing.silent[:1]] == [
        (0.0, 1.0, False)
    ]


def test_what_is_expected_does_not_depend_on_who_is_selected(kind: Kind) -> None:
    """Those who are selected keep their weights; who is left out is in no number."""
    articles = [
        article(f"{name}{n}", "storm" if n < hits else "calm", provider=name, topics=["Sea"])
        for name, output, hits in (("All", 10, 8), ("Much", 12, 0), ("Some", 6, 1))
        for n in range(output)
    ]
    for base in ("all", "filtered"):
        fields = {"q": "storm", "topic": ["Sea"], "base": base}
        with kind.searcher(articles) as searcher:
            every = covered(searcher, **fields)
            much = covered(searcher, **fields, provider=["Much"])
            some = covered(searcher, **fields, provider=["Some"])
            without = covered(searcher, **fields, not_provider=["All"])
        assert (much.hits, much.base, much.telling_output) == (9, 28, every.telling_output)
        assert (much.rows, much.silent, much.telling_providers) == ([], every.silent, 1)
        assert some.rows == [row for row in every.rows if row.provider == "Some"]
        assert (without.hits, without.base) == (1, 18)


def test_where_providers_are_counted_nothing_is_expected(kind: Kind) -> None:
    """Each is one: there is no share to be sure of, and no weight of a silence."""
    with kind.searcher(ARTICLES) as searcher:
        table = covered(searcher, q="storm", unit="provider")
    assert [(each.provider, each.count, each.output) for each in table.rows] == [("P", 1, 1)]
    assert [(each.low, each.high, each.expected) for each in table.rows] == [(None, None, None)]
    assert (table.telling_output, table.telling_providers) == (None, None)
    assert [
        (each.provider, each.high, each.expected, each.chance, each.telling)
        for each in table.silent
    ] == [("Q", None, None, None, None), ("R", None, None, None, None)]


def test_shares_come_with_their_intervals(kind: Kind) -> None:
    """One of three is anything between 6 and 79 %; none of one may be four in five."""
    with kind.searcher(ARTICLES) as searcher:
        table = covered(searcher, q="storm", min_quality=5)
    (row_of_p,) = table.rows
    assert [round(end or 0, 3) for end in (row_of_p.low, row_of_p.high)] == [0.061, 0.792]
    assert [round(each.high or 0, 3) for each in table.silent] == [0.793, 0.793]


def test_one_that_is_expected_to_be_silent_once_in_twenty_times_is_not_accused(kind: Kind) -> None:
    """A chance of .05 is no evidence; less is."""
    articles = [article(f"s{n}", "storm", provider="P") for n in range(19)]
    with kind.searcher([*articles, article("c", "calm", provider="Q")]) as searcher:
        (silent,) = covered(searcher, q="storm").silent
    assert (silent.chance, silent.telling) == (0.05, False)


def test_who_published_little_can_be_left_out(kind: Kind) -> None:
    """With and without a hit; the expectations stay those of all."""
    with kind.searcher(ARTICLES) as searcher:
        table = searcher.find(asking(q="storm", today=TODAY)).coverage(least=2)
    assert [(each.provider, each.expected) for each in table.rows] == [("P", 3 * 2 / 5)]
    assert (table.providers, table.silent_providers, table.left_out) == (1, 0, 2)
    assert (table.hits, table.base, table.silent) == (2, 5, [])


@pytest.mark.slow
def test_a_silence_that_may_be_a_gap_says_so(kind: Kind) -> None:
    """Where the provider is missing in the time of the hits."""
    start = datetime(2020, 1, 1, tzinfo=UTC)
    articles = [
        article(f"{name}{day}", f"{title} {day}", provider=name, published=start + timedelta(day))
        for name, title in (("Gone", "calm"), ("There", "calm"), ("Covers", "storm"))
        for day in range(120)
        if not (name == "Gone" and 60 <= day < 90)
        if not (name == "Covers" and not 65 <= day < 75)
    ]
    with kind.searcher(articles) as searcher:
        table = covered(searcher, q="storm")
        later = covered(searcher, q="calm", from_="2020-04", provider=["Gone", "Covers"])
    gaps = {each.provider: each.gap for each in table.silent}
    assert gaps["There"] is None
    assert gaps["Gone"] is not None
    assert (gaps["Gone"].start, gaps["Gone"].end) == ("2020-03-01", "2020-03-30")
    assert later.silent == []
