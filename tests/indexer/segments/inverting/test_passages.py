"""Passages of one field: no phrase goes on from one to the next."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from whoosh.fields import TEXT

from indexer.contract.analysis import stemming_analyzer
from indexer.contract.schema import PASSAGE_GAP
from indexer.segments.inverting.passages import postings_of_value
from tests.support.passages import passages_by_tokens
from tests.webui.search.library import generated
from webui.search.query.hints.language import MAX_SLOP

FIELD = TEXT(analyzer=stemming_analyzer())


@generated(100)
@given(st.lists(st.sampled_from(["", "!", "a", "run Running", "a b a", "東京"]), max_size=6))
def test_passages_are_apart(passages: list[str]) -> None:
    """Every token stands where it does in its passage, behind all passages and gaps before."""
    found = list(postings_of_value(FIELD, tuple(passages)))
    assert sorted(found) == sorted(passages_by_tokens(FIELD, passages))


def test_a_text_alone_is_what_the_field_makes_of_it() -> None:
    """So is a single passage."""
    plain = list(FIELD.index("a b a"))
    assert list(postings_of_value(FIELD, "a b a")) == plain
    assert list(postings_of_value(FIELD, ("a b a",))) == plain


def test_no_query_reaches_over_the_gap() -> None:
    """The last word of a passage and the first of the next are further apart than may be asked."""
    ((_, _, _, first), (_, _, _, second)) = postings_of_value(FIELD, ("a", "b"))
    (begin,), (end,) = map(FIELD.format.decode_positions, (first, second))
    assert end - begin > PASSAGE_GAP >= MAX_SLOP
