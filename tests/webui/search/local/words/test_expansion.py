"""Patterns and fuzzy words turned into words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from whoosh import query as whoosh_query

from tests.webui.search.library import article, ask, codes, generated, opened
from webui.search.local.compiling.compiler import compile_query
from webui.search.local.engine import AnyWord
from webui.search.local.words.expansion import MAX_WORDS, expand, fair_share
from webui.search.query.parser import parse_query


@generated(300)
@given(st.lists(st.integers(0, 50), max_size=8), st.integers(0, 100))
def test_shares_are_fair(sizes: list[int], total: int) -> None:
    """The limit is the largest whole number under which the sum fits."""
    most = fair_share(sizes, total)
    assert sum(min(size, most) for size in sizes) <= total
    if any(size > most for size in sizes):
        assert sum(min(size, most + 1) for size in sizes) > total


def test_few_words_are_all_searched() -> None:
    """The words found are told by field, and those that are excluded are not told."""
    with opened([article("a", "cloud clock", excerpt="cluster")]) as snapshot:
        query = compile_query(parse_query("cl* -clu* NOT (x -clo*)").tree, "all")
        expansion = expand(query, snapshot)
    assert expansion.words["title_words"] == {"cloud", "clock"}
    assert expansion.words["excerpt_words"] == {"cluster"}
    assert expansion.notices == ()


def test_of_very_many_words_the_most_frequent_are_searched() -> None:
    """Beyond the limit the frequent words win, under one notice."""
    rare = " ".join(f"w{n}" for n in range(MAX_WORDS))
    with opened([article("rare", "x", excerpt=rare), article("b", "x", excerpt="zz"),
                 article("c", "x", excerpt="zz")]) as snapshot:  # fmt: skip
        result = ask(snapshot, "*")
        assert codes(result) == []
        result = ask(snapshot, "excerpt:*")
        assert result.total == 3
        assert codes(result) == ["too_many_words"]
        assert codes(ask(snapshot, "w*")) == []


def test_all_words_of_a_pattern_score_alike() -> None:
    """An article scores the weight of the field, whichever and however many words it has."""
    with opened(
        [
            article("a", "clock cloud cloud"),
            article("b", "cloud"),
            article("c", "x", excerpt="clod"),
        ]
    ) as snapshot:
        assert [(hit.id, hit.score) for hit in ask(snapshot, "clo*").hits] == [
            ("a", 2.0), ("b", 2.0), ("c", 1.0),
        ]  # fmt: skip


def test_a_query_without_patterns_is_left_alone() -> None:
    """Nothing is copied where nothing is to be replaced."""
    with opened([article("a")]) as snapshot:
        query = compile_query(parse_query('a "b c" after:2021').tree, "all")
        assert expand(query, snapshot).query is query


def test_any_word_is_what_or_finds() -> None:
    """``AnyWord`` finds the articles of Whoosh's ``Or``, in segments with deletions."""
    segments = [[article("a", "x y")], [article("b", "y"), article("c", "z"), article("d", "x")]]
    with opened(*segments, deleted=["d"]) as snapshot:
        either = whoosh_query.Or([whoosh_query.Term("title", word) for word in "xy"])
        ours = snapshot.execute(AnyWord("title", ("x", "y", "unknown"), 3.0))
        assert ours.docs.tolist() == snapshot.execute(either).docs.tolist() == [0, 1]
        assert ours.scores.tolist() == [3.0, 3.0]
        assert len(snapshot.execute(AnyWord("title", ())).docs) == 0
    assert AnyWord("t", ("x",)) == AnyWord("t", ("x",)) != AnyWord("t", ("x",), 2.0)
    assert len({AnyWord("t", ("x",)), AnyWord("t", ("x",)), AnyWord("u", ("x",))}) == 2
