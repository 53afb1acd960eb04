"""What is dated so far from the other hits that no chart over time reaches to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from webui.formats.date_texts import day
from webui.page.wording import plural
from webui.search.criteria.criteria import Criteria


class Ends(Protocol):
    """A bucket."""

    @property
    def start(self) -> str:
        """Its first day, ISO."""
        ...

    @property
    def end(self) -> str:
        """Its last day."""
        ...


class OverTime(Protocol):
    """What is counted over time."""

    @property
    def buckets(self) -> Sequence[Ends]:
        """The times that are shown."""
        ...

    @property
    def earlier(self) -> int:
        """How many articles are of the time before."""
        ...

    @property
    def later(self) -> int:
        """How many are of the time after."""
        ...


class Outside(NamedTuple):
    """Articles that are not shown, and the search for them."""

    label: str
    criteria: Criteria


def outside(counted: OverTime, criteria: Criteria) -> list[Outside]:
    """Return what is before and after the buckets: ``1 article after 31 December 2024``.

    Args:
        counted: over time.
        criteria: the search that found it.
    """
    if not counted.buckets:
        return []
    first, last = counted.buckets[0].start, counted.buckets[-1].end
    span, found = criteria.span, list[Outside]()
    if counted.earlier:
        start = span.first.isoformat() if span.first else ""
        stop = (date.fromisoformat(first) - timedelta(1)).isoformat()
        label = f"{plural(counted.earlier, 'article')} before {day(first)}"
        found.append(Outside(label, criteria.changed(from_=start, to=stop)))
    if counted.later:
        stop = span.last.isoformat() if span.last else ""
        start = (date.fromisoformat(last) + timedelta(1)).isoformat()
        label = f"{plural(counted.later, 'article')} after {day(last)}"
        found.append(Outside(label, criteria.changed(from_=start, to=stop)))
    return found
