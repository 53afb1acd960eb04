"""The articles of a state in a cluster, read in bulk: some thousand numbers at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from indexer.cluster.patience import patiently
from indexer.cluster.remembered import Files
from indexer.contract.cluster.cluster_errors import (
    ClusterDamagedError,
    ClusterError,
    understanding,
)
from indexer.contract.cluster.cluster_state import ClusterState, visible
from indexer.contract.cluster.connection import Cluster

# As many as OpenSearch hands out at once, unless it is told otherwise.
_AT_ONCE = 10_000
# So many questions are asked at a time.
_AHEAD = 3
# With their texts.
_WHOLE_AT_ONCE = 1_000


def read_values(
    cluster: Cluster,
    state: ClusterState,
    fields: Sequence[str],
    sources: Sequence[str] = (),
    numbers: Sequence[int] | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield values of the articles of a state, some thousand of them after the others.

    Nobody may write meanwhile.

    Args:
        cluster: to ask.
        state: of its archive.
        fields: with doc values; a list of values each, if there are any.
        sources: fields that are read from the documents, as they were sent.
        numbers: of the articles; all if not given.

    Raises:
        ClusterError: the cluster cannot be asked, or does not answer in full.
    """
    count = state.next_number if numbers is None else len(numbers)
    bodies: list[dict[str, Any]] = []
    for start in range(0, count, _AT_ONCE):
        stop = start + _AT_ONCE
        wanted = (
            {"range": {"number": {"gte": start, "lt": stop}}}
            if numbers is None
            else {"terms": {"number": list(numbers[start:stop])}}
        )
        body = {
            "size": _AT_ONCE,
            "query": {"bool": {"filter": [wanted, *visible(state.generation)]}},
            "docvalue_fields": list(fields),
            "_source": list(sources) or False,
            "sort": ["number"],
        }
        bodies.append(body)
    with ThreadPoolExecutor(_AHEAD) as pool:
        ask = partial(search_all, cluster, state.index)
        under_way = deque(pool.submit(ask, body) for body in bodies[:_AHEAD])
        try:
            for place in range(len(bodies)):
                hits = under_way.popleft().result()
                if place + _AHEAD < len(bodies):
                    under_way.append(pool.submit(ask, bodies[place + _AHEAD]))
                for hit in hits:
                    yield {**hit.get("fields", {}), **hit.get("_source", {})}
        finally:
            for each in under_way:
                each.cancel()


