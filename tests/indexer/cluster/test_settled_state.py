"""Who looks at an archive in a cluster sees one state, while syncs go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from indexer.checking.settled_state import of_one_state
from indexer.contract.cluster.cluster_errors import ClusterDamagedError, ClusterError
from indexer.contract.cluster.cluster_state import ClusterState, state_source
from indexer.contract.errors import IndexDamagedError
from tests.indexer.cluster.stub_cluster import Answer, Asked, stub_cluster

STATE = ClusterState(index="a-000001-0a1b2c3d", generation=3, committed=5, synced=6, purged=2)
LATER = replace(STATE, generation=4, purged=3)
LATER_STILL = replace(STATE, generation=5, purged=4)
ELSEWHERE = replace(STATE, index="a-000002-4e5f6a7b", generation=6, purged=6)


def looked(states: Sequence[ClusterState], *, fails_at: int = 0) -> list[int]:
    """Look at an archive that is in one state after the other; return the generations seen."""
    left = list(states)
    seen: list[int] = []

    def answer(_: Asked) -> Answer:
        state = left.pop(0) if len(left) > 1 else left[0]
        return 200, {"_source": state_source(state), "_seq_no": 1, "_primary_term": 1}

    def look(state: ClusterState) -> list[int]:
        seen.append(state.generation)
        if state.generation == fails_at:
            raise ClusterDamagedError("a", "articles are missing")
        return seen

    with stub_cluster(answer) as cluster:
        return of_one_state(cluster, look)


def test_a_commit_that_removes_nothing_of_the_state_does_not_matter() -> None:
    """It is another state, and this one is whole."""
    assert looked([STATE, LATER]) == [3]


@pytest.mark.parametrize("after", [LATER_STILL, ELSEWHERE])
@pytest.mark.parametrize("fails_at", [0, 3])
def test_where_a_part_of_it_was_removed_the_next_one_is_looked_at(
    after: ClusterState, fails_at: int
) -> None:
    """Whatever was seen, or failed, says nothing then."""
    assert looked([STATE, after], fails_at=fails_at) == [3, after.generation]


def test_what_is_damaged_is_told() -> None:
    """If it is so in a state that is there."""
    with pytest.raises(IndexDamagedError, match="articles are missing"):
        looked([STATE], fails_at=3)


def test_syncs_that_are_faster_are_told() -> None:
    """They are no damage."""
    states = [replace(STATE, generation=count, purged=count - 1) for count in range(1, 20, 2)]
    with pytest.raises(ClusterError, match="Try again when none is running") as raised:
        looked([each for state in states for each in (state, state)][1:])
    assert raised.value.passing


def test_an_answer_that_makes_no_sense_is_no_crash() -> None:
    """It is told."""
    answer = {"_source": state_source(STATE), "_seq_no": 1, "_primary_term": 1}

    def look(_: ClusterState) -> object:
        answer: dict[str, object] = {}
        return answer["hits"]

    with (
        stub_cluster(lambda _: (200, answer)) as cluster,
        pytest.raises(IndexDamagedError, match="an answer makes no sense: KeyError: 'hits'"),
    ):
        of_one_state(cluster, look)
