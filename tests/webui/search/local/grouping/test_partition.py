"""Stories as the labels of an index tell them, against loops over the articles."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Article
from indexer.contract.codec.arrays import Bools
from indexer.contract.story_file import StoryLabels, together_of
from tests.support.stories.events import telling
from tests.webui.search.contract.support.drawing import archives
from tests.webui.search.library import (
    article,
    commit,
    generated,
    in_segments,
    opened,
    write,
)
from tests.webui.search.reference.histories import made_up
from tests.webui.search.reference.stories import by_time, stories_of
from webui.search.local.grouping.partition import Stories
from webui.search.local.snapshot.local_snapshot import LocalSnapshot
from webui.search.local.snapshot.story_lookup import story_members, story_of

_documents = st.integers(1, 12).flatmap(
    lambda count: st.lists(
        st.tuples(st.integers(0, count - 1), st.booleans()), min_size=count, max_size=count
    )
)


@generated(200)
@given(_documents)
def test_members_have_one_label_and_are_not_deleted(documents: list[tuple[int, bool]]) -> None:
    """Ascending, and with all of them; a label that one live document has is no story."""
    label = np.array([each[0] for each in documents], np.int32)
    live = np.array([each[1] for each in documents])
    for ready in (None, together_of(label, live)):
        check(StoryLabels(label, label, ready), live)


def check(labels: StoryLabels, live: Bools) -> None:
    """Compare the stories that labels tell of with loops over the documents."""
    label = labels.story
    stories = Stories(labels, lambda: live, lambda _: label)
    for doc in np.flatnonzero(live).tolist():
        expected = [other for other in np.flatnonzero(live).tolist() if label[other] == label[doc]]
        assert stories.members(doc).tolist() == expected
        assert stories.size[stories.story[doc]] == len(expected)
        assert (doc in stories.together.tolist()) == (len(expected) > 1)
    assert len(stories.together) == len(set(stories.together.tolist()))


@pytest.mark.slow
@generated(40)
@given(
    articles=archives(9, least=1),
    cuts=st.lists(st.integers(1, 8), max_size=3),
    gone=st.sets(st.integers(0, 8), max_size=2),
    stock=st.sets(st.integers(0, 3)),
    merge=st.booleans(),
)
def test_stories_are_those_of_the_articles_that_are_left(
    articles: list[Article], cuts: list[int], gone: set[int], stock: set[int], merge: bool
) -> None:
    """Whatever the segments are, whoever wrote or merged them, and as if others had never been.

    A story goes by the article that was first indexed, and lists its members newest first.
    """
    left = [item for place, item in enumerate(articles) if place not in gone]
    deleted = {item.id for item in articles} - {item.id for item in left}
    expected = stories_of(left, made_up)
    by_id = {item.id: item for item in left}
    with opened(
        *in_segments(articles, cuts), deleted=deleted, stock=stock, merge=merge
    ) as snapshot:
        for id, story in expected.items():
            doc = snapshot.find(id)
            assert doc is not None
            # Newest first, the undated last, ties by id.
            members = sorted(story.members)
            members.sort(key=lambda id: by_time(by_id[id])[1], reverse=True)
            shown = [snapshot.columns.ids[member] for member in story_members(snapshot, doc)]
            assert shown == members
            several = len(members) > 1
            assert story_of(snapshot, doc) == ((story.id, len(members)) if several else None)


def test_a_state_has_the_stories_of_its_time(tmp_path: Path) -> None:
    """A reader keeps them while newer commits find others and take the files away."""

    def report(id: str, hour: int) -> Article:
        published = f"2021-01-01T{hour:02}:00:00"
        return article(id, excerpt=telling(0, id), published=published, provider=f"P{hour}")

    folder = write(tmp_path / "index", [report("d", 9)])
    alone = LocalSnapshot.open(folder)
    commit(folder, [report("b", 10)])
    two = LocalSnapshot.open(folder, previous=alone)
    commit(folder, [report("c", 8)])
    three = LocalSnapshot.open(folder, previous=two)
    commit(folder, deleted=["b", "c"])
    assert story_of(alone, 0) is None
    assert [story_of(two, doc) for doc in range(2)] == [("d", 2)] * 2
    assert [story_of(three, doc) for doc in range(3)] == [("d", 3)] * 3
    after = LocalSnapshot.open(folder, previous=three)
    assert story_of(after, 0) is None
    for snapshot in (alone, two, three, after):
        snapshot.close()
