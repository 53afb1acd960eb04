"""Numbers and scores as shards write them."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import numpy as np
import pytest

from webui.search.cluster.receiving.matched_numbers import NAME, matches_of


def _answer(total: int, *parts: str | None) -> dict[str, Any]:
    return {"hits": {"total": {"value": total}}, "aggregations": {NAME: {"value": list(parts)}}}


def _written(kind: str, array: Any) -> str:
    return kind + b64encode(np.asarray(array).tobytes()).decode()


def _scored(*pairs: tuple[int, float]) -> str:
    return _written("s", np.array(list(pairs), [("number", "<i4"), ("score", "<f4")]))


def _bits(*numbers: int) -> str:
    bits = np.zeros(max(numbers) + 1, np.uint8)
    bits[list(numbers)] = 1
    return _written("b", np.packbits(bits, bitorder="little"))


def _few(*numbers: int) -> str:
    return _written("n", np.array(numbers, "<i4"))


def test_numbers_of_all_shards_come_in_order() -> None:
    """Each score stays with its number."""
    found = matches_of(
        _answer(4, _scored((7, 0.5), (2, 1.5)), None, _scored((1, 3.0), (9, 2.0))), 10
    )
    assert found.docs.tolist() == [1, 2, 7, 9]
    assert found.scores.tolist() == [3.0, 1.5, 0.5, 2.0]
    assert found.docs.dtype == np.int64
    assert found.scores.dtype == np.float32


def test_without_scores_they_are_bits_or_numbers() -> None:
    """Whichever is shorter: one shard may have many, and another one few."""
    found = matches_of(_answer(5, _bits(0, 9, 70), _few(1000, 3)), 1001, 2.0)
    assert found.docs.tolist() == [0, 3, 9, 70, 1000]
    assert found.scores.tolist() == [2.0] * 5


def test_nothing_was_found() -> None:
    """No shard has anything to write."""
    for parts in ((), (None,), ("s",), ("n",)):
        found = matches_of(_answer(0, *parts), 0)
        assert len(found.docs) == len(found.scores) == 0


@pytest.mark.parametrize(
    "answer",
    [
        _answer(3, _few(1, 2)),
        _answer(2, _few(1), _few(1)),
        _answer(2, _scored((1, 1.0)), _scored((1, 1.0))),
        _answer(1, "n!!!!"),
        _answer(1, _few(-1)),
        _answer(2, _few(1, 9)),
        _answer(1, _bits(9)),
        _answer(2, _scored((1, 1.0), (-1, 1.0))),
        _answer(2, _scored((1, 1.0), (2, np.nan))),
        _answer(2, _scored((1, 1.0), (2, np.inf))),
    ],
    ids=[
        "too few",
        "twice",
        "twice with scores",
        "garbled",
        "below all",
        "above all",
        "a bit above all",
        "below all with scores",
        "a score that is none",
        "a score without end",
    ],
)
def test_what_makes_no_sense_is_no_answer(answer: Any) -> None:
    """Never some of the hits."""
    with pytest.raises(
        ValueError, match=r"have come|twice|base64|padding|no article has|no number"
    ):
        matches_of(answer, 9)
