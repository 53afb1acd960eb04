"""What is in an archive in a cluster, at a glance: counted there, and exactly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from indexer.checking.likely_spellings import likely_spellings
from indexer.checking.name_keys import Named
from indexer.checking.settled_state import of_one_state
from indexer.checking.status import Status
from indexer.cluster.versions import search
from indexer.contract.cluster.cluster_state import (
    ClusterState,
    read_cluster_last_sync,
    visible,
)
from indexer.contract.cluster.connection import Cluster
from indexer.contract.cluster.mapping import CLUSTER_SCHEMA, check_mapping

_AT_ONCE = 1_000

_1970 = datetime(1970, 1, 1, tzinfo=UTC)


def read_cluster_status(cluster: Cluster) -> Status:
    """Read the status of an archive in a cluster.

    Raises:
        IndexStateError: there is none, it is of another version, or cannot be asked.
    """
    return of_one_state(cluster, partial(_status, cluster))


def _status(cluster: Cluster, state: ClusterState) -> Status:
    check_mapping(cluster, state.index)
    aggregations = {
        "first": {"min": {"field": "published"}},
        "last": {"max": {"field": "published"}},
        "undated": {"missing": {"field": "published"}},
    }
    found = search(cluster, state.index, _counting(state, aggregations), 0)["aggregations"]
    size = cluster.request("GET", f"/{state.index}/_stats/store,segments")["_all"]["total"]
    providers = list(_providers(cluster, state))
    return Status(
        articles=state.articles,
        generation=state.generation,
        synced=_moment(state.synced),
        schema_version=CLUSTER_SCHEMA,
        segments=int(size["segments"]["count"]),
        bytes=int(size["store"]["size_in_bytes"]),
        first=_moment(found["first"]["value"]),
        last=_moment(found["last"]["value"]),
        without_date=int(found["undated"]["doc_count"]),
        providers=len(providers),
        aliases=len(state.aliases.entries),
        likely=tuple(likely_spellings(providers, state.aliases)),
        last_sync=read_cluster_last_sync(cluster),
    )


def _counting(state: ClusterState, aggregations: dict[str, Any]) -> dict[str, Any]:
    return {
        "size": 0,
        "query": {"bool": {"filter": visible(state.generation)}},
        "aggregations": aggregations,
    }


def _providers(cluster: Cluster, state: ClusterState) -> Iterator[Named]:
    """Yield the providers, each with a domain of one of its articles."""
    one = {"top_hits": {"size": 1, "_source": ["stored.rest.provider"]}}
    by_label: dict[str, Any] = {
        "size": _AT_ONCE,
        "sources": [{"label": {"terms": {"field": "provider_label"}}}],
    }
    while True:
        aggregation = {"labels": {"composite": by_label, "aggregations": {"one": one}}}
        answer = search(cluster, state.index, _counting(state, aggregation), 0)
        labels = answer["aggregations"]["labels"]
        for bucket in labels["buckets"]:
            (hit,) = bucket["one"]["hits"]["hits"]
            _, domain = hit["_source"]["stored"]["rest"]["provider"]
            yield Named(bucket["key"]["label"], domain, bucket["doc_count"])
        if "after_key" not in labels:
            return
        by_label["after"] = labels["after_key"]


def _moment(microseconds: float | None) -> Any:
    return None if microseconds is None else _1970 + timedelta(microseconds=int(microseconds))
