"""A sample of what ``make fuzz-files`` reads."""

from __future__ import annotations

import pytest

from tests.indexer.hostile_files.fuzzing import Tally, look, look_at_chunk, main
from tests.indexer.hostile_files.mutating import is_repeated
from tests.indexer.hostile_files.other_files import kind_of

_SEED = 1


@pytest.mark.slow
def test_a_sample_of_broken_files_is_read_as_it_must_be() -> None:
    """Both readers agree, failures are foreseen ones, and nothing costs more than it may."""
    total = Tally()
    total.add(look_at_chunk(_SEED, 0, 2_000))
    assert total.problems == []
    assert total.files == 2_000
    # Most edits break a file; of those that do not, both readers have to be asked.
    assert total.quick > 200
    assert total.articles > total.quick


def test_a_file_is_made_of_its_number() -> None:
    """What was found can be looked at again."""
    numbers = range(200)
    assert [look(_SEED, number)[0] for number in numbers] == [
        look(_SEED, number)[0] for number in numbers
    ]
    assert any(is_repeated(_SEED, number) for number in numbers)
    assert any(kind_of(_SEED, number) for number in numbers)


def test_a_run_says_how_to_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    """Seed and number of the next file are told at the end."""
    assert main(["--files", "20", "--seed", "7", "--first", "100"]) == 0
    printed = capsys.readouterr().out
    assert "20 files" in printed
    assert "--seed 7 --first 120" in printed
    assert main(["--seed", "7", "--show", "3"]) == 0
