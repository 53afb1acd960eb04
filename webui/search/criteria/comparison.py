"""What is compared: several queries, and what they share."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from webui.search.criteria.criteria import Base, Criteria, Measure, Unit
from webui.search.criteria.parameters import ParameterError, once
from webui.search.criteria.reading import parse_criteria

MAX_QUERIES = 8
"""More lines cross each other too often to be told apart."""


_COMMON = (
    *("include", "exclude", "from_", "to", "last", "min_quality", "curated"),
    *("added_from", "added_to", "since", "id_"),
    *("match", "in_", "measure", "unit", "base", "band", "images"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared.

    Attributes:
        queries: texts, each once, :data:`MAX_QUERIES` at the most.
        common: what all of them share: the filters, ``match``, ``in``, and what is counted and
            drawn; its query is empty.
        pair: places of two queries, ascending, whose overlap is told in full; None: of none.
    """

    queries: tuple[str, ...]
    common: Criteria
    pair: tuple[int, int] | None = None

    @property
    def measure(self) -> Measure:
        """What the chart shows: counts, or the share that they are of the base."""
        return self.common.measure

    @property
    def unit(self) -> Unit:
        """What is counted."""
        return self.common.unit

    @property
    def base(self) -> Base:
        """What a share is a share of."""
        return self.common.base

    def parameters(self) -> list[tuple[str, str]]:
        """Return the parameters of the URL that asks for this."""
        pair = [] if self.pair is None else [("pair", f"{self.pair[0]},{self.pair[1]}")]
        return [("q", text) for text in self.queries] + self.common.parameters() + pair

    def changed(self, **values: Any) -> Asked:
        """Return a copy in which what all queries share is changed."""
        return replace(self, common=self.common.changed(**values))

    def paired(self, pair: tuple[int, int] | None) -> Asked:
        """Return a copy in which the overlap of two queries is told in full, or of none."""
        return replace(self, pair=pair)

    def with_providers(self, called: Callable[[str], str]) -> Asked:
        """Return a copy that names providers otherwise, as :meth:`Criteria.with_providers`."""
        return replace(self, common=self.common.with_providers(called))

    def replacing(self, text: str, instead: str | None) -> Asked:
        """Return a copy in which another query, if there is one, stands in the place of one."""
        queries = (instead if instead and query == text else query for query in self.queries)
        return Asked(tuple(dict.fromkeys(queries)), self.common)

    def search(self, text: str) -> Criteria:
        """Return the search for the articles of one query."""
        return self.common.changed(q=text, measure="count", band=True)


def parse_comparison(parameters: Mapping[str, Sequence[str]], today: datetime.date) -> Asked:
    """Read the parameters of a URL.

    Those that say how hits are listed (``sort``, ``page``, …) are read, and mean nothing.

    Args:
        parameters: every value of each parameter; empty ones count as not given.
        today: the day from which ``last`` counts back, in UTC.

    Raises:
        ParameterError: one of them is unknown, cannot be read or makes no sense here.
    """
    # A long query may be written in several lines.
    given_texts = (" ".join(text.splitlines()).strip() for text in parameters.get("q", ()))
    texts = [text for text in given_texts if text]
    if len(texts) > MAX_QUERIES:
        raise ParameterError("q", f"q may be given {MAX_QUERIES} times at most.")
    given = parse_criteria(parameters, today, extra=("q", "pair"))
    if given.date:
        raise ParameterError("date", "date: articles without a date are on no chart by date.")
    queries = tuple(dict.fromkeys(texts))
    pair = _pair(parameters.get("pair", ()), len(queries))
    return replace(comparison_of(given), queries=queries, pair=pair)


def comparison_of(criteria: Criteria) -> Asked:
    """Return the comparison that a search can be the first query of."""
    common = {name: getattr(criteria, name) for name in _COMMON}
    queries = (criteria.q,) if criteria.q else ()
    return Asked(queries, Criteria(**common, today=criteria.today))


def _pair(values: Sequence[str], number: int) -> tuple[int, int] | None:
    text = once("pair", [value.strip() for value in values if value.strip()])
    if text is None:
        return None
    parts = text.split(",")
    if len(parts) == 2 and all(part.isascii() and part.isdigit() for part in parts):
        # Digits enough for the places that there are, so that no text is too long to be read.
        first, second = sorted(int(part[:3]) for part in parts)
        if first < second < number:
            return first, second
    raise ParameterError(
        "pair", "pair must be the places of two of the queries, from 0, such as 0,1."
    )
