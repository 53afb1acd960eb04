"""A sample of what a search finds: how it is drawn, from the parameters of a URL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from webui.search.criteria.parameters import ParameterError

Stratum = Literal["provider", "month"]
"""What articles of one stratum have in common: who published them, or in which month (UTC)."""
Allocation = Literal["proportional", "equal"]
"""How a sample is divided among strata: as the articles are, or the same for each."""

STRATA: tuple[Stratum, ...] = get_args(Stratum)
STRATA_WRITTEN = "^(provider|month)( *, *(provider|month))*$"
DEFAULT_SEED = 1
MAX_SAMPLE = 1_000_000
MAX_WEEKS = 1000
MAX_SEED = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Sampling:
    """How a sample is drawn.

    Attributes:
        seed: another one draws another sample.
        size: articles, at the most; None: all that are left by ``weeks``.
        strata: by what the articles are divided before each part is drawn from; none: one part.
        allocation: how the size is divided among the strata.
        weeks: constructed weeks: so many days of each weekday; None: all days.
    """

    seed: int
    size: int | None
    strata: tuple[Stratum, ...]
    allocation: Allocation
    weeks: int | None


def read_strata(name: str, text: str) -> tuple[Stratum, ...]:
    """Read ``provider``, ``month`` or both with a comma between, in any order.

    Raises:
        ParameterError: it is something else.
    """
    given = {part.strip() for part in text.split(",")}
    if not given <= set(STRATA):
        raise ParameterError(name, f"{name} must be provider, month, or provider,month.")
    return tuple(each for each in STRATA if each in given)


def sampling_of(
    sample: int | None,
    seed: int,
    strata: tuple[Stratum, ...],
    allocation: Allocation,
    weeks: int | None,
) -> Sampling | None:
    """Return how a sample is drawn, None where none is asked for.

    Args:
        sample, seed, strata, allocation, weeks: the values of the parameters of these names.

    Raises:
        ParameterError: one of them makes no sense without another one.
    """
    if strata and sample is None:
        raise ParameterError("strata", "strata: how many articles is said by sample.")
    if allocation != "proportional" and not strata:
        message = "allocation: the parts that it divides the sample among are named by strata."
        raise ParameterError("allocation", message)
    if sample is None and weeks is None:
        return None
    return Sampling(seed, sample, strata, allocation, weeks)
