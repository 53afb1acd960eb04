"""Stories, against a plain union-find over the articles."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Article, Provider
from indexer.contract.stories.graph import components
from tests.webui.search.library import (
    article,
    commit,
    generated,
    in_segments,
    opened,
    write,
)
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.local.snapshot.story_lookup import story_members, story_of


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


URLS = ["https://e.com/1", "https://e.com/2", "https://e.com/3", "https://e.com/4"]
TITLES = {"Ferry strike": 1, "FÉRRY: strike!": 1, "Strike ferry": 2, "": 0, "?!": 0, "…": 0}
"""Titles, and which of them are the same; nothing is left of those with 0."""
DATES = [None, "2021-01-01", "2021-01-02", "2021-01-04", "2021-01-04T00:00:00.000001"]


def joined(articles: list[Article]) -> UnionFind:
    """Join articles by their ids, each with each, over their related lists and titles."""
    sets = UnionFind()
    for one in articles:
        for other in articles:
            if other.web_url in one.related or (same_title(one, other) and one is not other):
                sets.join(one.id, other.id)
    return sets


def same_title(one: Article, other: Article) -> bool:
    """Tell whether titles, providers and dates of two articles make them one story."""
    return (
        TITLES[one.title] == TITLES[other.title] != 0
        and one.provider is not None
        and other.provider is not None
        and one.provider.label != other.provider.label
        and one.published is not None
        and other.published is not None
        and abs(one.published - other.published) <= timedelta(days=3)
        and not (one.related and other.related)
    )


@st.composite
def libraries(draw: st.DrawFn) -> tuple[list[Article], list[int], set[str]]:
    """Return articles some of which share an address, where to cut them, and whom to delete."""
    articles = [
        article(
            f"{n}",
            draw(st.sampled_from(list(TITLES))),
            web_url=draw(st.sampled_from(["", *URLS])),
            related=tuple(draw(st.lists(st.sampled_from([*URLS, "https://gone/"]), max_size=2))),
            provider=draw(st.sampled_from([None, "P", Provider("", "P"), Provider("Q", "q"), "R"])),
            published=draw(st.sampled_from(DATES)),
        )
        for n in range(draw(st.integers(1, 9)))
    ]
    deleted = {item.id for item in articles if draw(st.integers(0, 4)) == 0}
    return articles, draw(st.lists(st.integers(1, 8), max_size=3)), deleted


@pytest.mark.slow
@generated(150)
@given(libraries(), st.sets(st.integers(0, 3)), st.booleans())
def test_stories_are_the_connected_components(
    library: tuple[list[Article], list[int], set[str]], stock: set[int], merge: bool
) -> None:
    """Articles are one story if their related lists and titles connect them, across segments.

    All files with an address belong to the story that names it. A story goes by
    its earliest article and lists its members newest first; deleted ones are no part.
    Segments may be another Whoosh program's, and may have been merged by one.
    """
    articles, cuts, deleted = library
    left = [item for item in articles if item.id not in deleted]
    sets = joined(left)
    with opened(
        *in_segments(articles, cuts), deleted=deleted, stock=stock, merge=merge
    ) as snapshot:
        for item in left:
            doc = snapshot.find(item.id)
            assert doc is not None
            members = [other for other in left if sets.find(other.id) == sets.find(item.id)]
            members.sort(key=lambda other: other.id)
            members.sort(
                key=lambda other: other.published.timestamp() if other.published else 0.0,
                reverse=True,
            )
            shown = [snapshot.columns.ids[member] for member in story_members(snapshot, doc)]
            assert shown == [member.id for member in members]
            dated = [member for member in members if member.published] or members
            first = min(dated, key=lambda m: (m.published.timestamp() if m.published else 0, m.id))
            expected = (first.id, len(members)) if len(members) > 1 else None
            assert story_of(snapshot, doc) == expected


def test_an_article_that_relates_to_nobody_has_no_story() -> None:
    """An address that no article has, or an article's own, makes no story."""
    url = "https://e.com/"
    with opened([article("a", web_url=url, related=(url, "https://other/"))]) as snapshot:
        assert story_of(snapshot, 0) is None
        assert story_members(snapshot, 0) == [0]


def test_an_article_that_links_two_stories_merges_them(tmp_path: Path) -> None:
    """After its sync they are one, and two again when it goes; nothing else is looked at anew."""
    pairs = [
        article(f"{one}", web_url=URLS[one], related=(URLS[other],))
        for one, other in ((0, 1), (1, 0), (2, 3), (3, 2))
    ]
    folder = write(tmp_path, pairs)
    before = Snapshot.open(folder)
    assert [story_of(before, doc) for doc in range(4)] == [("0", 2)] * 2 + [("2", 2)] * 2
    commit(folder, [article("link", related=(URLS[1], URLS[2]))])
    joined = Snapshot.open(folder, previous=before)
    assert [story_of(joined, doc) for doc in range(5)] == [("0", 5)] * 5
    commit(folder, deleted=["link"])
    after = Snapshot.open(folder, previous=joined)
    assert [story_of(after, doc) for doc in range(4)] == [("0", 2)] * 2 + [("2", 2)] * 2
    for snapshot in (before, joined, after):
        snapshot.close()
