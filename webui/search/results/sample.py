"""What is said of a sample, as types that become JSON."""

from __future__ import annotations

from pydantic import Field

from webui.search.criteria.sampling import Allocation, Stratum
from webui.search.results.base import Result, is_none


class DrawnStratum(Result):
    """A stratum: ``drawn`` of its ``articles``; each stands for ``weight`` of them, null for none.

    ``provider`` and ``month`` (``YYYY-MM``) are there if they divide the articles, and null
    for articles without.
    """

    values: dict[Stratum, str | None]
    articles: int
    drawn: int
    weight: float | None


class SkippedDays(Result):
    """Days from ``first`` to ``last``, both included, on which nothing at all was published."""

    first: str
    last: str


class ConstructedWeeks(Result):
    """Weeks made of days drawn for each weekday.

    ``days`` (ISO, ascending) were drawn of the ``days_published`` on which anything was published
    between the first and the last of the period; ``skipped`` are the others. ``complete`` is
    false where some weekday has fewer days than weeks were asked for.
    """

    weeks: int
    days: list[str]
    days_published: int
    skipped: list[SkippedDays]
    complete: bool


class SampleInfo(Result):
    """How a sample was drawn: ``drawn`` of ``articles`` that the search finds without it.

    ``strata`` lists those with most articles first, as many as an answer holds; ``strata_total``
    counts all. ``constructed`` is null where all days were taken.
    """

    articles: int
    drawn: int
    size: int | None
    seed: int
    by: list[Stratum]
    allocation: Allocation | None
    strata: list[DrawnStratum]
    strata_total: int
    constructed: ConstructedWeeks | None = Field(default=None, exclude_if=is_none)
