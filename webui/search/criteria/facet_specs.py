"""The facets: one specification each, from which everything about a facet is derived.

Whoever adds a facet adds its column to the index (``indexer.contract.schema``) and a line
here: parameters, filters, counts, chips and boxes of the page follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

FacetName: TypeAlias = str
"""The ``name`` of one of :data:`FACETS`."""


@dataclass(frozen=True, slots=True)
class FacetSpec:
    """A property of articles by which hits are counted and filtered.

    Attributes:
        name: its parameter, and its key in the JSON.
        title: its heading on the page.
        column: what the schema calls the place of its labels (``indexer.contract.schema``).
        several: whether an article may have several labels.
        suggested: whether its labels are offered while a query is typed.
    """

    name: FacetName
    title: str
    column: str
    several: bool = False
    suggested: bool = False

    @property
    def excluding(self) -> str:
        """The parameter that leaves out articles with a value."""
        return f"not_{self.name}"

    @property
    def finding(self) -> str:
        """The parameter with a part of the values that are listed."""
        return f"find_{self.name}"


FACET_SPECS = (
    FacetSpec("provider", "Provider", "provider_label", suggested=True),
    FacetSpec("topic", "Topic", "topic_labels", several=True, suggested=True),
    FacetSpec("type", "Type", "type"),
)
"""All facets, in the order of the page."""

PROVIDER: FacetName = "provider"
"""The facet whose values may have several spellings."""

FACETS = tuple(spec.name for spec in FACET_SPECS)
"""Their names."""

FACETS_BY_NAME = {spec.name: spec for spec in FACET_SPECS}
"""The specification of each."""
