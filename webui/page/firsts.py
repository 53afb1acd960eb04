"""Who told a story first, and how long the others took, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from webui.page.wording import later
from webui.search.results.precision import day_of, lag_between, possibly_first, precision_of
from webui.search.results.story import StoryArticle, StoryProvider

# So many names can be read in one sentence.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Told:
    """Providers that told a story at one time, as far as anybody knows.

    Attributes:
        names: the first few of them; None stands for articles without a provider.
        others: how many more there are.
        published: when; midnight where no more than the day is known of all of them.
        is_known: whether they are known to have told it at the same time; one alone is.
        later: how long after those before them; empty for the first.
    """

    names: tuple[str | None, ...]
    others: int
    published: str
    is_known: bool
    later: str = ""


def first_two(rows: Sequence[StoryProvider]) -> list[Told]:
    """Return who told a story first and who was next; fewer where there are no others.

    Args:
        rows: what each provider wrote of it; those without a date are left out.
    """
    places = possibly_first([row.published for row in rows])
    if not places:
        return []
    first = _told([rows[place] for place in places])
    left = [row for place, row in enumerate(rows) if place not in places and row.published]
    if not first.is_known:
        # Somebody of whom only the day is known may have come after others of that day.
        left = [row for row in left if (row.published or "")[:10] > first.published[:10]]
    places = possibly_first([row.published for row in left])
    if not places:
        return [first]
    then = _told([left[place] for place in places])
    between = lag_between(first.published, then.published)
    if between.unit == "second":
        return [first, replace(then, later=later(between.amount, spelled=True))]
    words = "the next day" if between.amount == 1 else f"{between.amount:,} days later"
    return [first, replace(then, later=words)]


def leading(articles: Sequence[StoryArticle]) -> frozenset[str]:
    """Return the ids of the articles that are known to be the first; none if nobody knows."""
    first = [articles[place] for place in possibly_first([one.published for one in articles])]
    if len(first) > 1 and any(one.precision == "day" for one in first):
        return frozenset()
    return frozenset(one.id for one in first)


def lag(first: str | None, published: str | None) -> str:
    """Write how long after the first article of a story another one came; empty if unknown.

    Args:
        first: when the first one was published.
        published: when the other one was.
    """
    if first is None or published is None:
        return ""
    between = lag_between(first, published)
    if between.unit == "second":
        return later(between.amount)
    return {0: "same day", 1: "next day"}.get(between.amount, f"{between.amount:,} days later")


def _told(rows: Sequence[StoryProvider]) -> Told:
    times = {row.published for row in rows if row.published}
    is_known = len(rows) == 1 or all(precision_of(time) == "second" for time in times)
    return Told(
        names=tuple(row.provider for row in rows[:_NAMED]),
        others=max(len(rows) - _NAMED, 0),
        published=max(times) if is_known else day_of(min(times)),
        is_known=is_known,
    )
