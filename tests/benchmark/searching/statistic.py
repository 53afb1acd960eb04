"""The few statistics that the report needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import ceil, exp, log
from statistics import median

from tests.benchmark.searching.questions import Question


def percentile(values: Sequence[float], share: float) -> float:
    """Return the least value that at least this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def geometric_mean(ratios: Sequence[float]) -> float:
    """Return the n-th root of the product."""
    return exp(sum(map(log, ratios)) / len(ratios))


def ratio(
    times: Mapping[Question, Sequence[float]],
    reference: Mapping[Question, Sequence[float]],
    questions: Iterable[Question],
) -> float | None:
    """Return how many times as long one engine takes as another.

    The geometric mean, over those of the questions that both answered, of the ratios of
    their medians; None where there is no such question.
    """
    both = [question for question in questions if times.get(question) and reference.get(question)]
    ratios = [median(times[question]) / median(reference[question]) for question in both]
    return geometric_mean(ratios) if ratios else None


def of_kind(
    times: Mapping[Question, Sequence[float]], questions: Iterable[Question]
) -> list[float]:
    """Return all times of some questions, those that were not answered left out."""
    return [seconds for question in questions for seconds in times.get(question, ())]
