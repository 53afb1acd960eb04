"""Groups of texts, joined by pairs that are likely one event."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.stories.distinct_texts import DAY, LONGEST
from indexer.stories.edges import Edges
from indexer.stories.linkage import JOINING, link
from indexer.stories.model import CERTAIN
from tests.support.stories.plain_stories import link as link_plainly
from tests.webui.search.library import generated

Graph = tuple[list[tuple[int, int]], dict[tuple[int, int], int]]
"""When each text was first and last published, and how likely pairs are one event."""


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Return some texts in order of time, and pairs of them."""
    hours = st.integers(0, 12 * 24) | st.just(0)
    firsts = sorted(draw(st.lists(hours, min_size=1, max_size=9)))
    times = [(first, first + draw(st.sampled_from([0, 0, 0, 24, 240]))) for first in firsts]
    pair = st.tuples(st.integers(0, len(times) - 1), st.integers(0, len(times) - 1))
    likely = st.integers(12, CERTAIN) | st.sampled_from([JOINING, JOINING - 1, CERTAIN])
    drawn = draw(st.dictionaries(pair, likely, max_size=25))
    return times, {(one, two): value for (one, two), value in drawn.items() if one < two}


def linked(graph: Graph, order: list[int] | None = None) -> list[int]:
    """Return the group of each text, with the pairs given in some order."""
    times, likely = graph
    pairs = np.array(list(likely), np.int64).reshape(-1, 2)
    values = np.array(list(likely.values()), np.uint8)
    edges = Edges(pairs[:, 0], pairs[:, 1], values, np.zeros(len(values), np.bool_))
    if order:
        edges = edges.taken(np.array(order))
    first, last = (DAY // 24 * np.array(side, np.int64) for side in zip(*times, strict=True))
    groups: list[int] = link(edges, first, last).tolist()
    return groups


@pytest.mark.oracle
@generated(200)
@given(graphs())
def test_groups_are_those_that_loops_make(graph: Graph) -> None:
    """All that are each other's best join, round by round."""
    times, likely = graph
    hour = DAY // 24
    spans = {place: (first * hour, last * hour) for place, (first, last) in enumerate(times)}
    expected = link_plainly(list(spans), likely, spans)
    groups = linked(graph)
    assert {place: groups[place] for place in spans} == expected


@generated(100)
@given(graphs(), st.randoms(use_true_random=False))
def test_the_order_of_pairs_does_not_matter(graph: Graph, random: object) -> None:
    """Nor which of two pairs that are as likely is given first."""
    order = list(range(len(graph[1])))
    random.shuffle(order)  # type: ignore[attr-defined]
    assert linked(graph, order) == linked(graph)


@generated(100)
@given(graphs())
def test_no_group_lasts_longer_than_a_story_may(graph: Graph) -> None:
    """From the first to the last article, whatever their texts have in common."""
    times, _ = graph
    groups = linked(graph)
    for group in set(groups):
        members = [times[place] for place, of in enumerate(groups) if of == group]
        if len(members) > 1:
            hours = max(last for _, last in members) - min(first for first, _ in members)
            assert hours * DAY // 24 <= LONGEST
            assert group == groups.index(group)


def test_a_chain_does_not_form() -> None:
    """What each has in common with the next makes no event of them all."""
    certain = {(place, place + 1): CERTAIN for place in range(9)}
    groups = linked(([(place, place) for place in range(10)], certain))
    assert max(map(groups.count, groups)) < 5
    every = {(one, two): CERTAIN for two in range(10) for one in range(two)}
    assert linked(([(place, place) for place in range(10)], every)) == [0] * 10
