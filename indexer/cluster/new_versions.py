"""Versions of articles begin and end: the changes to documents by which they do."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from math import isclose
from typing import NamedTuple

from indexer.cluster.bulk import Operation, updating
from indexer.cluster.current_versions import CurrentVersions
from indexer.cluster.spooling import Spool, as_json
from indexer.cluster.versions import Census, read_whole
from indexer.contract.cluster.cluster_state import ClusterState
from indexer.contract.cluster.connection import Cluster
from indexer.contract.cluster.index_names import version_id
from indexer.contract.cluster.mapping import CURRENT
from indexer.stories.discovery import Found

# What of a document is the commit's.
_ADDED = frozenset({"number", "from", "until", "story", "copies"})

# Sums come as floating-point numbers, which are exact up to here.
_EXACT = 2.0**53


class Difference(NamedTuple):
    """What a commit changes.

    Attributes:
        deleted: numbers of articles that go, or change.
        spool: documents of those that come, or change.
        told_anew: numbers of articles of which only the story changes.
    """

    deleted: Sequence[int]
    spool: Spool
    told_anew: Sequence[int]


def operations(
    cluster: Cluster,
    state: ClusterState,
    current: CurrentVersions,
    found: Found,
    difference: Difference,
) -> Iterator[Operation]:
    """Yield what turns an old state into the next one, for those who look for that only.

    Args:
        cluster: that has the archive.
        state: the old one, as it was written when it was locked.
        current: what is known of it.
        found: the stories of the new one.
        difference: between the two.
    """
    for number in sorted(difference.deleted):
        yield _ending(state, current, number)
    for number, data in difference.spool:
        yield _beginning(state, number, found, data)
    for source in read_whole(cluster, state, difference.told_anew):
        number = source["number"]
        rest = {name: value for name, value in source.items() if name not in _ADDED}
        yield _ending(state, current, number)
        yield _beginning(state, number, found, as_json(rest))


def census_of(numbers: Iterable[int]) -> Census:
    """Return the census of some articles."""
    each = [*map(int, numbers)]
    return Census(len(each), sum(each))


def agree(counted: Sequence[Census], expected: Sequence[Census]) -> bool:
    """Tell whether what a cluster has counted is what there should be."""
    return all(
        one.articles == other.articles
        and isclose(one.sum, other.sum, rel_tol=0 if other.sum < _EXACT else 1e-9)
        for one, other in zip(counted, expected, strict=True)
    )


def _ending(state: ClusterState, current: CurrentVersions, number: int) -> Operation:
    id = version_id(number, int(current.since[number]))
    return updating(id, until=state.generation + 1)


def _beginning(state: ClusterState, number: int, found: Found, data: bytes) -> Operation:
    added = {
        "number": number,
        "from": state.generation + 1,
        "until": CURRENT,
        "story": int(found.story[number]),
        "copies": int(found.text[number]),
    }
    head = json.dumps(added).encode("ascii")
    return Operation(
        version_id(number, state.generation + 1),
        "index",
        b"%b,%b" % (head[:-1], data[1:]),
        # The state was written when the lock was taken: of two writers, the later one's is
        # greater. What is done to a document meanwhile adds less than the factor.
        1000 * max(state.seq_no, 0),
    )
