"""Partial dates and periods."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search.library import generated
from webui.search.criteria.dates import Span, parse_last, parse_partial, period_words


@generated(200)
@given(st.dates())
def test_a_date_is_in_its_own_day_month_and_year(day: date) -> None:
    """A day, its month and its year begin and end where the calendar says."""
    year, month = f"{day:%Y}".zfill(4), f"{day:%m}"
    assert parse_partial(f"{year}-{month}-{day:%d}") == Span(day, day)
    assert parse_partial(year) == Span(date(day.year, 1, 1), date(day.year, 12, 31))
    span = parse_partial(f"{year}-{month}")
    assert span.first == day.replace(day=1)
    assert span.last is not None
    assert span.first <= day <= span.last
    if span.last != date.max:
        assert (span.last + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    "text",
    ["", "21", "2021-", "2021-13", "2021-00", "2021-02-29", "2021-1-1-1", "0000", "20211",
     "２０２１", "2021/08", "2021-08-26T00:00", "yesterday", "-2021", "2021-08-32"],
)  # fmt: skip
def test_other_texts_are_no_dates(text: str) -> None:
    """What is not a date of the calendar is refused with a message that quotes it."""
    with pytest.raises(ValueError, match="“") as raised:
        parse_partial(text)
    assert text in str(raised.value)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("1d", date(2021, 3, 31)),
        ("7d", date(2021, 3, 25)),
        ("1w", date(2021, 3, 25)),
        ("2w", date(2021, 3, 18)),
        ("1m", date(2021, 3, 1)),
        ("2m", date(2021, 2, 1)),
        ("1y", date(2020, 4, 1)),
        ("13m", date(2020, 3, 1)),
        (" 2d ", date(2021, 3, 30)),
    ],
)
def test_periods_reach_back_from_today(text: str, first: date) -> None:
    """A period ends today; a month begins the day after the same day of the month before."""
    today = date(2021, 3, 31)
    assert parse_last(text, today) == Span(first, today)


@generated(200)
@given(st.integers(1, 9999), st.sampled_from("dwmy"), st.dates())
def test_every_period_is_read_or_refused(count: int, unit: str, today: date) -> None:
    """Any period is a span that ends today, or reaches back before the calendar."""
    with suppress(ValueError):
        span = parse_last(f"{count}{unit}", today)
        assert span.last == today
        assert span.first is not None
        assert span.first <= today
        return
    with pytest.raises(ValueError, match="before the calendar"):
        parse_last(f"{count}{unit}", today)


@pytest.mark.parametrize("text", ["", "0d", "d", "7", "7 d", "7h", "-7d", "99999d", "1.5y", "٣d"])
def test_other_texts_are_no_periods(text: str) -> None:
    """What is not a number and a unit is refused."""
    with pytest.raises(ValueError, match="is not a period"):
        parse_last(text, date(2021, 1, 1))


def test_a_span_without_ends_limits_nothing() -> None:
    """Only a span with an end is a limit."""
    assert not Span()
    assert Span(first=date.min)
    assert Span(last=date.max)


@pytest.mark.parametrize(
    ("text", "written"),
    [("7d", "7 days"), ("1d", "1 day"), ("2w", "2 weeks"), ("1y", "1 year"), ("x", "x")],
)
def test_a_period_has_words(text: str, written: str) -> None:
    """A number and a letter are written out as one says them."""
    assert period_words(text) == written
