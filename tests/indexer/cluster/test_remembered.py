"""What a sync knows is kept for the next one, and for no other state."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer.cluster.cluster_documents import cluster_document
from indexer.cluster.cluster_stories import stories_of
from indexer.cluster.remembered import Files, Remembered, recall, remember
from indexer.contract.article import Article, Fingerprint
from indexer.contract.cluster.cluster_state import ClusterState
from indexer.contract.cluster.stored_articles import unpacked

STATE = ClusterState("a-000001-0a1b2c3d", 3, 5, 6, next_number=4, articles=3)


def known() -> Remembered:
    """Return what is known of a state with three articles, one of them gone."""
    signatures = [
        unpacked(cluster_document(Article(id, f"News of {id}"), Fingerprint(1, 2, ""))["signature"])
        for id in ("a", "b", "d/é")
    ]
    signatures.insert(2, b"")
    live = np.array([True, True, False, True])
    files = Files(
        {"a": 0, "d/é": 3, "b": 1}, np.array([5, 6, 0, 7]), np.array([1, 2, 0, 2**62], np.int64)
    )
    return Remembered(files, np.array([1, 1, -1, 3]), signatures, stories_of(signatures, live))


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    """Files, versions, signatures and stories, by number."""
    remember(tmp_path, STATE, known())
    found = recall(tmp_path, replace(STATE, synced=99, seq_no=7))
    assert found is not None
    assert found.files.numbers == known().files.numbers
    for name in ("sizes", "mtimes"):
        assert getattr(found.files, name).tolist() == getattr(known().files, name).tolist()
    assert found.since.tolist() == known().since.tolist()
    assert list(found.signatures) == list(known().signatures)
    assert found.found is not None
    assert found.found.story.tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("change", [{"generation": 4}, {"committed": 6}, {"next_number": 5}])
def test_it_is_of_one_state_only(tmp_path: Path, change: dict[str, Any]) -> None:
    """Whoever commits from elsewhere makes it worthless."""
    remember(tmp_path, STATE, known())
    assert recall(tmp_path, replace(STATE, **change)) is None
    assert recall(tmp_path, replace(STATE, index="a-000002-4e5f6a7b")) is None


def test_damage_is_as_good_as_nothing(tmp_path: Path) -> None:
    """Any byte that is another one is noticed, or makes no difference."""
    remember(tmp_path, STATE, known())
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    for place in range(0, len(whole), 37):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        found = recall(tmp_path, STATE)
        if found is not None:
            assert list(found.signatures) == list(known().signatures)
            assert found.files.numbers == known().files.numbers
    path.write_bytes(whole[:100])
    assert recall(tmp_path, STATE) is None


def test_one_index_is_remembered_at_a_time(tmp_path: Path) -> None:
    """After a rebuild what was known of the old index is removed; other archives stay."""
    remember(tmp_path, STATE, known())
    remember(tmp_path, replace(STATE, index="a-b-000001-0a1b2c3d"), known())
    remember(tmp_path, replace(STATE, index="a-000002-4e5f6a7b"), known())
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "a-000002-4e5f6a7b.npz",
        "a-b-000001-0a1b2c3d.npz",
    ]


def test_where_nothing_can_be_kept_nothing_is(tmp_path: Path) -> None:
    """A folder that cannot be made is no failure."""
    (tmp_path / "file").write_text("")
    remember(tmp_path / "file", STATE, known())
    assert recall(tmp_path / "file", STATE) is None
    remember(None, STATE, known())
    assert recall(None, STATE) is None
