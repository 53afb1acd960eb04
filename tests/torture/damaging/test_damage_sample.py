"""A sample of the damage that ``python -m tests.torture damage`` does for as long as one likes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.torture.damaging import damage
from tests.torture.damaging.harm import HARMS, Harm
from tests.torture.damaging.stage import Stage, stages
from tests.torture.tally import Report
from tests.webui.search.library import leaves_files_open

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Stage]:
    """Return indexes of the sample articles."""
    return stages(tmp_path_factory.mktemp("stages"), large=False)


@leaves_files_open
def test_damage_is_never_an_answer(made: list[Stage], tmp_path: Path) -> None:
    """Right, or an error that says what to run; and ``check`` finds all of it."""
    dice = random.Random(15)  # noqa: S311 # no secret
    report = Report("sample")
    for number in range(16):
        damage.attempt(made[number % 2], dice.randrange(2**32), tmp_path / "damaged", report)
    assert report.tried > 11
    assert report.failures == []


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_every_harm_harms(harm: Harm) -> None:
    """What is called damage changes something, mostly."""
    sound = random.Random(2).randbytes(300_000)  # noqa: S311 # no secret
    changed = 0
    for seed in range(5):
        data = bytearray(sound)
        harm(data, random.Random(seed))  # noqa: S311 # no secret
        changed += data != sound
    assert changed > 2
