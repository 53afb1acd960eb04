"""Hits folded by story."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Article
from tests.support.stories.events import headline
from tests.webui.search import oracle
from tests.webui.search.library import article, ask, generated, opened
from webui.search.criteria.criteria import SORTS, Sort


def about(number: int, story: int, **fields: object) -> Article:
    """Return an article of a story: all have one text, and are of one day or two."""
    return article(f"a{number:02}", title=f"word {headline(story)}", **fields)


@pytest.mark.slow
@generated(30)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 11), st.sampled_from([None, "2021-01-01", "2021-01-02"]),
            st.sampled_from([None, 1, 2]), st.sampled_from(["One", "Two"]),
        ),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from(SORTS),
    st.sampled_from(["", "One"]),
)  # fmt: skip
def test_each_story_is_one_hit_the_best_of_it(
    drawn: list[tuple[int, str | None, int | None, str]], sort: Sort, provider: str
) -> None:
    """Folding keeps the order of the hits and of each story the first of them."""
    articles = [
        about(number, story, published=day, quality=quality, provider=name)
        for number, (story, day, quality, name) in enumerate(drawn)
    ]
    with opened(articles[::2], articles[1::2]) as snapshot:
        filters = {"provider": (provider,)} if provider else {}
        plain = ask(snapshot, q="word", sort=sort, **filters)
        folded = ask(snapshot, q="word", sort=sort, group="story", **filters)
        story = {hit.id: hit.story.id if hit.story else hit.id for hit in plain.hits}
    first = {story[hit.id]: hit.id for hit in reversed(plain.hits)}
    expected = [hit.id for hit in plain.hits if first[story[hit.id]] == hit.id]
    assert [hit.id for hit in folded.hits] == expected
    assert (folded.total, folded.stories) == (plain.total, len(expected))
    for hit in folded.hits:
        members = [other for other in plain.hits if story[other.id] == story[hit.id]]
        assert hit.group is not None
        assert hit.group.articles == len(members)
        assert hit.group.providers == len(
            {other.provider.name for other in members if other.provider}
        )
        others = [item for item in articles if item.id in {m.id for m in members} - {hit.id}]
        newest = [item.id for item in oracle.in_order(others, "newest")]
        assert [other.id for other in hit.group.others] == newest[:3]


def test_pages_are_made_of_stories() -> None:
    """Behind the last story there is no page, however many articles are folded."""
    articles = [about(number, number % 15, published="2021-01-01") for number in range(60)]
    with opened(articles) as snapshot:
        pages = [ask(snapshot, group="story", size=10, page=page).hits for page in (1, 2, 3)]
    assert [len(hits) for hits in pages] == [10, 5, 0]
    assert len({hit.id for hits in pages for hit in hits}) == 15


def test_without_folding_there_are_no_groups() -> None:
    """Hits say nothing of a group, and the answer nothing of stories."""
    with opened(
        [about(1, 2, published="2021-01-01"), about(2, 2, published="2021-01-01")]
    ) as snapshot:
        result = ask(snapshot)
    assert result.stories is None
    assert [hit.group for hit in result.hits] == [None, None]
