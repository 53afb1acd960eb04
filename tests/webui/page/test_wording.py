from __future__ import annotations

import pytest

from webui.page.wording import about_days, lasting

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
