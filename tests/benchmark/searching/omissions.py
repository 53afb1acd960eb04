"""What was not asked of an engine, because it would have taken too long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.benchmark.engines.base import Engine
from tests.benchmark.searching import cold, measuring
from tests.benchmark.searching.cold import Cold
from tests.benchmark.searching.measuring import Measured


def omissions(
    engines: tuple[type[Engine], ...],
    warm: Mapping[str, Measured],
    found: Mapping[str, Cold],
    rounds: int,
) -> list[str]:
    """Describe, in a sentence each, what was left out of the times of an engine.

    Args:
        engines: all that took part.
        warm, found: what was measured of each, warm and cold, by its name.
        rounds: that were counted of the others.
    """
    return [
        f"{engine.name}: {sentence}."
        for engine in engines
        for sentence in _of_one(engine, warm[engine.name], found[engine.name], rounds)
    ]


def _of_one(engine: type[Engine], warm: Measured, found: Cold, rounds: int) -> Iterator[str]:
    if engine.seldom and rounds > measuring.SELDOM_ROUNDS:
        yield f"asked in {measuring.SELDOM_ROUNDS} rounds only"
    slow = len(warm.slow)
    if slow:
        yield (
            f"{slow} questions took more than {measuring.PATIENCE_SECONDS:.0f} s; "
            "they were asked once, and not cold"
        )
    if warm.given_up is not None:
        when = f"in round {warm.given_up}" if warm.given_up else "before the first round"
        yield f"given up {when}, after {measuring.BUDGET_SECONDS:.0f} s of answers"
    missing = len(warm.answers.keys() - set(warm.slow) - found.times.keys())
    if missing:
        yield f"{missing} more were not asked cold, after {cold.BUDGET_SECONDS:.0f} s of answers"
