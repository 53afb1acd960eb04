"""Times and counts, as pages write them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search.library import generated
from webui.page.wording import about_days, dates_label, lasting, later, told

HOUR = 3600
DAY = 24 * HOUR


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (1, "less than a minute"),
        (60, "1 min"),
        (2 * HOUR + 5 * 60 + 59, "2 h 5 min"),
        (DAY, "1 day"),
        (1000 * DAY + 3 * HOUR, "1,000 days 3 h"),
    ],
)
def test_a_time_is_written_as_far_as_it_matters(seconds: int, text: str) -> None:
    """Minutes within a day, hours beyond, and nothing that is zero."""
    assert lasting(seconds) == text


@pytest.mark.parametrize(("hours", "text"), [(12, 1), (24, 1), (35, 1), (36, 2), (72, 3)])
def test_what_is_known_by_days_is_rounded_to_days(hours: int, text: int) -> None:
    """A median between a time in hours and one in days is about so many days."""
    assert about_days(hours * HOUR) == f"about {text} day{'s' if text > 1 else ''}"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "at the same time"),
        (59, "less than a minute later"),
        (60, "1 min later"),
        (3_599, "59 min later"),
        (3_600, "1 h later"),
        (7_500, "2 h 5 min later"),
        (86_399, "23 h 59 min later"),
        (86_400, "1 day later"),
        (90_000, "1 day 1 h later"),
        (3 * 86_400 + 4 * 3_600 + 3_540, "3 days 4 h later"),
        (1_500 * 86_400, "1,500 days later"),
    ],
)
def test_how_long_it_took_is_written_in_two_units_at_most(seconds: int, text: str) -> None:
    """Days and hours, or hours and minutes; what is less is left out."""
    assert later(seconds) == text


@generated(200)
@given(st.integers(60, 10**10))
def test_how_long_it_took_is_never_more_than_it_was(seconds: int) -> None:
    """The units add up to the time, but for less than the smallest that is written."""
    units = {"day": 86_400, "days": 86_400, "h": 3_600, "min": 60}
    parts = re.findall(r"([\d,]+) (\w+)", later(seconds))
    written = sum(int(number.replace(",", "")) * units[unit] for number, unit in parts)
    assert 0 <= seconds - written < (3_600 if seconds >= 86_400 else 60)


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ((11, 0, 9), "11 reports by 9 providers"),
        ((13, 9, 9), "4 reports and 9 copies by 9 providers"),
        ((2, 1, 1), "1 report and 1 copy by 1 provider"),
        ((2, 2, 0), "2 copies"),
    ],
)
def test_reports_and_copies_are_counted_apart(counts: tuple[int, int, int], text: str) -> None:
    """So that one can count both ways."""
    assert told(*counts) == text


@pytest.mark.parametrize(
    ("from_", "to", "text"),
    [
        ("2021-06", "2021-06", "June 2021"),
        ("2021-06-01", "2021-06-30", "June 2021"),
        ("2021-01", "2021", "2021"),
        ("2024-02-29", "2024-02-29", "29 February 2024"),
        ("9999-12", "9999-12-31", "December 9999"),
        ("2020", "2021-06-05", "From 2020 to 5 June 2021"),
        ("2021-06-02", "2021-06-30", "From 2 June 2021 to 30 June 2021"),
        ("2020-01-01", "2021-12-31", "From 1 January 2020 to 31 December 2021"),
        ("2021-06", "", "From June 2021"),
        ("", "2021", "To 2021"),
    ],
)
def test_dates_are_named_in_as_few_words_as_they_have(from_: str, to: str, text: str) -> None:
    """What is one year, month or day is called so; of other days the ends are named."""
    assert dates_label(from_, to) == text
