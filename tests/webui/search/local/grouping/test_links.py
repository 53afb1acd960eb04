"""Who names whom, against plain loops."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Article
from indexer.contract.schema import link_digest
from indexer.contract.stories.graph import Links, components, edges
from indexer.contract.stories.links import read_links, read_stories
from tests.webui.search.library import article, generated, opened
from tests.webui.search.local.grouping.test_components import UnionFind
from webui.search.local.grouping.components import Earlier, find_stories

pytestmark = pytest.mark.oracle

# Digests that share their lowest bits fall into one slot of a table.
_DIGESTS = [1, 2, 1 + 2**20, 1 + 2**40, 2 + 2**20, 2**63, 2**63 + 1, 2**64 - 1, 77]
_documents = st.tuples(
    st.sampled_from([0, 0, *_DIGESTS]), st.lists(st.sampled_from([*_DIGESTS, 99]), max_size=3)
)
Document = tuple[int, list[int]]


def links_of(documents: list[Document]) -> Links:
    """Return the links of a segment."""
    named = [digest for _, related in documents for digest in related]
    starts = np.cumsum([0, *(len(related) for _, related in documents)])
    own = np.array([digest for digest, _ in documents], np.uint64)
    return Links(own, starts.astype(np.int64), np.array(named, np.uint64))


def groups(documents: list[Document], among: list[bool], owners: list[bool]) -> list[int]:
    """Return the least document that each is joined with, directly or not."""
    sets = UnionFind()
    for namer, (_, related) in enumerate(documents):
        for digest in related if among[namer] else ():
            for owner, (own, _) in enumerate(documents):
                if own == digest and owners[owner]:
                    sets.join(namer, owner)
    numbers = range(len(documents))
    return [min(n for n in numbers if sets.find(n) == sets.find(doc)) for doc in numbers]


@generated(200)
@given(st.lists(st.lists(_documents, max_size=6), max_size=3), st.data())
def test_edges_join_whoever_names_a_url_with_whose_it_is(
    parts: list[list[Document]], data: st.DataObject
) -> None:
    """Across segments, copies of a URL included, among those that are to be looked at."""
    documents = [document for part in parts for document in part]
    count = len(documents)
    flags = st.lists(st.booleans(), min_size=count, max_size=count)
    among, owners = data.draw(flags), data.draw(flags)
    left, right = edges(
        [links_of(part) for part in parts], np.array(among, np.bool_), np.array(owners, np.bool_)
    )
    assert components(count, left, right).tolist() == groups(documents, among, owners)


@generated(200)
@given(st.lists(_documents, min_size=1, max_size=9), st.data())
def test_stories_found_anew_are_those_found_after_a_change(
    documents: list[Document], data: st.DataObject
) -> None:
    """Whatever is deleted, merged or added, only looking at the change gives the same stories."""
    count = len(documents)
    flags = st.lists(st.booleans(), min_size=count, max_size=count)
    live = np.array(data.draw(flags), np.bool_)
    earlier = find_stories([links_of(documents)], live)
    # The first some stay in their segment; the others are merged into a new one, if they live.
    cut = data.draw(st.integers(0, count))
    merged = [doc for doc in range(cut, count) if live[doc]]
    added = data.draw(st.lists(_documents, max_size=5))
    rest = [documents[doc] for doc in merged] + added
    later = [links_of(documents[:cut]), links_of(rest)]
    survives = np.array(data.draw(flags)[:cut], np.bool_)
    now_live = np.concatenate([live[:cut] & survives, np.ones(len(rest), np.bool_)])
    now = np.full(count, -1)
    now[:cut] = np.where(now_live[:cut], np.arange(cut), -1)
    followed = find_stories(later, now_live, before=Earlier(earlier, now, live))
    afresh = find_stories(later, now_live)
    assert followed.story[now_live].tolist() == afresh.story[now_live].tolist()
    assert followed.size.tolist() == afresh.size.tolist()
    assert followed.together.tolist() == afresh.together.tolist()
    everybody = documents[:cut] + rest
    expected = groups(
        [document if now_live[doc] else (0, []) for doc, document in enumerate(everybody)],
        *[[True] * len(everybody)] * 2,
    )
    assert [expected[doc] for doc in np.flatnonzero(now_live)] == afresh.story[now_live].tolist()


URLS = [f"https://e.com/{n}" for n in range(5)]
DIGESTS = [int(np.frombuffer(link_digest(url), "<u8")[0]) for url in URLS]


def links_in(*segments: list[Article], stock: bool = False, deleted: Iterable[str] = ()) -> Links:
    """Return the links of the first segment of an index."""
    with opened(*segments, stock=[0] if stock else [], deleted=deleted) as snapshot:
        reader = snapshot._engine.segments[0].reader
        return read_links(reader, read_stories(reader), snapshot.live)


def test_links_of_another_programs_segment_are_the_related_lists() -> None:
    """Own URL, related ones in order, and neither."""
    articles: list[Article] = [
        article("a", web_url=URLS[0], related=(URLS[1], URLS[2])),
        article("b"),
        article("c", related=(URLS[3],)),
        article("d", web_url=URLS[1]),
    ]
    links = links_in(articles, stock=True)
    assert links.own.tolist() == [DIGESTS[0], 0, 0, DIGESTS[1]]
    assert links.starts.tolist() == [0, 2, 2, 3, 3]
    assert links.named.tolist() == [DIGESTS[1], DIGESTS[2], DIGESTS[3]]
    assert links.naming(np.arange(3)).tolist() == [0, 0, 2]


def test_a_story_of_our_segment_names_each_address_once() -> None:
    """One of its articles names what they all name; the others name the story's own address."""
    everybody = [
        article(f"{n}", web_url=url, related=tuple(URLS)) for n, url in enumerate(URLS[:4])
    ]
    links = links_in([*everybody, article("x", related=("https://gone/",))])
    assert len(links.named) == 4 + 5 + 1
    story = min(DIGESTS[:4])
    assert sorted(links.named[: links.starts[1]].tolist()) == sorted([story, *DIGESTS])
    assert links.named[links.starts[1] : links.starts[4]].tolist() == [story] * 3


def test_a_story_that_lost_an_article_is_looked_at_again() -> None:
    """Its articles name what stands in their own lists."""
    chain = [article(f"{n}", web_url=URLS[n], related=(URLS[n + 1],)) for n in range(4)]
    links = links_in(chain, deleted={"1"})
    named = [links.named[links.starts[n] : links.starts[n + 1]].tolist() for n in (0, 2, 3)]
    assert named == [[DIGESTS[1]], [DIGESTS[3]], [DIGESTS[4]]]
