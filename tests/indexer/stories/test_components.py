"""What is connected, against a plain union-find."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.stories.components import components
from tests.webui.search.library import generated


class UnionFind:
    """Sets of things that were joined."""

    def __init__(self) -> None:
        self.parent: dict[object, object] = {}

    def find(self, thing: object) -> object:
        """Return what stands for a thing's set."""
        while self.parent.setdefault(thing, thing) != thing:
            thing = self.parent[thing]
        return thing

    def join(self, one: object, other: object) -> None:
        """Make two sets one."""
        self.parent[self.find(one)] = self.find(other)


@generated(200)
@given(st.integers(1, 30).flatmap(
    lambda n: st.tuples(
        st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=40)
    )
))  # fmt: skip
def test_components_are_those_of_a_union_find(graph: tuple[int, list[tuple[int, int]]]) -> None:
    """Nodes have one label if they are connected, and it is the smallest of them."""
    count, edges = graph
    sets = UnionFind()
    for one, other in edges:
        sets.join(one, other)
    left = np.array([edge[0] for edge in edges], np.int64)
    right = np.array([edge[1] for edge in edges], np.int64)
    for node, label in enumerate(components(count, left, right).tolist()):
        same = [other for other in range(count) if sets.find(other) == sets.find(node)]
        assert label == min(same)


def test_a_long_chain_is_one_component() -> None:
    """A chain of 100,000 articles in no order is found at once."""
    order = np.random.default_rng(1).permutation(100_000)
    assert components(100_000, order[:-1], order[1:]).max() == 0
