"""What is asked of the ledger: which providers, which time, in what steps and in which order."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, cast, get_args

from webui.search.criteria.criteria import MAX_PAGE, Criteria
from webui.search.criteria.parameters import choice, integer, once, unknown_parameter
from webui.search.criteria.reading import parse_criteria

Step = Literal["day", "week", "month", "year"]
"""What a column of the ledger stands for."""

LedgerOrder = Literal["output", "name", "gaps"]
"""Of providers: most articles first, by name, or those first that were most days in gaps."""

MOST_OUTPUT = 1_000_000_000
"""Of a least output: more than any provider has."""

# Which of the parameters of a search mean something here.
_OF_SEARCH = ("provider", "not_provider", "find_provider", "from", "to", "last", "images")

LEDGER_PARAMETERS = (*_OF_SEARCH, "interval", "by", "least", "page")
"""The names of all parameters of the ledger."""

read_step = choice(*get_args(Step))
"""Reads ``interval``."""

read_ledger_order = choice(*get_args(LedgerOrder))
"""Reads ``by``."""

read_least = integer(0, MOST_OUTPUT)
"""Reads ``least``: how many articles a provider published at least."""

read_page = integer(1, MAX_PAGE)
"""Reads ``page``."""


@dataclass(frozen=True, slots=True)
class LedgerAsked:
    """What is asked of the ledger.

    Attributes:
        criteria: the dates and the providers, and whether there are pictures on other pages.
        interval: what a column stands for.
        by: what comes first; ties by name.
        least: how many articles of the time a provider has at least; with 0, those are there as
            well that have none because of a gap.
        page: of the providers, from 1.
    """

    criteria: Criteria = field(default_factory=Criteria)
    interval: Step = "month"
    by: LedgerOrder = "output"
    least: int = 0
    page: int = 1

    def parameters(self) -> list[tuple[str, str]]:
        """Return name and value of every parameter that differs from its default."""
        default = LedgerAsked()
        own = [
            (name, str(getattr(self, name)))
            for name in ("interval", "by", "least", "page")
            if getattr(self, name) != getattr(default, name)
        ]
        return [*self.criteria.parameters(), *own]

    def with_providers(self, called: Callable[[str], str]) -> LedgerAsked:
        """Return a copy that names providers otherwise, as :meth:`Criteria.with_providers`."""
        return replace(self, criteria=self.criteria.with_providers(called))

    def changed(self, **values: Any) -> LedgerAsked:
        """Return a copy with some of it changed, on page 1 unless a page is given."""
        return replace(self, **{"page": 1, **values})


def parse_ledger(parameters: Mapping[str, Sequence[str]], today: datetime.date) -> LedgerAsked:
    """Read the parameters of a URL.

    Args:
        parameters: every value of each parameter; empty ones count as not given.
        today: the day from which ``last`` counts back, in UTC.

    Raises:
        ParameterError: one of them is unknown, repeated or cannot be read.
    """
    given = {
        name: [text.strip() for text in texts if text.strip()] for name, texts in parameters.items()
    }
    for name in given:
        if name not in LEDGER_PARAMETERS:
            raise unknown_parameter(name, LEDGER_PARAMETERS)
    of_search = {name: texts for name, texts in given.items() if name in _OF_SEARCH}
    interval = once("interval", given.get("interval", ()))
    by = once("by", given.get("by", ()))
    page = once("page", given.get("page", ()))
    return LedgerAsked(
        criteria=parse_criteria(of_search, today),
        interval=cast("Step", read_step("interval", interval or "month")),
        by=cast("LedgerOrder", read_ledger_order("by", by or "output")),
        least=least_output(given.get("least", ())),
        page=read_page("page", page) if page else 1,
    )


def least_output(texts: Sequence[str]) -> int:
    """Read ``least``: how many articles a provider published at least; 0 where none is given.

    Raises:
        ParameterError: it is repeated or cannot be read.
    """
    text = once("least", texts)
    return read_least("least", text) if text else 0
