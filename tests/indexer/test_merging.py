"""Which segments a commit merges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import merging


@dataclass
class Segment:
    """A segment of which only the counts are known."""

    documents: int
    deleted: int = 0

    def doc_count_all(self) -> int:
        """Count all documents."""
        return self.documents

    def deleted_count(self) -> int:
        """Count the deleted documents."""
        return self.deleted


@dataclass
class Writer:
    """A writer that only counts."""

    documents: int

    def doc_count(self) -> int:
        """Count the documents of the new segment."""
        return self.documents


@pytest.fixture(autouse=True)
def _counting(monkeypatch: pytest.MonkeyPatch) -> None:
    def merge(writer: Any, segment: Any) -> None:
        writer.documents += segment.documents - segment.deleted

    monkeypatch.setattr(merging, "_merge", merge)


@pytest.mark.parametrize(
    ("written", "segments", "staying"),
    [
        (1, [Segment(1000), Segment(100)], [0, 1]),
        (1, [Segment(1000), Segment(2)], [0]),
        (20, [Segment(40), Segment(1000), Segment(120)], [1]),
        (0, [Segment(5, deleted=5), Segment(5)], [1]),
        (0, [Segment(100, deleted=51), Segment(300, deleted=150)], [1]),
        (5, [], []),
    ],
)
def test_merges_small_and_worn_segments(
    written: int, segments: list[Segment], staying: list[int]
) -> None:
    """Small, mostly deleted and empty segments do not stay; the others keep their order."""
    found = merging.merge_small_and_worn(Writer(written), list(segments))
    assert [id(segment) for segment in found] == [id(segments[number]) for number in staying]


@given(st.lists(st.integers(1, 50), max_size=300))
def test_segments_stay_few(commits: list[int]) -> None:
    """Over any series of commits, segments are at most a few and hold all documents."""
    segments: list[Segment] = []
    for added in commits:
        writer = Writer(added)
        segments = merging.merge_small_and_worn(writer, segments)
        segments.append(Segment(writer.documents))
    assert sum(segment.documents for segment in segments) == sum(commits)
    assert len(segments) <= 1 + sum(commits).bit_length()
