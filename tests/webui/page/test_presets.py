"""The dates that are a click away."""

from __future__ import annotations

from datetime import date

import pytest

from webui.page.presets import Presets, presets
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.dates import Span

TODAY = date(2021, 9, 1)


def offered(newest: date, latest: str = "", **asked: str) -> Presets:
    """Return what is offered for an archive up to a day, with no hits after a day."""
    criteria = Criteria(today=TODAY).changed(**asked)
    return presets(criteria, Span(date(2001, 1, 1), newest), latest)


@pytest.mark.parametrize("last", [TODAY, date(2021, 8, 26), date(2022, 1, 1)])
def test_an_archive_that_goes_on_is_searched_up_to_today(last: date) -> None:
    """A kept link then goes on telling of the last days."""
    found = offered(last, last="30d")
    assert not found.of_archive
    assert [preset.dates for preset in found.choices] == [
        {"last": "7d"},
        {"last": "30d"},
        {"last": "1y"},
    ]
    assert [preset.chosen for preset in found.choices] == [False, True, False]


def test_of_an_archive_that_has_ended_its_own_last_days_are_offered() -> None:
    """From the first day on that none of the last seven has an article."""
    found = offered(date(2021, 8, 25), from_="2021-07-27", to="2021-08-25")
    assert found.of_archive
    assert [preset.dates for preset in found.choices] == [
        {"from_": "2021-08-19", "to": "2021-08-25"},
        {"from_": "2021-07-27", "to": "2021-08-25"},
        {"from_": "2020-08-26", "to": "2021-08-25"},
    ]
    assert [preset.chosen for preset in found.choices] == [False, True, False]
    assert found.choices[0].title == (
        "The archive’s last 7 days: from 19 August 2021 to 25 August 2021"
    )


def test_what_is_known_to_be_empty_is_not_offered() -> None:
    """The histogram of a search without dates ends with its last hit; others say nothing."""
    assert [each.name for each in offered(TODAY, latest="2021-12-31").choices] == [
        "7d",
        "30d",
        "1y",
    ]
    assert [each.name for each in offered(TODAY, latest="2020-12-31").choices] == ["1y"]
    assert offered(TODAY, latest="2019-12-31").choices == []
    assert len(offered(TODAY, latest="2019-12-31", to="2020").choices) == 3


def test_without_dates_there_is_no_last_day() -> None:
    """An archive of articles without dates has no presets."""
    assert presets(Criteria(today=TODAY), Span(), "").choices == []
