"""Pairs of providers, counted by arrays."""

from __future__ import annotations

import tracemalloc
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search.library import generated
from webui.search.criteria.followers import PairOrder
from webui.search.local.grouping.first_reports import first_reports
from webui.search.local.grouping.pair_counting import Pairs, count_pairs

Report = tuple[int, int, int]
"""Story, provider, and microseconds since 1970."""

HOUR = 3_600_000_000
times = st.builds(lambda day, hour, rest: day * 24 * HOUR + hour * HOUR + rest,
                  st.integers(-2, 2), st.sampled_from([0, 0, 1, 23]),
                  st.sampled_from([0, 1, 999_999, 1_000_000]))  # fmt: skip


def counted(
    reports: Sequence[Report], least: int, by: PairOrder, limit: int, of: int | None, at_once: int
) -> tuple[int, Pairs]:
    """Count the pairs of some reports."""
    columns = np.array(reports, np.int64).reshape(-1, 3).T
    return count_pairs(first_reports(*columns), least, by, limit, of, at_once)


def rows(pairs: Pairs) -> list[tuple[int, ...]]:
    """Return the pairs as numbers."""
    columns = (pairs.one, pairs.other, pairs.stories, pairs.before, pairs.after, pairs.by_day)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def looped(
    reports: Sequence[Report], least: int, by: PairOrder, of: int | None
) -> list[tuple[int, ...]]:
    """Count the same one story after the other."""
    firsts: dict[int, dict[int, int]] = defaultdict(dict)
    for story, provider, when in reports:
        firsts[story][provider] = min(when, firsts[story].get(provider, when))
    lags: dict[tuple[int, int], list[tuple[int, bool]]] = defaultdict(list)
    for each in firsts.values():
        for one, other in combinations(sorted(each), 2):
            first, second = each[one] // 1_000_000, each[other] // 1_000_000
            by_day = not first % 86_400 or not second % 86_400
            days = second // 86_400 - first // 86_400
            lags[one, other].append((days if by_day else second - first, by_day))
    found = []
    for (one, other), both in lags.items():
        before, after = (sum(s * lag > 0 for lag, _ in both) for s in (1, -1))
        numbers = (len(both), max(before, after), min(before, after), sum(day for _, day in both))
        if len(both) >= least and of in (None, one, other):
            found.append(((other, one) if after > before else (one, other)) + numbers)
    key = (2, 3) if by == "stories" else (3, 2)

    def place(row: tuple[int, ...]) -> tuple[int, ...]:
        worth = {2: -row[2], 3: row[4] - row[3]}
        return worth[key[0]], worth[key[1]], row[0], row[1]

    return sorted(found, key=place)


@generated(200)
@given(
    reports=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), times), max_size=60),
    least=st.integers(1, 4),
    by=st.sampled_from(["stories", "lead"]),
    limit=st.integers(0, 16),
    of=st.none() | st.integers(-1, 6),
    at_once=st.sampled_from([1, 3, 10, 1000]),
)
def test_pairs_are_those_of_a_plain_loop(
    reports: list[Report], least: int, by: PairOrder, limit: int, of: int | None, at_once: int
) -> None:
    """However many are looked at at once: numbers, order, and how many there are."""
    total, pairs = counted(reports, least, by, limit, of, at_once)
    expected = looped(reports, least, by, of)
    assert total == len(expected)
    assert rows(pairs) == expected[:limit]


@pytest.mark.parametrize(
    ("lags", "median", "in_days"),
    [
        ([5], 5, False),
        ([5, 8], 6, False),
        ([1, 5, 100], 5, False),
        ([1, 86_400, 86_400], 86_400, True),
        ([1, 3, 86_400], 3, False),
        ([1, 86_400], 43_200, True),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_median_says_whether_it_comes_of_whole_days(
    lags: list[int], median: int, in_days: bool, turned: bool
) -> None:
    """The one in the middle, or the mean of the two there; days where one of these is days."""
    reports: list[Report] = []
    for story, lag in enumerate(lags):
        # At midnight, where a time is a date only, or an hour after it.
        start = 0 if lag == 86_400 else HOUR
        reports += [(story, int(turned), start), (story, int(not turned), start + lag * 1_000_000)]
    _, pairs = counted(reports, 1, "stories", 9, None, 1000)
    assert (pairs.one.tolist(), pairs.other.tolist()) == ([int(turned)], [int(not turned)])
    assert pairs.lag.tolist() == [[median, 0]]
    assert pairs.in_days.tolist() == [[in_days, False]]


def test_a_story_of_thousands_is_counted_in_little_memory() -> None:
    """Two stories of the same 1,500 providers make a million pairs, of which few are kept."""
    reports = [(story, provider, HOUR + provider) for story in (0, 1) for provider in range(1500)]
    tracemalloc.start()
    total, pairs = counted(reports, 2, "stories", 3, None, 20_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # Their two numbers alone would take as much.
    assert peak < 16 * total
    assert total == 1500 * 1499 // 2
    assert rows(pairs) == [(0, 1, 2, 0, 0, 0), (0, 2, 2, 0, 0, 0), (0, 3, 2, 0, 0, 0)]
