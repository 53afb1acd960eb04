"""Requests to nodes that cannot be reached, and what is said of them."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import opensearchpy
import pytest
import urllib3

from indexer.contract.cluster.cluster_errors import ClusterError
from indexer.contract.cluster.connection import Cluster


class _Transport:
    """Takes no request."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.timeouts: list[Any] = []

    def perform_request(self, *_: Any, timeout: Any, **more: Any) -> Any:
        """Fail."""
        self.timeouts.append(timeout)
        raise self.error


def _failing(error: Exception) -> Cluster:
    return Cluster(SimpleNamespace(transport=_Transport(error)), "news", "http://10.0.0.1", 30)


def test_a_node_that_takes_no_connection_is_told() -> None:
    """In words, and without what stands behind them in memory."""
    why = "Connection to 10.0.0.1 timed out. (connect timeout=2.0)"
    cause = urllib3.exceptions.ConnectTimeoutError(urllib3.HTTPConnectionPool("10.0.0.1"), why)
    with pytest.raises(ClusterError, match="timed out") as raised:
        _failing(opensearchpy.ConnectionError("N/A", str(cause), cause)).request("GET", "/a")
    assert f"({why})" in str(raised.value)
    assert " at 0x" not in str(raised.value)


def test_a_request_is_sent_to_other_nodes_within_its_time() -> None:
    """Each is given what is left, and a moment to take the connection."""
    cluster = _failing(opensearchpy.ConnectionError("N/A", "refused", OSError("refused")))
    with pytest.raises(ClusterError, match="cannot be reached"):
        cluster.request("GET", "/a", timeout=20)
    timeouts = cluster._client.transport.timeouts
    totals = [each.total for each in timeouts]
    assert len(timeouts) > 1
    assert totals == sorted(totals, reverse=True)
    assert 19 < totals[-1] < totals[0] <= 20
    assert {each.connect_timeout for each in timeouts} == {2.0}


@pytest.mark.parametrize("kind", [opensearchpy.ConnectionTimeout, opensearchpy.SSLError])
def test_what_took_the_whole_time_is_not_asked_again(kind: type[Exception]) -> None:
    """Nor is whom nobody trusts."""
    cluster = _failing(kind("N/A", "x", OSError("x")))
    with pytest.raises(ClusterError):
        cluster.request("GET", "/a")
    assert len(cluster._client.transport.timeouts) == 1


def test_no_other_node_is_asked_when_the_time_has_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections that nobody takes use it up."""
    times = iter(range(100))
    monkeypatch.setattr(time, "monotonic", lambda: next(times))
    cluster = _failing(opensearchpy.ConnectionError("N/A", "timed out", OSError("timed out")))
    with pytest.raises(ClusterError):
        cluster.request("GET", "/a", timeout=1)
    assert len(cluster._client.transport.timeouts) == 1
