"""What is compared: several queries, and what they share."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from webui.search.criteria.criteria import Criteria, Measure
from webui.search.criteria.parameters import ParameterError
from webui.search.criteria.reading import parse_criteria

MAX_QUERIES = 4
"""More lines cross each other too often to be told apart."""


_COMMON = (
    *("include", "exclude", "from_", "to", "last", "min_quality", "curated"),
    *("match", "in_", "measure", "images"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared.

    Attributes:
        queries: texts, each once, four at the most.
        common: what all of them share: the filters, ``match``, ``in`` and ``measure``; its query
            is empty.
    """

    queries: tuple[str, ...]
    common: Criteria

    @property
    def measure(self) -> Measure:
        """What the chart shows: articles, or their share of all articles of the same time."""
        return self.common.measure

    def parameters(self) -> list[tuple[str, str]]:
        """Return the parameters of the URL that asks for this."""
        return [("q", text) for text in self.queries] + self.common.parameters()

    def changed(self, **values: Any) -> Asked:
        """Return a copy in which what all queries share is changed."""
        return Asked(self.queries, self.common.changed(**values))

    def with_providers(self, called: Callable[[str], str]) -> Asked:
        """Return a copy that names providers otherwise, as :meth:`Criteria.with_providers`."""
        return replace(self, common=self.common.with_providers(called))

    def replacing(self, text: str, instead: str | None) -> Asked:
        """Return a copy in which another query, if there is one, stands in the place of one."""
        queries = (instead if instead and query == text else query for query in self.queries)
        return Asked(tuple(dict.fromkeys(queries)), self.common)

    def search(self, text: str) -> Criteria:
        """Return the search for the articles of one query."""
        return self.common.changed(q=text, measure="count")


def parse_comparison(parameters: Mapping[str, Sequence[str]], today: datetime.date) -> Asked:
    """Read the parameters of a URL.

    Those that say how hits are listed (``sort``, ``page``, …) are read, and mean nothing.

    Args:
        parameters: every value of each parameter; empty ones count as not given.
        today: the day from which ``last`` counts back, in UTC.

    Raises:
        ParameterError: one of them is unknown, cannot be read or makes no sense here.
    """
    texts = [text.strip() for text in parameters.get("q", ()) if text.strip()]
    if len(texts) > MAX_QUERIES:
        raise ParameterError("q", f"q may be given {MAX_QUERIES} times at most.")
    given = parse_criteria(parameters, today, extra=("q",))
    if given.date:
        raise ParameterError("date", "date: articles without a date are on no chart by date.")
    return replace(comparison_of(given), queries=tuple(dict.fromkeys(texts)))


def comparison_of(criteria: Criteria) -> Asked:
    """Return the comparison that a search can be the first query of."""
    common = {name: getattr(criteria, name) for name in _COMMON}
    queries = (criteria.q,) if criteria.q else ()
    return Asked(queries, Criteria(**common, today=criteria.today))
