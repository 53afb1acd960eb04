"""Is an archive in a cluster whole? Reads all its articles, and makes their documents anew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Any

import numpy as np

from indexer.checking.check import Health
from indexer.checking.settled_state import of_one_state
from indexer.cluster.cluster_documents import cluster_document
from indexer.cluster.spooling import as_json
from indexer.cluster.versions import read_whole
from indexer.contract.article import Fingerprint
from indexer.contract.cluster.cluster_errors import (
    ClusterDamagedError,
    ClusterError,
    ClusterMissingError,
)
from indexer.contract.cluster.cluster_state import ClusterState
from indexer.contract.cluster.connection import Cluster
from indexer.contract.cluster.mapping import FIELDS, article_index_body, check_mapping
from indexer.contract.cluster.stored_articles import article_of_source
from indexer.contract.history import impossible
from indexer.contract.schema import FIRST_ID, HISTORY_COLUMNS

_MAX_PROBLEMS = 100
# Of so many numbers nobody notices the memory.
_FEW_NUMBERS = 10_000

# What does not follow from what is stored of an article.
_OF_THE_COMMIT = frozenset({"number", "from", "until", "story", "copies"})
_GIVEN = frozenset({"related", "link", FIRST_ID, *HISTORY_COLUMNS})


def check_cluster(cluster: Cluster) -> Health:
    """Read everything in the newest state of an archive.

    Raises:
        NoClusterIndexError: there is none.
        ClusterSchemaError: another version of Cuttings, or another program, made it.
        ClusterError: the cluster cannot be asked, or has lost a part of it for now.
    """
    try:
        return of_one_state(cluster, partial(_health, cluster))
    except ClusterDamagedError as error:
        return Health(0, 0, (error.detail,))
    except ClusterMissingError:
        return Health(0, 0, ("the index that its state names is missing",))


def _health(cluster: Cluster, state: ClusterState) -> Health:
    check_mapping(cluster, state.index)
    remarks = (*remarks_on_numbers(state), *_remarks_on_copies(cluster, state.index))
    segments = cluster.request("GET", f"/{state.index}/_stats/segments")["_all"]["primaries"]
    problems = tuple(islice(_problems(cluster, state), _MAX_PROBLEMS))
    return Health(state.articles, int(segments["segments"]["count"]), problems, remarks)


def remarks_on_numbers(state: ClusterState) -> Iterator[str]:
    """Yield that most numbers are of articles that are gone, where it matters."""
    if state.next_number > max(2 * state.articles, _FEW_NUMBERS):
        gone = state.next_number - state.articles
        yield (
            f"{gone:,} articles that are gone take memory of the server beside the "
            f"{state.articles:,} that are there: rebuild gives it back"
        )


def _remarks_on_copies(cluster: Cluster, index: str) -> Iterator[str]:
    """Yield what of the copies of an index could be better."""
    try:
        health = cluster.request("GET", f"/_cluster/health/{index}")
    except ClusterError as error:
        if error.status != 403:
            raise
        yield "this user may not ask for the health of the cluster"
        return
    missing = int(health["unassigned_shards"])
    if missing:
        copies = "1 copy of a part is" if missing == 1 else f"{missing:,} copies of parts are"
        yield f"{copies} on no node: the cluster has too few of them, or is not done yet"


def _problems(cluster: Cluster, state: ClusterState) -> Iterator[str]:
    yield from _of_index(cluster, state.index)
    stories = np.full(state.next_number, -1, np.int64)
    ids: set[str] = set()
    try:
        for source in read_whole(cluster, state, range(state.next_number), 0):
            number = source.get("number", -1)
            if stories[number] >= 0:
                yield f"two articles have the number {number}"
            stories[number] = source.get("story", -1)
            if source.get("id") in ids:
                yield f"two articles have the id {source['id']}"
            ids.add(str(source.get("id")))
            yield from _of_article(source, state.generation)
    except ClusterError as error:
        if error.status is not None or error.passing:
            raise
        yield "there are more versions of some articles than one"
        return
    there = np.flatnonzero(stories >= 0)
    if len(there) != state.articles:
        yield f"it has {len(there):,} articles instead of {state.articles:,}"
    told = stories[there]
    if len(told) and not np.isin(told, there).all():
        yield "a story has an article that does not exist"


def _of_index(cluster: Cluster, index: str) -> Iterator[str]:
    """Yield what of an index is not as it was made."""
    mappings = cluster.request("GET", f"/{index}/_mapping")[index]["mappings"]
    properties = mappings.get("properties", {})
    for name in sorted(FIELDS.keys() | properties.keys()):
        wanted, found = FIELDS.get(name, {}), properties.get(name, {})
        for what in ("type", "analyzer", "search_analyzer", "norms", "index_options"):
            # A field of fields has no type, and defaults are not told.
            default = {"type": None, "norms": True}.get(what)
            if wanted.get(what, default) != found.get(what, default) and not (
                what == "type" and wanted.get(what) == "object"
            ):
                yield f"the field {name} is not as it was made"
                break
    settings = cluster.request("GET", f"/{index}/_settings")[index]["settings"]["index"]
    made = article_index_body(1, 0)["settings"]
    for name in ("analysis", "similarity"):
        if settings.get(name) != _as_told(made[name]):
            yield f"the setting {name} is not as it was made"


def _as_told(value: Any) -> Any:
    """Return a setting as a cluster tells it: numbers are texts."""
    if isinstance(value, dict):
        return {name: _as_told(each) for name, each in value.items()}
    return [*map(_as_told, value)] if isinstance(value, list) else str(value)


def _of_article(source: dict[str, Any], generation: int) -> Iterator[str]:
    """Yield what is wrong with a document."""
    name = source.get("id", "?")
    try:
        article = article_of_source(source)
        file = source["file"]
        made = cluster_document(article, Fingerprint(file["size"], file["mtime"], file["digest"]))
    except (KeyError, TypeError, ValueError) as error:
        yield f"{name}: it is no document of an article ({error!r})"
        return
    expected = json.loads(as_json(made))
    for field in sorted((expected.keys() | source.keys()) - _OF_THE_COMMIT - _GIVEN):
        if source.get(field) != expected.get(field):
            yield f"{name}: the field {field} does not go with what is stored of it"
    row = [[source.get(column, 0) for column in HISTORY_COLUMNS]]
    if impossible(np.array(row, np.uint64), generation).any():
        yield f"{name}: it was first indexed, or last changed, when it cannot have been"
