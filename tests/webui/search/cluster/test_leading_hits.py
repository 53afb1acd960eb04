"""Which hits are scored exactly."""

from __future__ import annotations

import numpy as np
import pytest

from webui.search.cluster import leading_hits
from webui.search.cluster.leading_hits import leading


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leading_hits, "_WANTED", 3)
    monkeypatch.setattr(leading_hits, "_MOST", 12)


def _leading(*scores: float) -> list[int]:
    places: list[int] = leading(np.array(scores, np.float32), 2).tolist()
    return places


def test_all_of_few_lead() -> None:
    """In whatever order they come."""
    assert _leading() == []
    assert _leading(1, 3, 2) == [0, 1, 2]


def test_those_that_may_be_among_the_first_lead_too() -> None:
    """As near to the last one that is wanted as scores may be off."""
    assert _leading(1, 9, 2, 9.5, 8, 7.9, 3) == [1, 3, 4, 5]


def test_of_those_that_tie_at_the_end_all_lead_or_none() -> None:
    """Which they are does not depend on their numbers."""
    assert _leading(9, 8, 7, 7, 7, 1) == [0, 1, 2, 3, 4]
    assert _leading(9, 8, *[7] * 9) == [0, 1]
    assert _leading(*[7] * 9) == []
