"""Copies and reports within a story."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.stories.events import headline, telling
from tests.webui.search.library import article, generated, in_segments, opened
from tests.webui.search.reference.histories import made_up
from tests.webui.search.reference.stories import stories_of as plainly
from webui.search.local.snapshot.story_lookup import stories_of, story_counts

DAYS = [None, "2021-01-01", "2021-01-02"]

drawn = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["", " more"]), st.sampled_from(DAYS)),
    min_size=1,
    max_size=12,
)


@pytest.mark.slow
@generated(30)
@given(drawn, st.lists(st.integers(0, 12), max_size=2), st.integers(0, 12))
def test_copies_are_those_that_a_loop_finds(
    given_articles: list[tuple[str, str, str | None]], cuts: list[int], gone: int
) -> None:
    """Whatever the segments and their order, and as if a deleted article had never been."""
    articles = [
        article(
            f"{number * 7 % 13:02}", headline(0), excerpt=telling(0, text) + more, published=day,
            provider=f"P{number}",
        )
        for number, (text, more, day) in enumerate(given_articles)
    ]  # fmt: skip
    left = [item for place, item in enumerate(articles) if place != gone]
    deleted = [item.id for item in articles if item not in left]
    expected = plainly(left, made_up)
    with opened(*in_segments(articles, cuts), deleted=deleted) as snapshot:
        stories = stories_of(snapshot)
        ids = list(snapshot.columns.ids)
        for doc in snapshot.live_docs.tolist():
            story = expected[ids[doc]]
            copied = story.copied_by(ids[doc])
            assert ids[stories.original[doc]] == (copied or ids[doc])
            members = stories.members(doc)
            copies = int(np.count_nonzero(stories.original[members] != members))
            assert story_counts(snapshot, doc) == (len(members), copies)
            assert copies == story.copies
