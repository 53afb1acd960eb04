"""How far several observers agree on what they saw, beyond chance: Krippendorff's alpha."""

from __future__ import annotations

import math
import random
import statistics
from array import array
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from itertools import accumulate, combinations
from operator import mul
from typing import Any, Literal, NamedTuple

Level = Literal["nominal", "ordinal", "interval", "ratio"]
"""What may be said of two values: that they differ; that one is more; by how much; how many times.

Values of any but the first are numbers; of the last, none is below 0.
"""

RESAMPLES = 1000
"""As many as A. Zapf and others drew; with more, bounds change in the third decimal."""
_SEED = 1


class AlphaInterval(NamedTuple):
    """Both bounds of the 95 % interval of an alpha, at most 1.

    Attributes:
        left_out: how many resamples had one value only, so that they have no alpha.
    """

    low: float
    high: float
    left_out: int


def alpha(units: Iterable[Sequence[Any]], level: Level = "nominal") -> float | None:
    """Return Krippendorff's alpha: 1 if all agree, 0 if as by chance, below 0 if less.

    None where nothing can be said: no unit has two values, or all values are the same.
    K. Krippendorff, "Content Analysis", 4th ed. 2018, chapter 12; "Computing Krippendorff's
    Alpha-Reliability", 2011.

    Args:
        units: of each unit the values that it was given, without those that are missing.
        level: of measurement.
    """
    return _Patterns(units, level).alpha()


def alpha_interval(
    units: Iterable[Sequence[Any]], level: Level = "nominal"
) -> AlphaInterval | None:
    """Return the bootstrap interval of alpha, the same at every call; None where there is none.

    Units are drawn with replacement, with all the values that they were given, and the bounds
    are percentiles of the alphas. A. Zapf, S. Castell, L. Morawietz, A. Karch, "Measuring
    inter-rater reliability for nominal data - which coefficients and confidence intervals are
    appropriate?", BMC Medical Research Methodology 16 (2016), 93. The one that Krippendorff
    has, which draws pairs of values, is too narrow there: it held alpha in 60 % of the cases.

    Args:
        units, level: as of :func:`alpha`.
    """
    patterns = _Patterns(units, level)
    if patterns.alpha() is None:
        return None
    drawn = patterns.resampled(random.Random(_SEED))  # noqa: S311 - nothing to do with secrets
    alphas = [value for value in drawn if value is not None]
    # One value at the least: of resamples that are like the sample itself there are some.
    if len(alphas) < 2:
        return None
    cuts = statistics.quantiles(alphas, n=40, method="inclusive")
    return AlphaInterval(cuts[0], cuts[-1], RESAMPLES - len(alphas))


def pairwise_agreement(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Return how many of the pairs of values within units are alike; None where there is no pair.

    Not corrected for chance: where nearly all is of one kind, nearly all is alike.
    """
    pairs = alike = 0
    for values in units:
        pairs += math.comb(len(values), 2)
        alike += sum(math.comb(count, 2) for count in Counter(values).values())
    return alike / pairs if pairs else None


class _Patterns:
    """Units by what they were given: those that were given the same count together.

    Alpha is 1 − D_o / D_e, the disagreement within units by that among all values. With values
    numbered in their order, n_c of each, n in all and m in a unit,
    D_o = Σ_units Σ_pairs δ² / (m − 1) / n and D_e = Σ_c Σ_k n_c n_k δ² / n (n − 1).
    """

    def __init__(self, units: Iterable[Sequence[Any]], level: Level) -> None:
        pairable = [values for values in units if len(values) > 1]
        self.values = sorted({value for values in pairable for value in values})
        number = {value: place for place, value in enumerate(self.values)}
        counted = Counter(tuple(sorted(number[value] for value in values)) for values in pairable)
        self.patterns = sorted(counted)
        self.counts = [counted[pattern] for pattern in self.patterns]
        self.level = level
        self._within: list[float] | None = None
        self._rows: list[array[float]] | None = None

    def alpha(self, counts: Sequence[int] | None = None) -> float | None:
        """Return the alpha of so many units of each pattern; if not given, of those there are."""
        counts = self.counts if counts is None else counts
        marginals = [0] * len(self.values)
        for pattern, count in zip(self.patterns, counts, strict=True):
            for place in pattern:
                marginals[place] += count
        total = sum(marginals)
        if self.level == "ordinal":
            # The sum of all that lie between two values, and half of either: a difference of
            # middle ranks, so that ordinal differences are those of an interval scale.
            ranks = [upto - n / 2 for upto, n in zip(accumulate(marginals), marginals, strict=True)]
            within, expected = self._squares_within(ranks), _squares_among(ranks, marginals)
        else:
            within, expected = self._fixed(), self._among(marginals)
        if not expected:
            return None
        return 1 - (total - 1) * math.fsum(map(mul, within, counts)) / expected

    def resampled(self, generator: random.Random) -> Iterable[float | None]:
        """Yield the alphas of as many units each, drawn with replacement."""
        places, limits = range(len(self.patterns)), list(accumulate(self.counts))
        for _ in range(RESAMPLES):
            drawn = Counter(generator.choices(places, cum_weights=limits, k=limits[-1]))
            yield self.alpha([drawn[place] for place in places])

    def _fixed(self) -> list[float]:
        """Return the disagreement within each pattern, where it depends on nothing else."""
        if self._within is None:
            if self.level == "interval":
                self._within = self._squares_within(self._centred())
            else:
                self._within = [
                    2 * math.fsum(self._squared(a, b) for a, b in combinations(pattern, 2))
                    / (len(pattern) - 1)
                    for pattern in self.patterns
                ]  # fmt: skip
        return self._within

    def _among(self, marginals: Sequence[int]) -> float:
        """Return the disagreement among all pairs of values."""
        if self.level == "nominal":
            return sum(marginals) ** 2 - sum(n * n for n in marginals)
        if self.level == "interval":
            return _squares_among(self._centred(), marginals)
        # Values differ from resample to resample in how many there are, not in what they are.
        return 2 * math.fsum(
            marginals[place] * sum(map(mul, row, marginals[place + 1 :]))
            for place, row in enumerate(self._ratios())
        )

    def _ratios(self) -> list[array[float]]:
        """Return δ² of each value and all that are greater."""
        if self._rows is None:
            places = range(len(self.values))
            self._rows = [
                array("d", (self._squared(place, other) for other in places[place + 1 :]))
                for place in places
            ]
        return self._rows

    def _squared(self, a: int, b: int) -> float:
        """Return δ² of two values that are given by their numbers."""
        if a == b or self.level == "nominal":
            return float(a != b)
        one, other = self.values[a], self.values[b]
        return float(((one - other) / (one + other)) ** 2)

    def _centred(self) -> list[float]:
        # Squares of large numbers would leave few digits for their differences.
        middle = statistics.fmean(self.values) if self.values else 0.0
        return [value - middle for value in self.values]

    def _squares_within(self, scores: Sequence[float]) -> list[float]:
        return [_spread([scores[place] for place in pattern]) / (len(pattern) - 1)
                for pattern in self.patterns]  # fmt: skip


def _spread(scores: Sequence[float]) -> float:
    """Return the sum of the squared differences of each to each other one."""
    return 2 * math.fsum((a - b) ** 2 for a, b in combinations(scores, 2))


def _squares_among(scores: Sequence[float], counts: Sequence[int]) -> float:
    total = sum(counts)
    if sum(map(bool, counts)) < 2:
        return 0.0
    mean = math.fsum(map(mul, scores, counts)) / total
    return 2 * total * math.fsum(n * (x - mean) ** 2 for x, n in zip(scores, counts, strict=True))
