"""What may be said of two times of which one, or both, are known to the day only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search.library import generated
from webui.search.results.precision import Lag, day_of, lag_between, possibly_first, precision_of
from webui.search.results.presenting import iso

DAY = "2021-08-27T00:00:00Z"

times = st.builds(
    lambda day, second: (
        f"2021-08-{day}T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z"
    ),
    st.integers(26, 28),
    st.sampled_from([0, 0, 1, 60, 86_399]),
)


@pytest.mark.parametrize(
    ("published", "precision"),
    [
        (None, None),
        (DAY, "day"),
        ("2021-08-27T00:00:01Z", "second"),
        ("2021-08-27T12:00:00Z", "second"),
        (iso(datetime(2021, 8, 27, 2, tzinfo=UTC) - timedelta(hours=2)), "day"),
    ],
)
def test_midnight_is_a_day(published: str | None, precision: str | None) -> None:
    """Midnight in UTC is what somebody writes who knows the day."""
    assert precision_of(published) == precision


@pytest.mark.parametrize(
    ("first", "other", "lag"),
    [
        (DAY, DAY, Lag(0, "day")),
        (DAY, "2021-08-27T23:59:59Z", Lag(0, "day")),
        ("2021-08-27T23:59:59Z", "2021-08-28T00:00:00Z", Lag(1, "day")),
        ("2021-08-27T23:59:59Z", "2021-08-28T00:00:01Z", Lag(2, "second")),
        ("2021-02-28T12:00:00Z", "2021-03-02T00:00:00Z", Lag(2, "day")),
        ("2021-08-27T14:03:00Z", "2021-08-27T14:42:00Z", Lag(39 * 60, "second")),
    ],
)
def test_a_lag_is_as_precise_as_both_times(first: str, other: str, lag: Lag) -> None:
    """In seconds where both are known so, else in days of the calendar."""
    assert lag_between(first, other) == lag


def might_be(time: str) -> tuple[str, str]:
    """Return the earliest and the latest second that a time may stand for."""
    return (time, time) if precision_of(time) == "second" else (time, time[:10] + "T23:59:59Z")


@generated(200)
@given(st.lists(st.none() | times, max_size=6))
def test_who_may_be_first_is_whom_nobody_is_known_to_be_before(
    given_times: list[str | None],
) -> None:
    """A time is left out only if another one is before it, whatever second both stand for."""
    expected = [
        place
        for place, time in enumerate(given_times)
        if time and not any(might_be(one)[1] < might_be(time)[0] for one in given_times if one)
    ]
    assert possibly_first(given_times) == expected


@generated(50)
@given(times)
def test_the_day_of_a_time_is_a_day(time: str) -> None:
    """What only the day is known of is written as importers write it."""
    assert precision_of(day_of(time)) == "day"
    assert day_of(time)[:10] == time[:10]
