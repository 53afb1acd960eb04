"""How values are written on a page. Knows no requests."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from flask import Flask

from webui.page.addresses import may_be_repeated
from webui.search.criteria.criteria import FACETS, Criteria

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip

# What most people ask for.
PRESETS = (("7d", "7 days"), ("30d", "30 days"), ("1y", "1 year"))

FACET_TITLES = {"provider": "Provider", "topic": "Topic", "type": "Type"}

# So many of the active filters can be taken off one by one, and of those of long addresses.
_CHIPS = 50
_FEW_CHIPS = 5

# Parameters with a control of their own on the search page; a new search begins on page 1.
_CONTROLS = ("q", "from", "to", "last", "date", "min_quality", "curated", "match", "page")


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter: what it says, and the search without it."""

    label: str
    without: Criteria


def register(app: Flask) -> None:
    """Give templates the filters and functions of this module."""
    app.jinja_env.filters["percent"] = percent
    app.jinja_env.filters["time_of_day"] = lambda text: f"{datetime.fromisoformat(text):%H:%M}"
    app.jinja_env.filters["number"] = lambda value: f"{value:,}"
    app.jinja_env.filters["day"] = day
    app.jinja_env.filters["moment"] = moment
    app.jinja_env.filters["bucket"] = bucket_label
    app.jinja_env.globals["plural"] = plural
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def plural(count: int, singular: str, several: str | None = None) -> str:
    """Write a number with its noun: ``1 article``, ``2,137 articles``."""
    return f"{count:,} {singular if count == 1 else several or singular + 's'}"


def percent(share: float) -> str:
    """Write a share: ``12 %``, ``1.2 %``, ``<0.1 %``, ``0 %``."""
    hundredths = share * 100
    if 0 < hundredths < 0.1:
        return "<0.1 %"
    return f"{hundredths:.{0 if hundredths >= 10 or not hundredths else 1}f} %"


def day(text: str) -> str:
    """Write an ISO date or moment as ``27 August 2021``."""
    when = date.fromisoformat(text[:10])
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def moment(text: str) -> str:
    """Write an ISO moment as ``27 August 2021, 12:52 UTC``."""
    when = datetime.fromisoformat(text)
    return f"{day(text)}, {when:%H:%M} UTC"


def bucket_label(start: str, interval: str) -> str:
    """Write the name of a bucket of the histogram: ``2021``, ``August 2021``, …."""
    first = date.fromisoformat(start)
    if interval == "year":
        return str(first.year)
    if interval == "month":
        return f"{MONTHS[first.month - 1]} {first.year}"
    return ("Week of " if interval == "week" else "") + day(start)


def chips(criteria: Criteria) -> Iterator[Chip]:
    """Yield the active filters, in the order of the parameters."""
    for facet in FACETS:
        title = FACET_TITLES[facet]
        for value in criteria.included(facet):
            yield Chip(f"{title}: {value}", criteria.without_value(facet, value))
        for value in criteria.excluded(facet):
            yield Chip(f"not {title}: {value}", criteria.without_value(f"not_{facet}", value))
    if criteria.from_:
        yield Chip(f"From {criteria.from_}", criteria.changed(from_=""))
    if criteria.to:
        yield Chip(f"To {criteria.to}", criteria.changed(to=""))
    if criteria.last:
        yield Chip(f"Last {criteria.last}", criteria.changed(last=""))
    if criteria.date:
        yield Chip("No date", criteria.changed(date=""))
    if criteria.min_quality is not None:
        quality = criteria.min_quality
        yield Chip(f"Quality at least {quality}", criteria.changed(min_quality=None))
    if criteria.curated:
        yield Chip("Curated", criteria.changed(curated=False))


def shown_chips(criteria: Criteria) -> list[Chip]:
    """Return as many of the active filters as may each repeat the address."""
    most = _CHIPS if may_be_repeated(criteria.parameters()) else _FEW_CHIPS
    return list(islice(chips(criteria), most))


def hidden_parameters(criteria: Criteria) -> Iterator[tuple[str, str]]:
    """Yield the parameters that the search form keeps, but has no visible control for."""
    shown = {*_CONTROLS, *(prefix + facet for facet in FACETS for prefix in ("", "not_", "find_"))}
    for name, value in criteria.parameters():
        if name not in shown:
            yield name, value


def page_numbers(page: int, pages: int) -> list[int | None]:
    """Return the pages to link to: both ends and this one's neighbours; None is a gap."""
    wanted = sorted({1, pages, *range(page - 2, page + 3)} & set(range(1, pages + 1)))
    shown: list[int | None] = []
    for before, number in zip([0, *wanted], wanted, strict=False):
        if number - before == 2:
            shown.append(number - 1)
        elif number - before > 2:
            shown.append(None)
        shown.append(number)
    return shown


def page_count(total: int, size: int) -> int:
    """Return how many pages a number of hits fills, one at least."""
    return max(1, math.ceil(total / size))
