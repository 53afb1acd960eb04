"""What is made sure of before counts are believed."""

from __future__ import annotations

import pytest

from webui.search.cluster.texts.asking import buckets_of


def test_counts_that_may_be_too_small_are_no_answer() -> None:
    """A cluster says so where its shards have not told all of their values."""
    whole = {"doc_count_error_upper_bound": 0, "buckets": [{"key": "a", "doc_count": 2}]}
    assert buckets_of(whole) == whole["buckets"]
    with pytest.raises(ValueError, match="exactly"):
        buckets_of({**whole, "doc_count_error_upper_bound": 3})
