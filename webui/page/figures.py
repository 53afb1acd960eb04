"""How counts and shares over time are worded, and the choices of what is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from webui.page.wording import percent, plural
from webui.search.criteria.criteria import Base, Criteria, Measure, Unit
from webui.search.results.search import Interval

SMALL_BASE = 30
"""A share of fewer than so many is drawn hollow: its interval is wider than most differences."""

_PLURALS: dict[Unit, tuple[str, str]] = {
    "article": ("article", "articles"),
    "story": ("story", "stories"),
    "provider": ("provider", "providers"),
}
_MEASURES: dict[Measure, str] = {"count": "Counts", "share": "Shares"}
_BASES: dict[Base, str] = {"all": "all of that time", "filtered": "what the filters leave"}
_WHOLES: dict[Base, str] = {"all": "of all", "filtered": "of what the filters leave"}


class Bounded(Protocol):
    """A share of which one knows how sure it is."""

    @property
    def low(self) -> float | None:
        """The lower end of the interval of the share."""
        ...

    @property
    def high(self) -> float | None:
        """The upper end."""
        ...


class Counted(Bounded, Protocol):
    """How much of a base was found in a bucket."""

    @property
    def ratio(self) -> float | None:
        """Its share, None where the base is 0."""
        ...

    @property
    def providers(self) -> int:
        """How many published anything of the base."""
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several ways to count: what it is called, and its address; None if it is chosen."""

    name: str
    label: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Choices:
    """Ways to count of which one is chosen."""

    title: str
    options: list[Choice]


def units(count: int, unit: Unit) -> str:
    """Write a number of what is counted: ``1 story``, ``2,137 articles``."""
    return plural(count, *_PLURALS[unit])


def several(unit: Unit) -> str:
    """Return what is counted, in the plural."""
    return _PLURALS[unit][1]


def whole(base: Base) -> str:
    """Write what a share is of: ``of all``, ``of what the filters leave``."""
    return _WHOLES[base]


def nothing(unit: Unit, of: Base) -> str:
    """Write that there is no base, so that nothing found means nothing."""
    if of == "filtered":
        return "nothing under these filters"
    return "no provider published" if unit == "provider" else "nothing imported"


def is_small(base: int) -> bool:
    """Whether a share of so many is to be read with care."""
    return 0 < base < SMALL_BASE


def top_of_scale(reaches: Iterable[tuple[float, bool]]) -> float:
    """Return what the top of a drawing stands for; 0 where there is nothing.

    One of one is 100 %, and beside it nothing else could be seen. So shares of few set the
    scale up to twice of what the others need, and are cut above.

    Args:
        reaches: how high each value is drawn, and whether it is a share of few.
    """
    few = many = 0.0
    for reach, small in reaches:
        few, many = (max(few, reach), many) if small else (few, max(many, reach))
    return max(many, min(few, 2 * many)) if many else few


def interval_text(counted: Bounded) -> str:
    """Write the 95 % interval of a share: ``24 % to 76 %``; empty where there is none."""
    if counted.low is None or counted.high is None:
        return ""
    return f"{percent(counted.low)} to {percent(counted.high)}"


def amount_text(counted: Counted, count: int, base: int, unit: Unit, of: Base) -> str:
    """Write what was found in a bucket: how many of how many, and how sure their share is.

    Args:
        counted: its share, and who published.
        count, base: how many there are, and of how many, in the unit.
        unit: what is counted.
        of: what the base is.
    """
    if counted.ratio is None:
        return nothing(unit, of)
    few = "only " if is_small(base) else ""
    text = f"{units(count, unit)} of {few}{base:,}, {percent(counted.ratio)}"
    text += f" (95 %: {interval_text(counted)})"
    return text if unit == "provider" else f"{text}; {plural(counted.providers, 'provider')}"


def heading(criteria: Criteria, interval: Interval) -> str:
    """Write what a chart shows: ``Articles a month``, ``Share of filtered stories a week``."""
    text = f"{several(criteria.unit)} a {interval}"
    if criteria.measure == "count":
        return text.capitalize()
    return f"Share of {'all' if criteria.base == 'all' else 'filtered'} {text}"


def heading_by_provider(criteria: Criteria) -> str:
    """Write what is counted of each provider: ``Stories, of all that each published``."""
    whole_ = "of all" if criteria.base == "all" else "of what the filters leave of all"
    return f"{several(criteria.unit).capitalize()}, {whole_} that each published"


def counting_choices(criteria: Criteria, address: Callable[[Criteria], str]) -> list[Choices]:
    """Return the ways to count over time.

    Args:
        criteria: of the page that one comes from.
        address: from criteria to the address of the same page; of ``page`` nothing is lost.
    """
    found = [
        _choices("Show", "measure", _MEASURES, criteria, address),
        _choices("Of", "unit", {unit: several(unit) for unit in _PLURALS}, criteria, address),
        _choices("A share is of", "base", _BASES, criteria, address),
    ]
    if criteria.measure == "share":
        labels = {"1": "drawn", "0": "not drawn"}
        found.append(_choices("95 % interval", "band", labels, criteria, address))
    return found


def counting_by_provider(criteria: Criteria, address: Callable[[Criteria], str]) -> list[Choices]:
    """Return the ways to count by provider; arguments are those of :func:`counting_choices`."""
    labels = {unit: several(unit) for unit in _PLURALS if unit != "provider"}
    bases = {"all": "all that each published", "filtered": _BASES["filtered"]}
    return [
        _choices("Count", "unit", labels, criteria, address),
        _choices("A share is of", "base", bases, criteria, address),
    ]


def _choices(
    title: str,
    field: str,
    labels: Mapping[Any, str],
    criteria: Criteria,
    address: Callable[[Criteria], str],
) -> Choices:
    def option(value: str, label: str) -> Choice:
        given = (value == "1") if field == "band" else value
        chosen = getattr(criteria, field) == given
        other = criteria.changed(**{field: given}, page=criteria.page)
        return Choice(f"{field}-{value}", label, None if chosen else address(other))

    return Choices(title, [option(value, label) for value, label in labels.items()])
