"""The controls of a page: active filters, hidden parameters, page numbers. Knows no requests."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from flask import Flask

from webui.formats.citing.embedded_metadata import citation_tags, coins
from webui.formats.date_texts import day, moment, time_of_day
from webui.page.addresses import may_be_repeated
from webui.page.figures import heading, interval_text, nothing, several, units, whole
from webui.page.outside import outside
from webui.page.wording import bucket_label, came_late, dates_label, percent, plural, told
from webui.search.criteria.criteria import Criteria, named
from webui.search.criteria.dates import period_words
from webui.search.criteria.facet_specs import FACET_SPECS
from webui.search.criteria.parameters import ParameterError
from webui.search.query.parser import mended_query
from webui.search.results.precision import precision_of

FACET_TITLES = {spec.name: spec.title for spec in FACET_SPECS}

EXPLAINED = {
    "quality": "the curators’ mark, the higher the better",
    "added": "what came into the index last",
    "heat": "the importers’ measure of attention, the higher the more",
    "curated": "marked by the curators",
}
"""What the properties of articles mean that come from elsewhere."""

# So many of the active filters can be taken off one by one, and of those of long addresses.
_CHIPS = 50
_FEW_CHIPS = 5

# Parameters with a control of their own on the search page; a new search begins on page 1.
_CONTROLS = (
    *("q", "from", "to", "last", "date", "min_quality", "curated", "match", "in", "page"),
    *("sample", "seed", "strata", "allocation", "weeks"),
)


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter: what it says, the search without it, and whether it leaves a value out."""

    label: str
    without: Criteria
    excludes: bool = False


def register(app: Flask) -> None:
    """Give templates the filters and functions of this module."""
    app.jinja_env.filters["percent"] = percent
    app.jinja_env.filters["time_of_day"] = time_of_day
    app.jinja_env.filters["number"] = lambda value: f"{value:,}"
    app.jinja_env.filters["day"] = day
    app.jinja_env.filters["came_late"] = came_late
    app.jinja_env.filters["moment"] = moment
    app.jinja_env.filters["bucket"] = bucket_label
    app.jinja_env.filters["period"] = period_words
    app.jinja_env.tests["to_the_second"] = lambda text: precision_of(text) == "second"
    app.jinja_env.globals.update(
        plural=plural, told=told, explained=EXPLAINED, described=described, box_hint=box_hint
    )
    app.jinja_env.globals["mended_query"] = mended_query
    for each in (citation_tags, coins):
        app.jinja_env.globals[each.__name__] = each
    for function in (several, units, whole, nothing, interval_text, heading, dates_label, outside):
        app.jinja_env.globals[function.__name__] = function
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def box_hint(criteria: Criteria) -> str:
    """Write what an empty search box is for, on a page that shows a search."""
    return "Search these articles" if criteria.filters() else "Search all articles"


def described(error: ParameterError | None, name: str, hint: str) -> dict[str, str]:
    """Return the ARIA attributes of a field.

    Args:
        error: what cannot be read of the address, if anything; the element with the id
            ``wrong`` says it.
        name: the field's parameter.
        hint: id of the element that says what the field is for.
    """
    if error is None or error.parameter != name:
        return {"aria-describedby": hint}
    return {"aria-describedby": f"wrong {hint}", "aria-invalid": "true"}


def chips(criteria: Criteria) -> Iterator[Chip]:
    """Yield the active filters, in the order of the parameters."""
    for facet, title in FACET_TITLES.items():
        included, excluded = criteria.included(facet), criteria.excluded(facet)
        for value in included:
            others = (other for other in included if other != value)
            yield Chip(f"{title}: {value}", criteria.including(facet, *others))
        for value in excluded:
            others = (other for other in excluded if other != value)
            yield Chip(f"{title}: not {value}", criteria.excluding(facet, *others), excludes=True)
    if criteria.from_ or criteria.to:
        label = dates_label(criteria.from_, criteria.to)
        yield Chip(label, criteria.changed(from_="", to=""))
    if criteria.last:
        yield Chip(f"Last {period_words(criteria.last)}", criteria.changed(last=""))
    if criteria.date:
        yield Chip("No date", criteria.changed(date=""))
    if criteria.min_quality is not None:
        quality = criteria.min_quality
        yield Chip(f"Quality at least {quality}", criteria.changed(min_quality=None))
    if criteria.curated:
        yield Chip("Curated", criteria.changed(curated=False))
    if criteria.added_from or criteria.added_to:
        label = dates_label(criteria.added_from, criteria.added_to)
        cleared = criteria.changed(added_from="", added_to="")
        yield Chip(f"First indexed: {label[:1].lower()}{label[1:]}", cleared)
    if criteria.since is not None:
        label = f"First indexed after generation {criteria.since:,}"
        yield Chip(label, criteria.changed(since=None))
    if criteria.id_:
        yield Chip(f"A list of {len(criteria.id_):,}", criteria.changed(id_=()))
    if criteria.in_:
        yield Chip(f"Only in {named(criteria.in_)}", criteria.changed(in_=()))


def shown_chips(criteria: Criteria) -> list[Chip]:
    """Return as many of the active filters as may each repeat the address."""
    most = _CHIPS if may_be_repeated(criteria.parameters()) else _FEW_CHIPS
    return list(islice(chips(criteria), most))


def hidden_parameters(criteria: Criteria) -> Iterator[tuple[str, str]]:
    """Yield the parameters that the search form keeps, but has no visible control for."""
    shown = set(_CONTROLS)
    for spec in FACET_SPECS:
        shown |= {spec.name, spec.excluding, spec.finding}
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
