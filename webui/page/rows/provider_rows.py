"""The rows of long tables of providers, as they are written.

A table may have thousands of cells: what all rows have in common is made once, and templates put
texts between tags and work nothing out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote_plus

from flask import Flask

from webui.formats.date_texts import day, moment
from webui.page.addresses import search_url
from webui.page.figures import interval_text
from webui.page.wording import about, percent
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.facet_specs import PROVIDER
from webui.search.results.ledger import Gap
from webui.search.results.whole.coverage import CoverageRow, SilentProvider


class CoveringRow(NamedTuple):
    """A provider with hits.

    Attributes:
        address: of the search narrowed to it.
        provider: its name.
        hits, expected, share, output, interval: its numbers; empty where there is none.
        times: ISO times of its first and its last hit, each with its text; empty where neither has
            a date.
    """

    address: str
    provider: str
    hits: str
    expected: str
    share: str
    output: str
    interval: str
    times: tuple[tuple[str | None, str], ...]


class SilentRow(NamedTuple):
    """A provider without hits.

    Attributes:
        address: of all that it published.
        provider: its name.
        output, expected, chance: its numbers; empty where there is none.
        telling: whether it is evidence of silence.
        gap: its longest gap; None where there is none.
    """

    address: str
    provider: str
    output: str
    expected: str
    chance: str
    telling: bool | None
    gap: Gap | None


def register(app: Flask) -> None:
    """Give templates the functions of this module."""
    for function in (covering_rows, silent_rows):
        app.jinja_env.globals[function.__name__] = function


def covering_rows(
    rows: Iterable[CoverageRow], criteria: Criteria, *, to_the_minute: bool = False
) -> Iterator[CoveringRow]:
    """Yield the rows of those that cover a search.

    Args:
        rows: what is told of them.
        criteria: the search.
        to_the_minute: whether times of day are written, where they are known.
    """
    begin, end = _parts_of_address(criteria)
    when = moment if to_the_minute else day
    for row in rows:
        yield CoveringRow(
            f"{begin}{quote_plus(row.provider)}{end}",
            row.provider,
            f"{row.count:,}",
            "" if row.expected is None else about(row.expected),
            percent(row.share),
            f"{row.output:,}",
            interval_text(row),
            tuple((time, when(time) if time else "no date") for time in (row.first, row.last)),
        )


def silent_rows(silent: Sequence[SilentProvider], period: Criteria) -> Iterator[SilentRow]:
    """Yield the rows of those that published, and have no hit.

    Args:
        silent: what is told of them.
        period: a search for all that was published meanwhile.
    """
    begin, end = _parts_of_address(period)
    for row in silent:
        yield SilentRow(
            f"{begin}{quote_plus(row.provider)}{end}",
            row.provider,
            f"{row.output:,}",
            "" if row.expected is None else about(row.expected),
            "" if row.chance is None else percent(row.chance),
            row.telling,
            row.gap,
        )


def _parts_of_address(criteria: Criteria) -> tuple[str, str]:
    """Return what stands before and after a provider in the address of a search narrowed to it."""
    # An equals sign in a value is escaped, so nothing else in the address looks like this.
    begin, end = search_url(criteria.including(PROVIDER, "=")).split(f"{PROVIDER}=%3D", 1)
    return f"{begin}{PROVIDER}=", end
