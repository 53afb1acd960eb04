"""Who told a story first, and who was next."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search.library import generated
from tests.webui.search.results.test_precision import DAY, times
from webui.page.firsts import Told, first_two, lag
from webui.search.results.precision import possibly_first, precision_of
from webui.search.results.story import StoryProvider


def row(provider: str | None, published: str | None) -> StoryProvider:
    """Return what a provider wrote of a story."""
    return StoryProvider(
        provider=provider, first="id", published=published, precision=precision_of(published),
        after_seconds=None, articles=1, copies=0,
    )  # fmt: skip


def test_nobody_is_first_where_no_date_is_known() -> None:
    """There is nothing to say then."""
    assert first_two([]) == []
    assert first_two([row("P", None), row(None, None)]) == []


def test_many_names_are_cut() -> None:
    """Three are named, the others counted; those without a provider are one of them."""
    rows = [row(name, "2021-08-27T10:00:00Z") for name in (None, "P", "Q", "R", "S")]
    (first,) = first_two(rows)
    assert first == Told((None, "P", "Q"), 2, "2021-08-27T10:00:00Z", is_known=True)


def test_who_came_next_on_an_uncertain_day_is_not_known() -> None:
    """Of a day of which not all is known nobody is next: that is one of a later day."""
    rows = [row("P", DAY), row("Q", "2021-08-27T09:00:00Z"), row("R", "2021-08-27T10:00:00Z")]
    (first,) = first_two(rows)
    assert (first.names, first.published, first.is_known) == (("P", "Q"), DAY, False)
    _, then = first_two([*rows, row("S", "2021-08-28T10:00:00Z")])
    assert (then.names, then.later) == (("S",), "the next day")


@generated(200)
@given(st.lists(st.none() | times, max_size=6).map(lambda drawn: sorted(drawn, key=str)))
def test_those_who_are_named_are_those_that_may_be_first(drawn: list[str | None]) -> None:
    """The first are all that may be, and the next come on a later day, or at a later second."""
    rows = [row(f"P{place}", time) for place, time in enumerate(drawn)]
    told = first_two(rows)
    named = [len(one.names) + one.others for one in told]
    assert named[:1] == ([len(possibly_first(drawn))] if any(drawn) else [])
    for first, then in [told] if len(told) == 2 else []:
        assert first.published < then.published
        assert first.is_known or first.published[:10] < then.published[:10]
        assert then.later.endswith(("later", "the next day"))


def test_a_lag_needs_two_times() -> None:
    """Without either nothing is said."""
    assert lag(None, DAY) == lag(DAY, None) == ""
    assert lag(DAY, "2021-08-27T10:00:00Z") == "same day"
    assert lag(DAY, "2024-08-27T10:00:00Z") == "1,096 days later"
