"""The ledger: what each provider published, and where it has gaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Article
from tests.webui.search.contract.support.backends import Kind
from tests.webui.search.contract.support.drawing import archives
from tests.webui.search.contract.support.same import shown
from tests.webui.search.library import TODAY, article, asking, generated
from tests.webui.search.reference.backend import ReferenceBackend
from webui.search.backend import Searcher
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.ledger import LedgerAsked, LedgerOrder, Step
from webui.search.results.ledger import Gap, Ledger, LedgerRow

# The reference looks at every pair of articles, to find their stories.
pytestmark = pytest.mark.slow

START = datetime(2020, 1, 1, 12, tzinfo=UTC)


def daily(
    provider: str, days: int = 200, without: Sequence[range] = (), every: int = 1, first: int = 0
) -> list[Article]:
    """Return one article every so many days, but for some of them."""
    return [
        article(
            f"{provider}/{day:03}",
            f"{provider}x{day}",
            provider=provider,
            published=START + timedelta(days=day),
        )
        for day in range(first, days, every)
        if not any(day in stretch for stretch in without)
    ]


def about(answer: Ledger) -> Any:
    """Return an answer as data; chances may differ in the last digits."""
    return _rounded(shown(answer))


def _rounded(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _rounded(value) for name, value in data.items()}
    if isinstance(data, list):
        return [_rounded(value) for value in data]
    return pytest.approx(data, rel=1e-6) if isinstance(data, float) else data


def day(number: int) -> str:
    """Return the text of a day, counted from the first."""
    return (START.date() + timedelta(days=number)).isoformat()


def asked_of(searcher: Searcher, size: int = 50, most: int = 120, **fields: Any) -> Ledger:
    """Return the ledger for some dates and providers."""
    own: dict[str, Any] = {
        name: fields.pop(name) for name in ("interval", "by", "least", "page") if name in fields
    }
    return searcher.ledger(LedgerAsked(asking(**fields, today=TODAY), **own), size, most)


def row_of(answer: Ledger, provider: str) -> LedgerRow:
    """Return the row of a provider."""
    return next(row for row in answer.rows if row.provider == provider)


def _dated(fields: dict[str, Any]) -> Criteria:
    return asking(**fields, today=TODAY)


_TIMES_AND_PROVIDERS: list[dict[str, Any]] = [
    {}, {}, {"from_": "2020-01", "to": "2021-08-25"}, {"last": "7d"}, {"to": "2020-02"},
    {"provider": ["The Zebra", "unknown"]}, {"not_provider": ["Daily Cloud"]},
    {"find_provider": ["THE"]}, {"from_": "2022"}, {"to": "1999"},
]  # fmt: skip
asked_ledgers = st.builds(
    LedgerAsked,
    st.sampled_from(_TIMES_AND_PROVIDERS).map(_dated),
    st.sampled_from(get_args(Step)),
    st.sampled_from(get_args(LedgerOrder)),
    st.sampled_from([0, 0, 1, 2]),
    st.sampled_from([1, 1, 2]),
)


@generated(15)
@given(
    articles=archives(), asked=st.lists(asked_ledgers, min_size=6, max_size=6),
    size=st.integers(1, 4), most=st.sampled_from([1, 3, 700]),
)  # fmt: skip
def test_the_ledger_equals_that_of_the_reference(
    other: Kind, articles: list[Article], asked: list[LedgerAsked], size: int, most: int
) -> None:
    """Rows in each order, page by page, buckets of every length, whatever the limit."""
    with (
        other.searcher(articles) as searcher,
        ReferenceBackend(articles).searcher() as reference,
    ):
        for each in asked:
            ours, theirs = searcher.ledger(each, size, most), reference.ledger(each, size, most)
            assert shown(ours) == about(theirs)


@generated(5)
@given(
    stretches=st.lists(
        st.tuples(st.integers(0, 130), st.integers(1, 70), st.integers(0, 7)), max_size=5
    ),
    rhythms=st.lists(st.sampled_from([1, 1, 2, 3, 7, 20]), min_size=3, max_size=3),
)
def test_gaps_are_those_of_the_reference(
    other: Kind, stretches: list[tuple[int, int, int]], rhythms: list[int]
) -> None:
    """Whatever is missing of whom, for how long, to whatever rhythm they publish."""
    without: dict[str, list[range]] = {"A": [], "B": [], "C": []}
    for start, length, whose in stretches:
        for number, name in enumerate("ABC"):
            # 7 is nothing of anybody.
            if whose in (number, number + 3, 7):
                without[name].append(range(start, start + length))
    articles = [
        each
        for name, every in zip("ABC", rhythms, strict=True)
        for each in daily(name, 150, without[name], every)
    ]
    with (
        other.searcher(articles) as searcher,
        ReferenceBackend(articles).searcher() as reference,
    ):
        for step in ("week", "month"):
            ours, theirs = (asked_of(each, interval=step) for each in (searcher, reference))
            assert shown(ours) == about(theirs)


def test_a_month_of_nothing_is_a_gap_of_a_daily_provider(kind: Kind) -> None:
    """It begins the day after the last article and ends the day before the next one."""
    articles = [*daily("Gone", without=[range(100, 130)]), *daily("Always"), *daily("Other")]
    with kind.searcher(articles) as searcher:
        answer = asked_of(searcher)
    (gap,) = row_of(answer, "Gone").gaps
    assert (gap.start, gap.end, gap.days, gap.open) == (day(100), day(129), 30, False)
    assert gap.expected == pytest.approx(30, abs=3)
    assert gap.chance < 0.001
    assert row_of(answer, "Gone").missing == [0, 0, 0, 21, 9, 0, 0]
    assert row_of(answer, "Gone").usual == pytest.approx(30.44)
    assert (row_of(answer, "Always").gaps, answer.nothing) == ([], [])
    assert answer.providers_with_gaps == 1


def test_a_week_of_nothing_is_no_gap_of_one_that_publishes_twice_a_month(kind: Kind) -> None:
    """Nor are two months, and nor is a long weekend of a daily one."""
    articles = [
        *daily("Rare", every=15, without=[range(100, 160)]),
        *daily("Daily", without=[range(100, 104)]),
        *daily("Other"),
    ]
    with kind.searcher(articles) as searcher:
        answer = asked_of(searcher)
    assert [row.gaps for row in answer.rows] == [[], [], []]


def test_what_is_before_the_first_article_is_no_gap_and_what_is_after_the_last_may_be(
    kind: Kind,
) -> None:
    """Nobody knows whether a provider was there before; one that stops has an open gap."""
    articles = [*daily("Late", first=150), *daily("Stopped", 100), *daily("Always")]
    with kind.searcher(articles) as searcher:
        answer = asked_of(searcher)
        later = asked_of(searcher, from_="2020-05")
        most = asked_of(searcher, from_="2020-05", least=1)
    assert row_of(answer, "Late").gaps == []
    (gap,) = row_of(answer, "Stopped").gaps
    assert (gap.start, gap.end, gap.open) == (day(100), day(199), True)
    # It is listed where all that it has is the gap, unless articles are asked for.
    assert row_of(later, "Stopped").gaps == [gap]
    assert (row_of(later, "Stopped").articles, row_of(later, "Stopped").usual) == (0, None)
    assert [row.provider for row in most.rows] == ["Always", "Late"]


def test_a_day_on_which_nothing_was_imported_is_nobodys_gap(kind: Kind) -> None:
    """It is one of the archive, and the providers are not blamed for it."""
    lost = [range(100, 130)]
    articles = [each for name in "AB" for each in daily(name, 200, lost)]
    with kind.searcher(articles) as searcher:
        answer = asked_of(searcher)
    (gap,) = answer.nothing
    assert (gap.start, gap.end, gap.open) == (day(100), day(129), False)
    assert [row.gaps for row in answer.rows] == [[]] * 2
    assert [bucket.nothing for bucket in answer.buckets] == [0, 0, 0, 21, 9, 0, 0]
    assert answer.rows[0].usual == pytest.approx(30.44)


def test_an_import_that_has_stopped_is_a_gap_of_the_archive_whatever_straggles(kind: Kind) -> None:
    """One article after two months makes nobody silent meanwhile."""
    articles = [*daily("A", 150), *daily("B", 150), *daily("B", 211, first=210)]
    with kind.searcher(articles) as searcher:
        answer = asked_of(searcher)
    assert [(gap.start, gap.end) for gap in answer.nothing] == [(day(150), day(209))]
    assert [row.gaps for row in answer.rows] == [[], []]


def test_hardly_anything_in_between_does_not_end_a_gap(kind: Kind) -> None:
    """A straggler within a gap leaves it one gap."""
    articles = [*daily("P", without=[range(100, 120), range(121, 140)]), *daily("Q"), *daily("R")]
    with kind.searcher(articles) as searcher:
        gaps = row_of(asked_of(searcher), "P").gaps
    assert [(gap.start, gap.end) for gap in gaps] == [(day(100), day(139))]


def test_a_provider_that_publishes_less_than_before_has_no_gap(kind: Kind) -> None:
    """From daily to every tenth day: its pauses are usual for what it has become."""
    articles = [*daily("Less", 100), *daily("Less", 260, every=10, first=105), *daily("Q", 260)]
    with kind.searcher(articles) as searcher:
        assert row_of(asked_of(searcher), "Less").gaps == []


def test_a_gap_is_the_same_whatever_is_asked_for(kind: Kind) -> None:
    """Dates and filters decide what is shown, and nothing else."""
    articles = [*daily("Gone", without=[range(100, 130)]), *daily("Always")]
    with kind.searcher(articles) as searcher:
        gap = Gap(**row_of(asked_of(searcher), "Gone").gaps[0].model_dump())
        within = asked_of(searcher, from_="2020-04-20", to="2020-04-25", provider=["Gone"])
        beside = asked_of(searcher, to="2020-03", provider=["Gone"])
    assert (within.rows[0].gaps, within.rows[0].missing) == ([gap], [6])
    assert (within.rows[0].articles, within.articles) == (0, 0)
    assert beside.rows[0].gaps == []


def test_providers_come_in_three_orders(kind: Kind) -> None:
    """Most articles, by name, or most days in gaps first."""
    articles = [
        *daily("A", every=2),
        *daily("B", without=[range(100, 150)]),
        *daily("C"),
    ]
    with kind.searcher(articles) as searcher:
        orders = {
            by: [row.provider for row in asked_of(searcher, by=by).rows]
            for by in get_args(LedgerOrder)
        }
    assert orders == {
        "output": ["C", "B", "A"],
        "name": ["A", "B", "C"],
        "gaps": ["B", "A", "C"],
    }


def test_pages_and_limits_cut_the_lists_and_not_the_numbers(kind: Kind) -> None:
    """How many providers and articles there are is said however few are shown."""
    articles = [*daily("A", 70), *daily("B", 60), *daily("C", 50)]
    with kind.searcher(articles) as searcher:
        answer = asked_of(searcher, size=1, most=2, page=2)
        enough = asked_of(searcher, least=55)
        found = asked_of(searcher, find_provider=["c"])
    assert [row.provider for row in answer.rows] == ["B"]
    assert (answer.providers, answer.articles, answer.earlier) == (3, 180, 1)
    assert [bucket.start for bucket in answer.buckets] == ["2020-02-01", "2020-03-01"]
    assert answer.rows[0].counts == [29, 0]
    assert answer.rows[0].articles == 60
    assert [row.provider for row in enough.rows] == ["A", "B"]
    assert [row.provider for row in found.rows] == ["C"]


def test_buckets_end_where_the_dates_that_were_asked_for_end(kind: Kind) -> None:
    """And weeks begin on Monday."""
    with kind.searcher(daily("A", 60)) as searcher:
        answer = asked_of(searcher, from_="2020-01-08", to="2020-01-21", interval="week")
    assert [(bucket.start, bucket.end) for bucket in answer.buckets] == [
        ("2020-01-08", "2020-01-12"),
        ("2020-01-13", "2020-01-19"),
        ("2020-01-20", "2020-01-21"),
    ]
    assert answer.rows[0].counts == [5, 7, 2]


def test_articles_without_a_date_or_a_provider_are_in_no_row(kind: Kind) -> None:
    """Those without a provider count for the archive."""
    articles = [article("a", provider="P"), article("b", published="2021-01-01")]
    with kind.searcher(articles) as searcher:
        answer = asked_of(searcher)
    assert (answer.rows, answer.providers) == ([], 0)
    assert [bucket.articles for bucket in answer.buckets] == [1]
    assert answer.all == 1


def test_an_empty_archive_has_an_empty_ledger(kind: Kind) -> None:
    """Without articles there are no rows and no buckets, and nothing fails."""
    with kind.searcher() as searcher:
        answer = asked_of(searcher)
    assert (answer.rows, answer.buckets, answer.nothing, answer.articles) == ([], [], [], 0)
