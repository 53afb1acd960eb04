"""What was found of stories, as arrays and back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given

from indexer.committing.found_arrays import FOUND_ARRAYS, arrays_of, found_of
from indexer.contract.article import Article
from indexer.stories.discovery import find_stories
from tests.indexer.stories.newsroom import all_live, archives, signatures_of
from tests.support.stories.events import headline, telling
from tests.webui.search.library import article, generated


def arrays_for(articles: list[Article]) -> dict[str, Any]:
    """Return the arrays of the stories of some articles."""
    return arrays_of(find_stories(signatures_of(articles), all_live(articles)))


@generated(60)
@given(archives())
def test_what_was_found_comes_back(articles: list[Article]) -> None:
    """All of it, and each array that is wanted is there."""
    arrays = arrays_for(articles)
    assert set(arrays) == set(FOUND_ARRAYS)
    found = found_of(arrays)
    assert found is not None
    again = arrays_of(found)
    assert all(np.array_equal(again[name], arrays[name]) for name in FOUND_ARRAYS)
    expected = find_stories(signatures_of(articles), all_live(articles))
    for name in ("earlier", "later", "likely", "copy"):
        one, other = getattr(found.edges, name), getattr(expected.edges, name)
        assert one.dtype == other.dtype
        assert np.array_equal(one, other)
    assert np.array_equal(found.runs.last, expected.runs.last)


@pytest.mark.parametrize("name", ["pairs", "earlier", "likely", "copy"])
def test_pairs_that_are_not_whole_are_an_error(name: str) -> None:
    """Whoever reads them finds all anew."""
    articles = [
        article(
            f"{n:02}", headline(0), excerpt=telling(0, f"{n}"), published=f"2021-01-01T00:{n:02}:00"
        )
        for n in range(12)
    ]
    arrays = arrays_for(articles)
    assert len(arrays["earlier"]) > 8
    arrays[name] = arrays[name][:-1]
    with pytest.raises(ValueError, match="not whole"):
        found_of(arrays)


def test_what_another_way_has_found_is_not_read() -> None:
    """It is found anew."""
    arrays = arrays_for([article("1", headline(0), published="2021-01-01T00:00:00")])
    assert found_of({**arrays, "way": np.int64(1)}) is None
