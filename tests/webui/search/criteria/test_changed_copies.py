"""Copies of criteria with some fields changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from webui.search.criteria.criteria import Criteria
from webui.search.criteria.dates import Span


def test_a_copy_is_what_the_standard_library_makes() -> None:
    """All other fields are kept, that which makes no difference to equality, too."""
    criteria = Criteria(q="a", sort="heat", page=2, today=date(2020, 1, 2))
    copy = criteria.changed(sort="newest", page=2)
    assert copy == replace(criteria, sort="newest")
    assert (copy.today, criteria.sort) == (criteria.today, "heat")
    assert hash(copy) == hash(replace(criteria, sort="newest"))


def test_what_was_worked_out_is_worked_out_anew() -> None:
    """A copy has an address and days of its own."""
    criteria = Criteria(q="a", from_="2020")
    assert (criteria.encoded, criteria.elsewhere.encoded) == ("q=a&from=2020", "q=a&from=2020")
    assert criteria.span == Span(date(2020, 1, 1), None)
    copy = criteria.changed(q="b", from_="", to="2021")
    assert (copy.encoded, copy.elsewhere.encoded) == ("q=b&to=2021", "q=b&to=2021")
    assert copy.span == Span(None, date(2021, 12, 31))


@pytest.mark.parametrize("name", ["nothing", "span", "from"])
def test_only_fields_can_be_changed(name: str) -> None:
    """What is none is an error of the program, also where it is worked out from fields."""
    with pytest.raises(TypeError, match=f"no field {name}"):
        Criteria().changed(**{name: "x"})
