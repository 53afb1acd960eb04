"""What is read ahead, and where there is nothing to be decoded."""

from __future__ import annotations

import pytest

from tests.webui.search.library import article, opened
from webui.search.local.snapshot.warming import stands_ready, warm_vocabularies

ONE, OTHER = [article("a", "A ferry")], [article("b", "Another one")]


def test_nothing_is_read_ahead_where_all_words_stand_ready() -> None:
    """Also of no segment, or of one without any topics."""
    for segments in ([], [ONE], [ONE, OTHER]):
        with opened(*segments) as snapshot:
            assert stands_ready(snapshot)
            assert list(warm_vocabularies(snapshot)) == []


def test_words_are_read_ahead_where_a_segment_lacks_them() -> None:
    """Another program wrote it; the columns of the others stand ready."""
    with opened(ONE, OTHER, stock=[1]) as snapshot:
        assert not stands_ready(snapshot)
        assert list(warm_vocabularies(snapshot))


def test_words_are_read_ahead_where_texts_are_too_long_for_arrays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Such a segment has plain arrays of its columns, but not of its words."""
    monkeypatch.setattr("indexer.segments.flattening.term_arrays._MOST_COMBINATIONS", 1)
    with opened(ONE) as snapshot:
        (segment,) = snapshot.segments
        assert segment.plain is not None
        assert not stands_ready(snapshot)
        assert list(warm_vocabularies(snapshot))
