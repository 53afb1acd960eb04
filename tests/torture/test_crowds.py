"""A sample of the crowds."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.torture.crowd_clients import Tally, slow_paths
from tests.torture.crowds import HEAD, main

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks processes up in /proc")


def test_slow_questions_repeat_and_differ() -> None:
    """The same dice give the same ones, none of them twice."""
    one, other = (slow_paths(random.Random(1)) for _ in range(2))  # noqa: S311 - no secret
    paths = [next(one) for _ in range(50)]
    assert paths == [next(other) for _ in range(50)]
    assert len(set(paths)) == 50


def test_a_tally_tells_the_time_of_a_share() -> None:
    """In milliseconds; nothing of nothing."""
    tally = Tally()
    assert tally.milliseconds(0.99) == 0
    for second in range(100):
        tally.add(second, 200)
    assert (tally.milliseconds(0.5), tally.milliseconds(0.99), tally.milliseconds(1)) == (
        50_000,
        99_000,
        99_000,
    )


@pytest.mark.slow
def test_light_searches_are_answered_beside_a_crowd(sample_index: Path) -> None:
    """Small as it is, the table has a row, and no light search without an answer."""
    loads = ["--seconds", "0.5", "--load", "8 patient"]
    result = CliRunner().invoke(main, ["--index", str(sample_index), *loads])
    assert result.exit_code == 0, result.output
    head, _, *rows = [line for line in result.stdout.splitlines() if line.startswith("| ")]
    assert head.count("|") == len(HEAD) + 1
    assert [row.split(" | ")[0] for row in rows] == ["| 8 patient"]
    assert all(" × 200" in row.split(" | ")[1] and "× 0" not in row.split(" | ")[1] for row in rows)
