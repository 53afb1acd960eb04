"""The values of a facet."""

from __future__ import annotations

from webui.page.rows.facet_rows import facet_rows
from webui.search.results.search import FacetValue

VALUES = [
    FacetValue(value="A & B/C", count=1234, selected=False),
    FacetValue(value="é", count=0, selected=False),
    FacetValue(value="D", count=2, selected=True),
]


def test_those_that_are_chosen_come_first() -> None:
    """The others stay in their order; numbers have commas."""
    rows = [*facet_rows(VALUES, linked=True)]
    assert [row[:3] for row in rows] == [
        ("D", "D", "2"), ("A & B/C", "A%20%26%20B/C", "1,234"), ("é", "%C3%A9", "0"),
    ]  # fmt: skip


def test_only_what_has_articles_can_be_left_out() -> None:
    """Not what is chosen, and nothing where the address may not be repeated."""
    assert [row.can_be_left_out for row in facet_rows(VALUES, linked=True)] == [False, True, False]
    assert not any(row.can_be_left_out for row in facet_rows(VALUES, linked=False))
