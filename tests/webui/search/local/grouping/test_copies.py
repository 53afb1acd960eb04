"""Copies and reports within a story."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.stories.titles import normalized_title
from tests.webui.search.library import article, generated, in_segments, opened
from webui.search.local.snapshot.story_lookup import stories_of, story_counts

HUB = "https://e.com/hub"
TITLES = ["Ferry strike", "FÉRRY: strike", "Ferry", "?!", "!"]
DAYS = [None, "2021-01-01", "2021-01-02"]

drawn = st.lists(
    st.tuples(st.sampled_from(TITLES), st.sampled_from(DAYS), st.booleans()),
    min_size=1,
    max_size=12,
)


@pytest.mark.slow
@generated(60)
@given(drawn, st.lists(st.integers(0, 12), max_size=2), st.integers(0, 12))
def test_copies_are_those_that_a_loop_finds(
    given_articles: list[tuple[str, str | None, bool]], cuts: list[int], gone: int
) -> None:
    """Whatever the segments and their order, and as if a deleted article had never been."""
    articles = [
        article(
            f"{number * 7 % 13:02}", title, published=day, web_url=HUB,
            related=(HUB,) if joined else (),
        )
        for number, (title, day, joined) in enumerate(given_articles)
    ]  # fmt: skip
    left = [item for place, item in enumerate(articles) if place != gone]
    deleted = [item.id for item in articles if item not in left]
    with opened(*in_segments(articles, cuts), deleted=deleted) as snapshot:
        stories = stories_of(snapshot)
        ids = list(snapshot.columns.ids)
        found = {ids[doc]: ids[stories.original[doc]] for doc in snapshot.live_docs.tolist()}
        number = dict(zip(ids, stories.story.tolist(), strict=True))
        for doc in snapshot.live_docs.tolist():
            members = stories.members(doc)
            copies = int(np.count_nonzero(stories.original[members] != members))
            assert story_counts(snapshot, doc) == (0, copies)
    ordered = sorted(left, key=lambda one: (one.published is None, str(one.published), one.id))
    for item in left:
        alike = [
            other.id
            for other in ordered
            if number[other.id] == number[item.id]
            and normalized_title(other.title) == normalized_title(item.title) != ""
        ]
        assert found[item.id] == (alike[0] if alike else item.id)
