"""Looking for the newest state of an archive in a cluster."""

from __future__ import annotations

import time
from typing import Any

import pytest

from indexer.contract.cluster.cluster_errors import ClusterError
from tests.webui.search.cluster.answering import Answering, failure, state
from webui.search.cluster.state_holder import StateHolder
from webui.search.local.engine import ByteCache


class _Failing(Answering):
    """A cluster whose document of the state cannot be read at first."""

    def __init__(self, *errors: Exception) -> None:
        super().__init__(state(4))
        self.left = list(errors)

    def request(self, method: str, path: str, *more: Any, **others: Any) -> Any:
        """Answer."""
        if path.endswith("/_doc/state") and self.left:
            raise self.left.pop(0)
        return super().request(method, path, *more, **others)


def _holder(cluster: Answering) -> StateHolder:
    return StateHolder(cluster.cluster, ByteCache(2**20))


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)


def test_what_is_wrong_for_a_moment_is_asked_again() -> None:
    """A node that has gone away is known by all others soon."""
    gone = failure(500, "node_not_connected_exception", "node_left")
    assert _holder(_Failing(gone, gone)).newest() == ("news-000001", 4, 1)
    with pytest.raises(ClusterError):
        _holder(_Failing(gone, gone, gone)).newest()


def test_what_stays_wrong_is_not() -> None:
    """A password does not become right."""
    cluster = _Failing(failure(401, "security_exception"))
    with pytest.raises(ClusterError):
        _holder(cluster).newest()
    assert _holder(cluster).newest() == ("news-000001", 4, 1)
