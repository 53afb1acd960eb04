"""Whether the engines answered the same: a benchmark of different answers compares nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.benchmark.searching.measuring import Measured
from tests.benchmark.searching.questions import Answer, Question


@dataclass(frozen=True, slots=True)
class Difference:
    """An engine found another number of articles than the reference did."""

    question: Question
    total: int
    expected: int

    @property
    def share(self) -> float:
        """How far apart the two are, as a share of the greater one."""
        return abs(self.total - self.expected) / max(self.total, self.expected, 1)


def differing_totals(measured: Measured, reference: Measured) -> list[Difference]:
    """Return the questions for which an engine's total is not that of the reference."""
    return [
        Difference(question, answer.total, reference.answers[question].total)
        for question, answer in measured.answers.items()
        if answer.total != reference.answers[question].total
    ]


def differing_facets(measured: Measured, reference: Measured) -> list[Question]:
    """Return the questions with the same total, but other counts.

    Where a facet was chosen, the reference counts that facet as if it had not been, so
    that other values can be chosen too: no difference, but more work.
    """
    return [
        question
        for question, answer in measured.answers.items()
        if answer.total == reference.answers[question].total
        and not _same_counts(question, answer, reference.answers[question])
    ]


def _same_counts(question: Question, one: Answer, other: Answer) -> bool:
    if sum(one.months.values()) != sum(other.months.values()):
        return False
    if not question.providers and _counts(one.providers) != _counts(other.providers):
        return False
    return bool(question.topics) or _counts(one.topics) == _counts(other.topics)


def _counts(facet: Sequence[tuple[str, int]]) -> list[int]:
    """Return the counts only: of values that are equally frequent, any may be the last one."""
    return [count for _, count in facet]


def summary(measured: Mapping[str, Measured], reference: str) -> list[str]:
    """Describe, in a sentence for each engine, where it answered otherwise."""
    sentences = []
    for name, found in measured.items():
        if name == reference:
            continue
        totals = differing_totals(found, measured[reference])
        facets = differing_facets(found, measured[reference])
        asked = len(found.answers)
        if not totals:
            sentence = f"{name}: the same totals for all {asked} questions"
        else:
            worst = max(totals, key=lambda difference: difference.share)
            kinds = ", ".join(dict.fromkeys(difference.question.kind for difference in totals))
            sentence = (
                f"{name}: other totals for {len(totals)} of {asked} questions ({kinds}), "
                f"at most by {worst.share:.1%} ({worst.total:,} instead of {worst.expected:,} "
                f"for `{worst.question}`)"
            )
        if facets:
            sentence += f"; other counts at the same total for {len(facets)}"
        sentences.append(sentence + ".")
    return sentences
