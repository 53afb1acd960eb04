"""Signatures, as they are written and read back."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.codec.column_decoding import joined
from indexer.stories.discovery import find_stories
from indexer.stories.signatures import NO_DATE, pack, unpack, words_of
from tests.indexer.stories.newsroom import all_live, signatures_of
from tests.webui.search.library import generated

_32 = st.integers(0, 2**32 - 1)
_64 = st.integers(0, 2**64 - 1)
_words = st.lists(_32, max_size=4)
_fields = st.fixed_dictionaries(
    {
        "key": _64,
        "published": st.integers(-(2**63), 2**63 - 1) | st.just(NO_DATE),
        "text": _64,
        "title": _32,
        "excerpt": _32,
        "provider": _32,
        "words": st.tuples(_words, _words, _words),
    }
)


@generated(100)
@given(st.lists(_fields | st.none(), max_size=6))
def test_what_is_packed_is_read_back(documents: list[dict[str, Any] | None]) -> None:
    """Of each document, whatever stands before and behind it; one without a signature has none."""
    read = unpack(joined([b"" if each is None else pack(**each) for each in documents]))
    words, counts, in_title, in_excerpt = words_of(read, np.arange(len(documents)))
    ends = np.cumsum(counts)
    for place, each in enumerate(documents):
        own = slice(ends[place] - counts[place], ends[place])
        told = [
            (word, bool(titled), bool(excerpted))
            for word, titled, excerpted in zip(
                words[own].tolist(), in_title[own], in_excerpt[own], strict=True
            )
        ]
        if each is None:
            assert (read.key[place], read.published[place], told) == (0, NO_DATE, [])
            continue
        for name in ("key", "published", "text", "title", "excerpt", "provider"):
            assert getattr(read, name)[place] == each[name]
        titled, common, excerpted = each["words"]
        assert told == [
            *((word, True, False) for word in titled),
            *((word, True, True) for word in common),
            *((word, False, True) for word in excerpted),
        ]


@generated(150)
@given(st.lists(st.binary(max_size=70) | st.binary(min_size=44, max_size=60), max_size=6))
def test_any_bytes_can_be_read(values: list[bytes]) -> None:
    """Of a column that is damaged or a stranger's, stories are found, whatever they are."""
    read = unpack(joined(values))
    found = find_stories(read, np.ones(len(values), np.bool_))
    assert len(found.story) == len(found.text) == len(values)
    assert all(0 <= label <= place for place, label in enumerate(found.story.tolist()))


def test_no_document_has_no_signature() -> None:
    """An empty archive has no stories, and is no special case."""
    found = find_stories(signatures_of([]), all_live([]))
    assert (len(found.story), len(found.edges.likely), found.statistics.count) == (0, 0, 0)
