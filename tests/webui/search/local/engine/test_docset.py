"""Sets of documents with scores, against plain dictionaries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search.library import generated
from webui.search.local.engine import docset
from webui.search.local.engine.docset import DocSet

pytestmark = pytest.mark.oracle

Scores = dict[int, float]
SIZE = 20


@dataclass(frozen=True)
class Case:
    """A set in one of its forms, and what it stands for."""

    own: DocSet
    meant: Scores


@st.composite
def cases(draw: st.DrawFn, size: int = SIZE) -> Case:
    """Return a set, sparse or dense, with a score for each document, for all of them, or none."""
    docs = sorted(draw(st.sets(st.integers(0, size - 1))))
    # Halves add up without rounding.
    numbers = st.integers(-8, 8).map(lambda number: number / 2)
    form = draw(st.sampled_from(["each", "each", "same", "none"]))
    same = draw(numbers)
    each = [draw(numbers) if form == "each" else same for _ in docs]
    dense = draw(st.booleans())
    mask = np.zeros(size, np.bool_)
    mask[docs] = True
    scores: np.ndarray | float | None = None
    if form == "same":
        scores = same
    elif form == "each":
        scores = np.array(each, np.float32)
        if dense:
            scores = np.zeros(size, np.float32)
            scores[docs] = each
    own = DocSet(size, None if dense else np.array(docs, np.intp), mask if dense else None, scores)
    return Case(own, dict(zip(docs, each, strict=True)))


def read(found: DocSet) -> Scores:
    """Return what a set stands for, having looked at its form."""
    if found.docs is None:
        assert found.flags().shape == (found.size,)
        if isinstance(found.scores, np.ndarray):
            assert found.scores.shape == (found.size,)
            assert not found.scores[~found.flags()].any()
    elif isinstance(found.scores, np.ndarray):
        assert found.scores.shape == found.docs.shape
    if isinstance(found.scores, np.ndarray):
        assert found.scores.dtype == np.float32
    docs = found.numbers()
    assert docs.dtype == np.intp
    assert (np.diff(docs) > 0).all()
    return dict(zip(docs.tolist(), found.scores_of(docs).tolist(), strict=True))


def check(
    found: Callable[[], DocSet], expected: Scores, *parts: Case, scored: bool | None = None
) -> None:
    """Compare a result with what it should be, and see that the parts stay as they were."""
    before = [read(part.own) for part in parts]
    result = read(found())
    if scored is None:
        scored = all(part.own.scores is not None for part in parts)
    assert set(result) == set(expected)
    if scored:
        assert result == expected
    assert [read(part.own) for part in parts] == before


lists = st.lists(cases(), min_size=1, max_size=4)


@generated(150)
@given(lists)
def test_an_intersection_adds_up_scores(parts: list[Case]) -> None:
    """Documents of all sets, with the sum of their scores."""
    every = [doc for doc in parts[0].meant if all(doc in part.meant for part in parts)]
    expected = {doc: sum(part.meant[doc] for part in parts) for doc in every}
    check(lambda: docset.intersection([part.own for part in parts]), expected, *parts)


@generated(150)
@given(lists, st.booleans())
def test_a_union_adds_up_scores_or_takes_the_greatest(parts: list[Case], greatest: bool) -> None:
    """Documents of any set, with the sum or the greatest of the scores that they have."""
    every = {doc for part in parts for doc in part.meant}
    combine = max if greatest else sum
    expected = {
        doc: combine(part.meant[doc] for part in parts if doc in part.meant) for doc in every
    }
    filled = [part for part in parts if part.meant or part.own.docs is None] or parts[:1]
    scored = all(part.own.scores is not None for part in filled)
    sets = [part.own for part in parts]
    check(lambda: docset.union(sets, greatest=greatest), expected, *parts, scored=scored)


@generated(150)
@given(cases(), cases())
def test_sets_are_narrowed(one: Case, other: Case) -> None:
    """What is kept of a set keeps its scores; a bonus goes to what is there already."""
    scored = one.own.scores is not None
    left = {doc: score for doc, score in one.meant.items() if doc not in other.meant}
    check(lambda: docset.difference(one.own, other.own), left, one, other, scored=scored)
    both = {doc: score for doc, score in one.meant.items() if doc in other.meant}
    check(lambda: docset.restricted(one.own, other.own), both, one, other, scored=scored)
    more = {doc: score + other.meant.get(doc, 0) for doc, score in one.meant.items()}
    check(lambda: docset.with_bonus(one.own, other.own), more, one, other)


@generated(200)
@given(cases(), st.sets(st.integers(0, SIZE - 1)).map(sorted))
def test_a_set_is_asked_about_documents(one: Case, asked: list[int]) -> None:
    """Membership, scores, flags and count are those of the documents."""
    docs = np.array(asked, np.intp)
    assert one.own.has(docs).tolist() == [doc in one.meant for doc in asked]
    if one.own.scores is not None:
        assert one.own.scores_of(docs).tolist() == [one.meant.get(doc, 0.0) for doc in asked]
    assert np.flatnonzero(one.own.flags()).tolist() == sorted(one.meant)
    assert one.own.count == len(one.meant)
    assert one.own.estimate >= len(one.meant)


@generated(200)
@given(cases(), st.sampled_from([0.5, 1.0, 2.0]), st.none() | st.sampled_from([0.0, 1.5]))
def test_scores_are_multiplied_and_replaced(one: Case, factor: float, score: float | None) -> None:
    """The documents stay what they were."""
    times = {doc: own * factor for doc, own in one.meant.items()}
    check(lambda: one.own.times(factor), times, one)
    same = dict.fromkeys(one.meant, score or 0.0)
    check(lambda: one.own.scored(score), same, one, scored=score is not None)


@generated(100)
@given(st.integers(0, 40), st.data())
def test_sets_are_made_in_the_form_that_suits_them(size: int, data: st.DataObject) -> None:
    """Few documents are kept as numbers, many as flags; both stand for the same."""
    docs = sorted(data.draw(st.sets(st.integers(0, size - 1)))) if size else []
    score = data.draw(st.sampled_from([None, 0.5]))
    made = docset.from_numbers(size, np.array(docs, np.int32), score)
    assert set(read(made)) == set(docs)
    laid = docset.laid_out(size, np.array(docs, np.intp), np.array(docs, np.float32))
    assert read(laid) == {doc: float(doc) for doc in docs}
    for one in (made, laid):
        assert (one.docs is None) == (len(docs) * docset.DENSE > size)
    assert read(docset.everything(size, 2.0)) == dict.fromkeys(range(size), 2.0)
    assert read(docset.empty(size)) == {}
