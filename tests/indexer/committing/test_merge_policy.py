"""Which segments a commit merges."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.committing.merge_policy import AT_MOST, Size, choose_merges
from tests.webui.search.library import generated

LOTS = 100 * AT_MOST
HALF = AT_MOST // 2


def full(*documents: int) -> list[Size]:
    """Return segments without deleted documents."""
    return [Size(count, count) for count in documents]


@pytest.mark.parametrize(
    ("written", "segments", "merged"),
    [
        (1, full(1000, 100), set()),
        (1, full(1000, 2), {1}),
        (20, full(40, 1000, 120), {0, 2}),
        (20, full(1100, 40, 120, 360), {1, 2, 3}),
        (0, [Size(0, 5), Size(5, 5)], {0}),
        (0, [Size(49, 100), Size(150, 300)], {0}),
        (5, [], set()),
        (0, [], set()),
        (1, full(LOTS, LOTS), set()),
        (1, [Size(LOTS, 3 * LOTS), Size(1, 1)], {1}),
        (HALF, full(HALF + 1), set()),
        (HALF, full(HALF), {0}),
        (HALF, full(HALF // 2 + 1, HALF // 2), {1}),
    ],
)
def test_merges_small_and_worn_segments(
    written: int, segments: list[Size], merged: set[int]
) -> None:
    """Small, mostly deleted and empty segments are merged, as far as there is room."""
    assert choose_merges(segments, written) == merged


def test_a_large_commit_has_more_room() -> None:
    """Who writes much may merge much."""
    assert choose_merges(full(LOTS), LOTS) == {0}
    assert choose_merges(full(LOTS + 1), LOTS) == set()


def test_segments_of_several_processes_are_merged() -> None:
    """What processes have just written becomes one, and is merged with what was there."""
    assert choose_merges(full(100, 200, 190, 210), 0) == {0, 1, 2, 3}
    assert choose_merges(full(900, 200, 190, 210), 0) == {0, 1, 2, 3}
    assert choose_merges(full(LOTS, LOTS), 0) == set()
    assert choose_merges(full(100), 0) == set()


def test_a_large_segment_that_is_nearly_empty_is_written_anew() -> None:
    """What is deleted would cost every search."""
    assert choose_merges([Size(LOTS // 2, LOTS)], 1) == set()
    assert choose_merges([Size(LOTS // 16, LOTS)], 1) == {0}


_sizes = st.tuples(st.integers(0, 3 * AT_MOST), st.integers(0, 3 * AT_MOST)).map(
    lambda drawn: Size(min(drawn), max(drawn))
)


@generated(100)
@given(st.lists(_sizes, max_size=30), st.integers(0, 2 * AT_MOST))
def test_nothing_is_merged_beyond_the_room(segments: list[Size], written: int) -> None:
    """What is merged and written together keeps to the limit, but for nearly empty segments."""
    merged = choose_merges(segments, written)
    full_ones = [
        segments[place] for place in merged if 16 * segments[place].live > segments[place].all
    ]
    cost = sum(size.live for size in full_ones)
    assert not cost or written + cost <= max(AT_MOST, 2 * written)


class Index:
    """Segments, as one commit after the other leaves them."""

    def __init__(self) -> None:
        self.segments: list[Size] = []
        self.written = 0

    def commit(self, added: int, deleted: Iterable[int] = ()) -> None:
        """Delete one document of each of these segments, and add some documents."""
        for place in deleted:
            live, every = self.segments[place]
            self.segments[place] = Size(max(live - 1, 0), every)
        merged = choose_merges(self.segments, added)
        cost = added + sum(self.segments[place].live for place in merged)
        assert cost <= max(AT_MOST, 2 * added)
        self.segments = [
            size for place, size in enumerate(self.segments) if place not in merged and size.live
        ]
        if cost:
            self.segments.append(Size(cost, cost))
        self.written += cost

    @property
    def live(self) -> int:
        """The number of documents."""
        return sum(size.live for size in self.segments)

    def assert_few(self) -> None:
        """Few are small, and those that cannot grow any more are each a good part of a sync."""
        small = [size for size in self.segments if size.all <= AT_MOST // 4]
        assert len(small) <= 2 * AT_MOST.bit_length()
        assert len(self.segments) - len(small) <= 1 + self.live // (AT_MOST // 8)
        assert all(2 * size.live >= size.all for size in self.segments if size.live < AT_MOST // 2)


@generated(100)
@given(st.lists(st.integers(1, 50), max_size=300))
def test_segments_stay_few(commits: list[int]) -> None:
    """Over any series of small commits, segments are a few and hold all documents."""
    index = Index()
    for added in commits:
        index.commit(added)
    assert index.live == sum(commits)
    assert len(index.segments) <= 1 + sum(commits).bit_length()
    assert index.written <= sum(commits) * (2 + sum(commits).bit_length())


@generated(100)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([0, 0, 1, 1, 2, 10, 100, 3000]),
            st.lists(st.integers(0, 2**16), max_size=40),
        ),
        max_size=150,
    )
)
def test_segments_stay_few_when_documents_go(commits: list[tuple[int, list[int]]]) -> None:
    """Whatever is deleted between, segments stay few, and each commit is bounded."""
    index = Index()
    for added, picks in commits:
        count = len(index.segments)
        index.commit(added, [pick % count for pick in picks] if count else [])
    index.assert_few()


@pytest.mark.parametrize("seed", range(4))
def test_thousands_of_syncs_leave_few_segments(seed: int) -> None:
    """Years of syncs, each with some articles that are new, changed or gone."""
    chosen = random.Random(seed)  # noqa: S311 - sizes, not a secret
    index = Index()
    added = 0
    for _ in range(8000):
        new = chosen.choice([1, 1, 3, 10, 30, 100])
        living = [place for place, size in enumerate(index.segments) if size.live]
        weights = [index.segments[place].live for place in living]
        gone = chosen.choices(living, weights, k=chosen.randrange(new + 1)) if living else []
        index.commit(new, gone)
        added += new
    index.assert_few()
    assert index.written <= 14 * added
