"""The cluster that the tests start is one: its nodes know each other, and can be killed."""

from __future__ import annotations

import pytest

from tests.cluster.building import ClusterError
from tests.cluster.nodes import Cluster, ask

pytestmark = pytest.mark.cluster

_INDEX = {"settings": {"number_of_shards": 2, "number_of_replicas": 1}}


def test_what_a_killed_node_had_is_on_the_others(cluster: Cluster) -> None:
    """Two shards with a replica each outlast any one of three nodes, which then comes back."""
    cluster.request("PUT", "/nodes", _INDEX)
    cluster.wait()
    lines = [line for n in range(50) for line in ({"index": {"_id": str(n)}}, {"number": n})]
    assert not cluster.request("POST", "/nodes/_bulk?refresh=true", lines)["errors"]
    cluster.kill(0)
    assert len(cluster.urls) == 2
    cluster.wait("yellow")
    found = cluster.request("POST", "/nodes/_search?allow_partial_search_results=false", {})
    assert found["_shards"]["successful"] == found["_shards"]["total"] == 2
    assert found["hits"]["total"] == {"value": 50, "relation": "eq"}
    cluster.restart(0)
    assert len(cluster.urls) == 3
    cluster.request("DELETE", "/nodes")


def test_an_index_is_made_by_no_slip(cluster: Cluster) -> None:
    """A document for an index that there is not is refused, rather than making one."""
    with pytest.raises(ClusterError, match="index_not_found"):
        ask(cluster.urls[0], "PUT", "/nowhere/_doc/1", {"number": 1})
