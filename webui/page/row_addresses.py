"""Addresses of which a page has one a row: what they have in common is made once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar
from urllib.parse import quote_plus

from flask import Flask

from webui.page.addresses import search_url
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.facet_specs import PROVIDER


class OfProvider(Protocol):
    """Something that is told of a provider."""

    @property
    def provider(self) -> str:
        """Its value as a facet."""
        ...


_Row = TypeVar("_Row", bound=OfProvider)


def register(app: Flask) -> None:
    """Give templates the functions of this module."""
    app.jinja_env.globals["by_provider"] = by_provider


def by_provider(rows: Iterable[_Row], criteria: Criteria) -> Iterator[tuple[_Row, str]]:
    """Yield rows, each with the address of a search narrowed to its provider.

    Args:
        rows: each of a provider.
        criteria: the search; providers that it has chosen are not kept.
    """
    # An equals sign in a value is escaped, so nothing else in the address looks like this.
    mark = f"{PROVIDER}=%3D"
    begin, end = search_url(criteria.including(PROVIDER, "=")).split(mark, 1)
    for row in rows:
        yield row, f"{begin}{PROVIDER}={quote_plus(row.provider)}{end}"
