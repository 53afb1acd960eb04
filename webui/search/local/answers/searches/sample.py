"""How a sample was drawn, as part of an answer."""

from __future__ import annotations

from itertools import islice

import numpy as np

from indexer.contract.codec.arrays import Ints
from webui.search.local.finding.constructed_weeks import DrawnDays, day_of
from webui.search.local.finding.drawing_samples import Drawn
from webui.search.results.sample import (
    ConstructedWeeks,
    DrawnStratum,
    SampleInfo,
    SkippedDays,
)

# Strata that are listed; providers by months may be as many as articles.
_LISTED = 1000


def sample_info(drawn: Drawn) -> SampleInfo:
    """Present how a sample was drawn."""
    sampling = drawn.sampling
    every = zip(drawn.strata, drawn.sizes, drawn.drawn, strict=True)
    listed = islice(every, _LISTED) if sampling.strata else ()
    return SampleInfo(
        articles=drawn.articles,
        drawn=len(drawn.hits.docs),
        size=sampling.size,
        seed=sampling.seed,
        by=list(sampling.strata),
        allocation=sampling.allocation if sampling.strata else None,
        strata=[
            DrawnStratum(
                values=values,
                articles=size,
                drawn=number,
                weight=rounded(size / number) if number else None,
            )
            for values, size, number in listed
        ],
        strata_total=len(drawn.strata) if sampling.strata else 0,
        constructed=_weeks(drawn.days) if drawn.days else None,
    )


def weights_of(drawn: Drawn, docs: Ints) -> list[float]:
    """Return how many articles each of some documents of a sample stands for."""
    return [rounded(weight) for weight in drawn.weights[_places(drawn, docs)].tolist()]


def strata_of(drawn: Drawn, docs: Ints) -> list[str]:
    """Return the name of the stratum of each of some documents of a sample; "" without strata."""
    names = [" · ".join(value or f"no {by}" for by, value in each.items()) for each in drawn.strata]
    return [names[place] for place in drawn.of[_places(drawn, docs)].tolist()]


def rounded(weight: float) -> float:
    """Return a weight as it is written, to six places."""
    return round(weight, 6)


def _places(drawn: Drawn, docs: Ints) -> Ints:
    return np.searchsorted(drawn.hits.docs, docs)


def _weeks(days: DrawnDays) -> ConstructedWeeks:
    return ConstructedWeeks(
        weeks=days.weeks,
        days=[day_of(number).isoformat() for number in days.days.tolist()],
        days_published=len(days.published),
        skipped=[
            SkippedDays(first=first.isoformat(), last=last.isoformat())
            for first, last in days.skipped()
        ],
        complete=days.complete,
    )
