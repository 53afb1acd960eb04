"""What is asked of who follows whom, beside the search: which pairs, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, cast, get_args

from webui.search.criteria.parameters import (
    ParameterError,
    choice,
    integer,
    once,
    without_surrogates,
)

PairOrder = Literal["stories", "lead"]
"""Of pairs: most stories first, or those first where one was before the other most often."""

LEAST_STORIES = 5
"""So many stories a pair shares unless another number is asked for: fewer say little."""

_MOST_STORIES = 1_000_000


@dataclass(frozen=True, slots=True)
class PairsAsked:
    """Which pairs of providers.

    Attributes:
        pair: providers that both have to be in a pair: none, one or two. Two are one pair,
            however few stories it shares.
        min_stories: how many stories a pair shares at least, two or more.
        by: the order of the pairs.
    """

    pair: tuple[str, ...] = ()
    min_stories: int = LEAST_STORIES
    by: PairOrder = "stories"

    def parameters(self) -> list[tuple[str, str]]:
        """Return name and value of every parameter that differs from its default."""
        pairs = [("pair", name) for name in self.pair]
        if self.min_stories != LEAST_STORIES:
            pairs.append(("min_stories", str(self.min_stories)))
        return [*pairs, ("by", self.by)] if self.by != "stories" else pairs

    def with_providers(self, called: Callable[[str], str]) -> PairsAsked:
        """Return a copy that names providers as ``called`` does, each once."""
        return replace(self, pair=tuple(dict.fromkeys(map(called, self.pair))))

    def changed(self, **values: Any) -> PairsAsked:
        """Return a copy with some of it changed."""
        return replace(self, **values)


PAIR_PARAMETERS = ("pair", "min_stories", "by")
"""The names of the parameters that are read here."""

read_min_stories = integer(2, _MOST_STORIES)
"""Reads ``min_stories``."""

read_pair_order = choice(*get_args(PairOrder))
"""Reads ``by``."""


def parse_pairs(parameters: Mapping[str, Sequence[str]]) -> PairsAsked:
    """Read the parameters of a URL; those of the search are left to others.

    Raises:
        ParameterError: one of them cannot be read.
    """
    given = {
        name: [
            without_surrogates(text.strip()) for text in parameters.get(name, ()) if text.strip()
        ]
        for name in PAIR_PARAMETERS
    }
    pair = tuple(given.get("pair", ()))
    if len(pair) > 2 or len(set(pair)) < len(pair):
        raise ParameterError("pair", "pair may be given twice at most, for two providers.")
    least = once("min_stories", given.get("min_stories", ()))
    by = once("by", given.get("by", ()))
    return PairsAsked(
        pair,
        read_min_stories("min_stories", least) if least else LEAST_STORIES,
        cast("PairOrder", read_pair_order("by", by)) if by else "stories",
    )
