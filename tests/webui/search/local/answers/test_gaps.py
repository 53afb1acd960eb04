"""Gaps among thousands of providers that are made up, as irregular as real ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pytest

from tests.webui.search.library import TODAY, article, asking, opened
from tests.webui.search.reference.answers.gaps import PlainGap
from tests.webui.search.reference.answers.gaps import gaps_of as plain_gaps
from webui.search.criteria.ledger import LedgerAsked
from webui.search.local.answers.overviews.gaps import Gaps, gaps_among
from webui.search.local.answers.overviews.ledger import ledger
from webui.search.local.answers.overviews.pause_finding import Pause
from webui.search.local.answers.overviews.provider_days import counted_days

DAY_0 = date(1970, 1, 1)
START = 18_000
DAYS = 730
WEEK = np.array([1.2, 1.3, 1.3, 1.2, 1.1, 0.5, 0.4])

Counts = npt.NDArray[np.int64]


def published(
    drawn: np.random.Generator, rates: npt.NDArray[np.float64], changing: bool = True
) -> Counts:
    """Return how many articles each provider published on each day, shape (p, DAYS).

    By the week, and by weeks that are livelier than others (negative binomials of size 3); a
    third has no weekends; each has two bursts; a third comes later; over ten days of
    the year all are quiet; and, if they are changing, half publish much more or less from some
    day on.
    """
    weekdays = (np.arange(START, START + DAYS) + 3) % 7
    counts = np.zeros((len(rates), DAYS), np.int64)
    for number, rate in enumerate(rates):
        level = rate * WEEK[weekdays] * np.repeat(drawn.gamma(3, 1 / 3, DAYS // 7 + 1), 7)[:DAYS]
        level[350:360] *= 0.3
        if number % 3 == 0:
            level[weekdays >= 5] = 0
        if changing and drawn.random() < 0.5:
            level[drawn.integers(100, DAYS - 100) :] *= drawn.choice([0.1, 0.3, 3, 5])
        for begin in drawn.integers(0, DAYS - 20, 2):
            level[begin : begin + drawn.integers(2, 20)] *= drawn.integers(3, 10)
        if number % 3 == 1:
            level[: drawn.integers(0, 200)] = 0
        counts[number] = drawn.poisson(level)
    return counts


def gaps_in(counts: Counts) -> Gaps:
    """Return the gaps among counts of shape (p, DAYS)."""
    providers, days = np.nonzero(counts)
    each = counted_days(providers, days + START, counts[providers, days], len(counts))
    return gaps_among(each.together(), each)


@pytest.mark.slow
def test_hardly_any_gap_is_found_where_there_is_none() -> None:
    """Among 2,000 providers over two years, with bursts, holidays and changes of level: 1 %."""
    drawn = np.random.default_rng(1)
    gaps = gaps_in(published(drawn, np.exp(drawn.uniform(np.log(0.01), np.log(20), 2000))))
    assert len(gaps.of) <= 20
    assert gaps.nothing == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rate", "length", "least"),
    [(20, 14, 0.95), (5, 14, 0.7), (5, 28, 0.95), (1, 28, 0.6), (1, 60, 0.95), (0.2, 120, 0.6)],
)
def test_gaps_are_found_where_they_are(rate: float, length: int, least: float) -> None:
    """Articles a day, and days without any: most are found, and to the day."""
    drawn = np.random.default_rng(2)
    others = np.exp(drawn.uniform(np.log(0.05), np.log(5), 300))
    counts = published(drawn, np.concatenate([np.full(60, rate), others]), changing=False)
    begins = drawn.integers(300, 500, 60)
    for number, begin in enumerate(begins):
        counts[number, begin : begin + length] = 0
    gaps = gaps_in(counts)
    found = 0
    for number, begin in enumerate(begins):
        filled = np.flatnonzero(counts[number])
        before, after = filled[filled < begin][-1], filled[filled >= begin][0]
        ends = {(each.first - START, each.last - START) for each in gaps.of.get(number, ())}
        found += (before + 1, after - 1) in ends
    assert found / 60 >= least


def test_a_week_of_nothing_short_of_one_article_is_one_gap_of_the_archive() -> None:
    """What one straggler brings does not make it two, nor a gap of anybody else."""
    drawn = np.random.default_rng(3)
    counts = published(drawn, np.full(100, 2.0), changing=False)
    counts[:, 500:514] = 0
    counts[7, 506] = 1
    gaps = gaps_in(counts)
    assert [(each.first - START, each.last - START) for each in gaps.nothing] == [(500, 513)]
    assert not any(
        each.first <= START + 513 and each.last >= START + 500
        for own in gaps.of.values()
        for each in own
        if each.days < 30
    )


def test_a_straggler_after_the_import_has_stopped_blames_nobody() -> None:
    """One article months later: the gap is the archive's, not that of all who stopped with it."""
    drawn = np.random.default_rng(4)
    counts = published(drawn, np.full(50, 1.0), changing=False)
    counts[:, 600:] = 0
    counts[3, 729] = 1
    gaps = gaps_in(counts)
    assert [(each.first - START, each.last - START) for each in gaps.nothing] == [(600, 728)]
    assert not any(each.last >= START + 728 for own in gaps.of.values() for each in own)


