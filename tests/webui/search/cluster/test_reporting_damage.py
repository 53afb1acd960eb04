"""What comes of reading what a cluster answers."""

from __future__ import annotations

import pytest

from indexer.contract.cluster.cluster_errors import ClusterDamagedError, ClusterError
from indexer.contract.errors import IndexDamagedError
from webui.search.cluster.searching.damage import reporting_damage
from webui.search.deadlines.deadline import PreparingError


@pytest.mark.parametrize(
    "error", [KeyError("hits"), ValueError("no"), TypeError("no"), IndexError(9), OverflowError()]
)
def test_what_makes_no_sense_is_damage(error: Exception) -> None:
    """The error says what came of it, and filling the archive anew mends it."""
    with pytest.raises(ClusterDamagedError, match=type(error).__name__), reporting_damage("news"):
        raise error


def test_memory_that_ran_out_is_no_damage() -> None:
    """The archive may be whole: nobody is told to fill it anew."""
    with pytest.raises(ClusterError, match="Memory ran out") as caught, reporting_damage("news"):
        raise MemoryError
    assert not isinstance(caught.value, IndexDamagedError)
    assert "rebuild" not in str(caught.value)


def test_errors_of_ours_stay_what_they_are() -> None:
    """They say already what is wrong."""
    with pytest.raises(PreparingError), reporting_damage("news"):
        raise PreparingError
