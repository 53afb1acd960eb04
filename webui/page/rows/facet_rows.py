"""The values of a facet, as they are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple
from urllib.parse import quote

from flask import Flask

from webui.search.results.search import FacetValue


class FacetRow(NamedTuple):
    """A value that may be chosen.

    Attributes:
        value: as it is.
        encoded: as it stands in an address.
        hits: how many articles have it.
        selected: whether it is chosen.
        can_be_left_out: whether a link leaves its articles out.
    """

    value: str
    encoded: str
    hits: str
    selected: bool
    can_be_left_out: bool


def register(app: Flask) -> None:
    """Give templates the function of this module."""
    app.jinja_env.globals["facet_rows"] = facet_rows


def facet_rows(values: Sequence[FacetValue], *, linked: bool) -> Iterator[FacetRow]:
    """Yield the values of a facet, those that are chosen first.

    Args:
        values: in their order.
        linked: whether the address of the search may stand beside each.
    """
    for value in sorted(values, key=attrgetter("selected"), reverse=True):
        text, count, selected = value.value, value.count, value.selected
        out = linked and count > 0 and not selected
        yield FacetRow(text, quote(text), f"{count:,}", selected, out)
