"""Values that are chosen of the facets, as criteria keep them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from webui.search.criteria.facet_specs import FACETS, FacetName

Choices: TypeAlias = tuple[tuple[FacetName, tuple[str, ...]], ...]
"""Values by facet, in the order of the facets; those without a value are not there."""


def choices(values: Mapping[FacetName, Iterable[str]]) -> Choices:
    """Return values by facet: each once, and none that is empty.

    Raises:
        KeyError: there is no such facet.
    """
    if unknown := values.keys() - set(FACETS):
        raise KeyError(*unknown)
    found = ((facet, tuple(dict.fromkeys(filter(None, values.get(facet, ()))))) for facet in FACETS)
    return tuple((facet, chosen) for facet, chosen in found if chosen)


def chosen(values: Choices, facet: FacetName) -> tuple[str, ...]:
    """Return what is chosen of one facet."""
    for name, chosen in values:
        if name == facet:
            return chosen
    return ()