def read_whole(
    cluster: Cluster,
    state: ClusterState,
    numbers: Sequence[int],
    patience: float | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield the whole documents of some articles of a state.

    Args:
        cluster, state, numbers: of the articles.
        patience: see :func:`patiently`.

    Raises:
        ClusterError: the cluster cannot be asked, or does not answer in full.
    """
    for start in range(0, len(numbers), _WHOLE_AT_ONCE):
        wanted = {"terms": {"number": list(numbers[start : start + _WHOLE_AT_ONCE])}}
        body = {
            "size": _WHOLE_AT_ONCE,
            "query": {"bool": {"filter": [wanted, *visible(state.generation)]}},
            "sort": ["number"],
        }
        for hit in search_all(cluster, state.index, body, patience):
            yield hit["_source"]


def read_files(cluster: Cluster, state: ClusterState) -> Files:
    """Return what is known of the files of the articles of a state.

    Raises:
        ClusterError: the cluster cannot be asked, or does not answer in full.
        ClusterDamagedError: articles are missing.
    """
    numbers: dict[str, int] = {}
    sizes, mtimes = np.zeros((2, state.next_number), np.int64)
    with understanding(cluster.name):
        for values in read_values(cluster, state, ("id", "number", "file.size", "file.mtime")):
            number = values["number"][0]
            numbers[values["id"][0]] = number
            sizes[number], mtimes[number] = values["file.size"][0], values["file.mtime"][0]
    if len(numbers) != state.articles:
        raise ClusterDamagedError(
            cluster.name, f"it has {len(numbers):,} articles instead of {state.articles:,}"
        )
    return Files(numbers, sizes, mtimes)


def ids_of(cluster: Cluster, state: ClusterState, ids: Sequence[str]) -> dict[str, int]:
    """Return the numbers of the articles of a state that have some ids.

    Raises:
        ClusterError: the cluster cannot be asked, or does not answer in full.
    """
    found: dict[str, int] = {}
    for start in range(0, len(ids), _AT_ONCE):
        wanted = {"terms": {"id": list(ids[start : start + _AT_ONCE])}}
        body = {
            "size": _AT_ONCE,
            "query": {"bool": {"filter": [wanted, *visible(state.generation)]}},
            "docvalue_fields": ["id", "number"],
            "_source": False,
        }
        for hit in search_all(cluster, state.index, body):
            found[hit["fields"]["id"][0]] = hit["fields"]["number"][0]
    return found


class Census(NamedTuple):
    """Articles, counted.

    Attributes:
        articles: how many.
        sum: of their numbers.
    """

    articles: int
    sum: int


def take_census(cluster: Cluster, index: str, generation: int) -> tuple[Census, Census, Census]:
    """Count the versions that are part of a state, and those that begin and end with it.

    Raises:
        ClusterError: the cluster cannot be asked, or does not answer in full.
    """
    wanted = {
        "there": {"bool": {"filter": visible(generation)}},
        "begun": {"term": {"from": generation}},
        "ended": {"term": {"until": generation}},
    }
    of_numbers = {"numbers": {"sum": {"field": "number"}}}
    body = {
        "size": 0,
        "aggregations": {
            name: {"filter": query, "aggregations": of_numbers} for name, query in wanted.items()
        },
    }
    answer = search(cluster, index, body)
    with understanding(cluster.name):
        found = answer["aggregations"]
        there, begun, ended = (
            Census(int(found[name]["doc_count"]), int(found[name]["numbers"]["value"]))
            for name in wanted
        )
    return there, begun, ended


def search_all(
    cluster: Cluster, index: str, body: dict[str, Any], patience: float | None = None
) -> list[dict[str, Any]]:
    """Return the hits of a search that finds no more than it asks for.

    Args:
        cluster, index, body, patience: as for :func:`search`.

    Raises:
        ClusterError: the cluster cannot be asked, or does not answer in full.
    """
    answer = search(cluster, index, {**body, "track_total_hits": True}, patience)
    with understanding(cluster.name):
        hits: list[dict[str, Any]] = answer["hits"]["hits"]
        found = answer["hits"]["total"]["value"]
    if found != len(hits):
        raise ClusterError(
            cluster.name,
            f"The cluster at {cluster.address} has more documents of some articles than there "
            "should be. Look at it with: python -m indexer check",
        )
    return hits


def search(
    cluster: Cluster, index: str, body: dict[str, Any], patience: float | None = None
) -> Any:
    """Return the answer of a search that every part of an index has answered, at last.

    Args:
        cluster, index, body: what is searched.
        patience: see :func:`patiently`.

    Raises:
        ClusterError: the cluster cannot be asked, or does not answer in full.
    """
    return patiently(lambda: _search(cluster, index, body), patience)


def _search(cluster: Cluster, index: str, body: dict[str, Any]) -> Any:
    answer = cluster.request(
        "POST", f"/{index}/_search", body, {"allow_partial_search_results": "false"}
    )
    with understanding(cluster.name):
        shards = answer["_shards"]
        is_whole = not answer["timed_out"] and shards["successful"] == shards["total"]
    if not is_whole:
        raise ClusterError(
            cluster.name,
            f"The cluster at {cluster.address} has lost a part of {index} for now. Its index may "
            "be whole: try again. If it stays so, look at it with: python -m indexer check",
            passing=True,
        )
    return answer