def test_dates_that_are_nonsense_are_no_trouble() -> None:
    """The first and the last day of the calendar, and all the years between."""
    articles = [
        article("a", provider="P", published=datetime.combine(date.min, datetime.min.time(), UTC)),
        article("b", provider="P", published="2021-01-01"),
        article("c", provider="P", published=datetime.combine(date.max, datetime.min.time(), UTC)),
    ]
    with opened(articles) as snapshot:
        whole = ledger(snapshot, LedgerAsked(interval="year"), 50, 5)
        days = ledger(snapshot, LedgerAsked(asking(to="2021-01-01", today=TODAY), "day"), 50, 3)
    assert (whole.rows[0].counts, whole.earlier) == ([0, 0, 0, 0, 1], 9994)
    assert days.rows[0].counts == [0, 0, 1]
    assert whole.rows[0].gaps == []


def test_dates_in_the_future_make_nobody_silent() -> None:
    """A webinar of next year does not mean that the others have stopped."""
    articles = [
        article(f"{day}", provider="P", published=datetime.fromtimestamp(day * 86_400, UTC))
        for day in range(START, START + 100)
    ]
    later = article("later", provider="Q", published="2999-01-01")
    with opened([*articles, later]) as snapshot:
        answer = ledger(snapshot, LedgerAsked(), 50, 5)
    assert [row.gaps for row in answer.rows] == [[], []]


@pytest.mark.slow
def test_gaps_are_those_that_plain_loops_find() -> None:
    """In fifty small archives with stretches cut out of some providers, and of all together."""
    found = 0
    for seed in range(50):
        drawn = np.random.default_rng(seed)
        shape = int(drawn.integers(1, 6)), int(drawn.integers(30, 350))
        weeks = np.repeat(drawn.gamma(2, 0.5, shape[1] // 7 + 1), 7)[: shape[1]]
        counts = drawn.poisson(np.exp(drawn.uniform(-3, 1.5, shape[0]))[:, None] * weeks)
        for number in range(shape[0] + 1):
            whose = slice(None) if number == shape[0] else number
            begin, length = drawn.integers(0, shape[1]), drawn.integers(3, 100)
            if drawn.random() < 0.6:
                counts[whose, begin : begin + length] = 0
        articles = [
            (str(provider), DAY_0 + timedelta(START + int(day)))
            for provider, day in zip(*np.nonzero(counts), strict=True)
            for _ in range(counts[provider, day])
        ]
        ours, theirs = gaps_in(counts), plain_gaps(articles, date.max)
        assert_same(ours.nothing, theirs.nothing)
        assert {str(code) for code in ours.of} == {*theirs.of}
        for code, own in ours.of.items():
            assert_same(own, theirs.of[str(code)])
        found += len(ours.nothing) + sum(map(len, ours.of.values()))
    assert found > 30


def assert_same(ours: Sequence[Pause], theirs: Sequence[PlainGap]) -> None:
    """Compare gaps by their days, and by all that is said of them."""
    assert [
        (DAY_0 + timedelta(one.first), DAY_0 + timedelta(one.last), one.is_open) for one in ours
    ] == [(one.first, one.last, one.is_open) for one in theirs]
    for one, other in zip(ours, theirs, strict=True):
        assert (one.expected, one.chance) == pytest.approx((other.expected, other.chance))
