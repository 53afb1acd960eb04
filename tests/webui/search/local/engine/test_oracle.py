"""The engine against Whoosh's own matchers, on generated indexes and queries."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.scoring import BM25F

from tests.webui.search.library import generated
from tests.webui.search.local.engine import queries
from tests.webui.search.local.engine.documents import commits
from tests.webui.search.local.engine.library import (
    COLUMNS,
    PLENTY,
    Commit,
    assert_equal,
    commit,
    create,
    engine_on,
    reading,
)
from tests.webui.search.local.engine.reference import Scores, by_dictionaries, by_whoosh
from webui.search.local.engine import ByteCache

pytestmark = pytest.mark.oracle

_budgets = st.sampled_from([0, 3000, PLENTY, PLENTY])


def agree(
    steps: list[Commit],
    asked: list[Any],
    expected: Callable[..., Scores],
    budget: int = PLENTY,
    weighting: BM25F | None = None,
) -> None:
    """Compare the engine with another execution of some queries, at first and from the cache."""
    with tempfile.TemporaryDirectory() as folder:
        path = create(Path(folder))
        for step in steps:
            commit(path, step)
        with reading(path) as reader:
            engine = engine_on(reader, ByteCache(budget), weighting=weighting)
            wanted = [expected(query, reader, weighting=weighting) for query in asked]
            for _ in range(2):
                for query, scores in zip(asked, wanted, strict=True):
                    assert_equal(query, engine.execute(query), scores)


@generated(30)
@given(commits(), st.lists(queries.leaves | queries.awkward, min_size=8, max_size=20), _budgets)
def test_leaves_are_whooshs(steps: list[Commit], asked: list[Any], budget: int) -> None:
    """Words, phrases, patterns, ranges and foreign nodes find and score what Whoosh's do."""
    agree(steps, asked, by_whoosh, budget)


@generated(30)
@given(commits(), st.lists(queries.faultless, min_size=5, max_size=12), _budgets)
def test_trees_are_whooshs(steps: list[Commit], asked: list[Any], budget: int) -> None:
    """Trees without a faulty matcher find and score what Whoosh's matcher of the whole does."""
    agree(steps, asked, by_whoosh, budget)


@generated(40)
@given(commits(), st.lists(queries.trees, min_size=5, max_size=12), _budgets)
def test_trees_are_sets_of_their_leaves(steps: list[Commit], asked: list[Any], budget: int) -> None:
    """Trees of any kind mean what plain dictionaries make of their leaves."""
    agree(steps, asked, by_dictionaries, budget)


@generated(8)
@given(
    commits(),
    st.lists(queries.trees, min_size=4, max_size=8),
    st.builds(
        lambda b, title, k: BM25F(B=b, title_B=title, K1=k),
        st.sampled_from([0.0, 0.5, 1.0]), st.sampled_from([0.0, 0.9]), st.sampled_from([0.5, 2.0]),
    ),
)  # fmt: skip
def test_the_weighting_counts(steps: list[Commit], asked: list[Any], weighting: BM25F) -> None:
    """K1, and B by field, are those of the weighting."""
    agree(steps, asked, by_dictionaries, weighting=weighting)


@generated(12)
@given(commits(many=False), st.lists(queries.single_ranges, min_size=8, max_size=20))
def test_ranges_from_columns_are_those_from_terms(steps: list[Commit], asked: list[Any]) -> None:
    """Where a field has one value at the most, its column and its terms tell the same."""
    with tempfile.TemporaryDirectory() as folder:
        path = create(Path(folder))
        for step in steps:
            commit(path, step)
        with reading(path) as reader:
            engine = engine_on(reader, columns=COLUMNS)
            for query in asked:
                assert_equal(query, engine.execute(query), by_whoosh(query, reader))


@generated(12)
@given(st.data(), st.lists(queries.trees, min_size=4, max_size=8), _budgets)
def test_states_of_an_index_share_a_cache(
    data: st.DataObject, asked: list[Any], budget: int
) -> None:
    """Each state is answered from, old ones too, whatever was decoded for the others."""
    cache = ByteCache(budget)
    first = data.draw(commits(most=2))
    count = sum(len(step.documents) for step in first)
    gone = {number for step in first for number in step.deleted}
    second = data.draw(commits(most=2, count=count))
    # What is deleted already cannot be deleted again.
    second = [
        Commit(step.documents, tuple(n for n in step.deleted if n not in gone), step.bulk)
        for step in second
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = create(Path(folder))
        for step in first:
            commit(path, step)
        with reading(path) as old:
            engine = engine_on(old, cache)
            wanted = [by_dictionaries(query, old) for query in asked]
            for query in asked:
                engine.execute(query)
            for step in second:
                commit(path, step)
            if data.draw(st.booleans()):
                commit(path, Commit([{"body": "a b"}], merge=True))
            with reading(path) as new:
                later = engine_on(new, cache)
                for query, scores in zip(asked, wanted, strict=True):
                    assert_equal(query, later.execute(query), by_dictionaries(query, new))
                    assert_equal(query, engine.execute(query), scores)
