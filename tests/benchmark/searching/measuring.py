"""Warm times: the engines take turns, question by question, in one process."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from tests.benchmark.engines.base import Engine
from tests.benchmark.searching.questions import Answer, Question

PATIENCE_SECONDS = 5.0
"""An engine that takes longer for a question is not asked it again."""

BUDGET_SECONDS = 600.0
"""An engine that has taken so long for all its answers is not asked any more."""

SELDOM_ROUNDS = 2
"""Rounds that are counted of an engine that is asked less often."""


@dataclass(slots=True)
class Measured:
    """What one engine did.

    Attributes:
        times: seconds of each run, by question; none where it refused.
        answers: its answer, by question.
        spent: seconds of all runs, those that are not counted included.
        given_up: the round in which its budget was used up, 0 for the one that is not
            counted; None where it was not.
    """

    times: dict[Question, list[float]] = field(default_factory=dict)
    answers: dict[Question, Answer] = field(default_factory=dict)
    spent: float = 0.0
    given_up: int | None = None

    @property
    def slow(self) -> list[Question]:
        """The questions that took longer than anybody wants to wait."""
        return [
            question
            for question, times in self.times.items()
            if times and times[-1] > PATIENCE_SECONDS
        ]


def measure(
    engines: Sequence[Engine],
    questions: Sequence[Question],
    rounds: int,
    progress: Callable[[Iterable[int]], Iterable[int]],
) -> dict[str, Measured]:
    """Ask every engine every question, several times.

    A first round is not counted: it fills the engines' caches and gives the answers.

    Args:
        engines: open.
        questions: each asked of all engines before the next one.
        rounds: that are counted; engines that are slow take part in the first few.
        progress: shows the rounds.
    """
    measured = {engine.name: Measured() for engine in engines}
    for engine in engines:
        engine.settle()
    # What is open stays open: collections should not walk through it during a query.
    gc.collect()
    gc.freeze()
    for turn in progress(range(rounds + 1)):
        for question in questions:
            # The first one finds the caches of the processor as the last one left them.
            shift = turn % len(engines)
            for engine in (*engines[shift:], *engines[:shift]):
                if engine.refusal(question) is None:
                    _ask(engine, question, turn, measured[engine.name])
    gc.unfreeze()
    return measured


def _ask(engine: Engine, question: Question, turn: int, measured: Measured) -> None:
    if turn > SELDOM_ROUNDS and engine.seldom:
        return
    if measured.spent > BUDGET_SECONDS:
        if measured.given_up is None:
            measured.given_up = turn
        return
    times = measured.times.setdefault(question, [])
    if times and times[-1] > PATIENCE_SECONDS:
        return
    started = time.perf_counter()
    answered = engine.ask(question)
    seconds = time.perf_counter() - started
    measured.spent += seconds
    if turn == 0:
        measured.answers[question] = engine.read(answered)
    if turn or seconds > PATIENCE_SECONDS:
        times.append(seconds)
