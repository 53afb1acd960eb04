"""What is in an archive in a cluster, read by the plainest means."""

from __future__ import annotations

from typing import Any, NamedTuple

from indexer.contract.cluster.cluster_state import ClusterState, read_state
from indexer.contract.cluster.connection import connect
from indexer.contract.schema import FIRST_ID, HISTORY_COLUMNS
from indexer.contract.settings import Settings

# What depends on the way to a state, and not on the articles of it.
_OF_THE_WAY = {"number", "from", "until", "story", "copies", FIRST_ID, *HISTORY_COLUMNS}


class Contents(NamedTuple):
    """A state of an archive.

    Attributes:
        articles: documents by id, without what depends on earlier states.
        stories, copies: ids of those that go together.
        histories: by id.
    """

    articles: dict[str, dict[str, Any]]
    stories: set[frozenset[str]]
    copies: set[frozenset[str]]
    histories: dict[str, tuple[Any, ...]]


def every_version(settings: Settings) -> tuple[ClusterState, list[dict[str, Any]]]:
    """Return the newest state and all documents of its index, part of it or not."""
    cluster = connect(settings)
    state = read_state(cluster)
    answer = cluster.request("POST", f"/{state.index}/_search", {"size": 10_000})
    return state, [hit["_source"] for hit in answer["hits"]["hits"]]


def contents_of(settings: Settings) -> Contents:
    """Return what a reader sees."""
    state, versions = every_version(settings)
    there = [each for each in versions if each["from"] <= state.generation < each["until"]]
    assert len(there) == len({each["number"] for each in there}) == state.articles
    assert all(each["number"] < state.next_number for each in there)
    articles = {
        each["id"]: {name: value for name, value in each.items() if name not in _OF_THE_WAY}
        for each in there
    }
    assert len(articles) == len(there)
    return Contents(
        articles,
        _together(there, "story"),
        _together(there, "copies"),
        {
            each["id"]: (each.get(FIRST_ID), *(each.get(name) for name in HISTORY_COLUMNS))
            for each in there
        },
    )


def _together(documents: list[dict[str, Any]], field: str) -> set[frozenset[str]]:
    groups: dict[int, set[str]] = {}
    for each in documents:
        groups.setdefault(each[field], set()).add(each["id"])
    for number, ids in groups.items():
        assert number == min(each["number"] for each in documents if each["id"] in ids)
    return {frozenset(ids) for ids in groups.values()}
