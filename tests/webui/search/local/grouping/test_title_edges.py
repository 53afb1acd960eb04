"""Stories of articles that have one title and need not name each other."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Article
from indexer.contract.codec.column_decoding import joined as joined_bytes
from indexer.contract.stories.graph import components
from indexer.syncing.sync import sync
from tests.support.articles import write_article
from tests.webui.search.library import article, generated, opened
from tests.webui.search.local.grouping.test_components import UnionFind
from tests.webui.serving import settings_for
from webui.search.local.columns.columns import NO_DATE, Columns, Ids
from webui.search.local.columns.labels import label_column
from webui.search.local.grouping.title_edges import WINDOW, title_edges
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.local.snapshot.story_lookup import stories_of, story_of

URL, OTHER, GONE = "https://e.com/1", "https://e.com/2", "https://gone.example/"


@dataclass(frozen=True)
class Document:
    """What an edge depends on; numbers stand for titles and providers, 0 for none."""

    title: int
    provider: int
    published: int | None
    has_related: bool
    live: bool = True


_documents = st.builds(
    Document,
    st.integers(0, 2),
    st.integers(0, 3),
    st.one_of(st.none(), st.integers(0, 8).map(lambda half: half * WINDOW // 2)),
    st.booleans(),
    st.sampled_from([True, True, True, False]),
)


def columns_of(documents: list[Document]) -> tuple[Columns, Any]:
    """Return the columns of a segment, and which documents live."""
    count = len(documents)
    none = np.zeros(count, np.int64)
    dates = [NO_DATE if item.published is None else item.published for item in documents]
    labels = label_column(
        joined_bytes([b"P%d" % item.provider if item.provider else b"" for item in documents])
    )
    columns = Columns(
        ids=Ids((joined_bytes([b"%d" % doc for doc in range(count)]),), np.zeros(1, np.int64)),
        published=np.array(dates, np.int64),
        days=none,
        quality=none,
        heat=none,
        curated=np.zeros(count, np.bool_),
        titles=np.array([item.title for item in documents], np.uint64),
        has_related=np.array([item.has_related for item in documents], np.bool_),
        added=none,
        added_generation=none,
        facets={"provider": labels, "topic": labels, "type": labels},
    )
    return columns, np.array([item.live for item in documents], np.bool_)


def are_joined(one: Document, other: Document) -> bool:
    """Tell whether there is an edge between two documents, as the definition says."""
    return (
        one.live
        and other.live
        and one.title == other.title != 0
        and 0 != one.provider != other.provider != 0
        and one.published is not None
        and other.published is not None
        and abs(one.published - other.published) <= WINDOW
        and not (one.has_related and other.has_related)
    )


@pytest.mark.slow
@generated(400)
@given(st.lists(_documents, max_size=14))
def test_the_edges_connect_whoever_any_pair_connects(documents: list[Document]) -> None:
    """Few edges make the components of all pairs, and each of them is such a pair."""
    left, right = title_edges(*columns_of(documents))
    assert len(left) <= 4 * len(documents)
    for one, other in zip(left.tolist(), right.tolist(), strict=True):
        assert are_joined(documents[one], documents[other])
    sets = UnionFind()
    for one, other in combinations(range(len(documents)), 2):
        if are_joined(documents[one], documents[other]):
            sets.join(one, other)
    numbers = range(len(documents))
    expected = [min(n for n in numbers if sets.find(n) == sets.find(doc)) for doc in numbers]
    assert components(len(documents), left, right).tolist() == expected


def test_many_articles_of_one_title_take_a_moment() -> None:
    """A hundred thousand in three days are joined without looking at every pair."""
    documents = [
        Document(1, 1 + number % 3, number, has_related=number % 2 == 0)
        for number in range(100_000)
    ]
    columns, live = columns_of(documents)
    started = time.perf_counter()
    left, right = title_edges(columns, live)
    story = components(len(documents), left, right)
    assert time.perf_counter() - started < 10
    assert story.max() == 0


def pair(**changes: Any) -> list[Article]:
    """Return two articles that their title joins, the second one changed."""
    fields: dict[str, Any] = {"title": "FERRY strike", "provider": "Q", "published": "2021-01-02"}
    return [
        article("a", "Ferry: strike", provider="P", published="2021-01-01", related=(GONE,)),
        article("b", **{**fields, **changes}),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"published": "2021-01-04"},
        {"published": "2020-12-29"},
        {"published": "2021-01-01"},
        {"title": "ferry   strike?!"},
    ],
)
def test_the_same_title_elsewhere_within_three_days_is_the_same_story(
    changes: dict[str, Any],
) -> None:
    """Three days to the microsecond are enough, before or after."""
    with opened(pair(**changes)) as snapshot:
        assert stories_of(snapshot).story.tolist() == [0, 0]
        assert stories_of(snapshot).size.tolist() == [2, 0]


@pytest.mark.parametrize(
    "changes",
    [
        {"published": "2021-01-04T00:00:00.000001"},
        {"published": "2020-12-28T23:59:59"},
        {"published": None},
        {"provider": "P"},
        {"provider": None},
        {"title": "Ferry strikes"},
        {"related": ("https://elsewhere.example/",)},
    ],
)
def test_anything_else_is_another_story(changes: dict[str, Any]) -> None:
    """Later, without a date or provider, of the same one, with lists that name others."""
    with opened(pair(**changes)) as snapshot:
        assert story_of(snapshot, 0) is None
        assert story_of(snapshot, 1) is None


def test_titles_of_which_nothing_is_left_join_nobody() -> None:
    """Question marks are no title in common."""
    marks = [article(name, "???", provider=name, published="2021-01-01") for name in "ab"]
    with opened(marks) as snapshot:
        assert story_of(snapshot, 0) is None


def test_a_title_joins_the_stories_of_two_related_lists() -> None:
    """What a title joins is one story with all that the related lists join."""
    when = {"published": "2021-01-01"}
    articles = [
        article("a", "Ferry strike", provider="P", web_url=URL, **when),
        article("b", "Other words", provider="Q", related=(URL,), **when),
        article("c", "FERRY STRIKE", provider="R", related=(OTHER,), **when),
        article("d", "More words", provider="S", web_url=OTHER),
    ]
    with opened(articles[:2], articles[2:]) as snapshot:
        assert [story_of(snapshot, doc) for doc in range(4)] == [("a", 4)] * 4


def test_a_story_falls_apart_when_the_article_between_goes(tmp_path: Path) -> None:
    """Through syncs: an article that comes joins two others, and takes that with it."""
    folder, settings = tmp_path / "articles", settings_for(tmp_path / "index")
    for name, day in (("first", 1), ("second", 4), ("third", 7)):
        write_article(
            folder,
            name,
            title="Ferry strike",
            provider={"name": name},
            publishedDateTime=f"2021-01-0{day}T12:00:00Z",
        )
    between = (folder / "second.md").read_bytes()
    seen = []
    snapshots: list[Snapshot] = []
    for content in (b"", between, between.replace(b"Ferry", b"No"), between):
        (folder / "second.md").unlink(missing_ok=True)
        if content:
            (folder / "second.md").write_bytes(content)
        sync(folder, settings)
        before = snapshots[-1] if snapshots else None
        snapshots.append(Snapshot.open(settings.index, previous=before))
        doc = snapshots[-1].find("third")
        assert doc is not None
        seen.append(story_of(snapshots[-1], doc))
    assert seen == [None, ("first", 3), None, ("first", 3)]
    for snapshot in snapshots:
        snapshot.close()
