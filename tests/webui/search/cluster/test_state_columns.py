"""The columns of a state, from what the cluster streams, and from the state before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.codec.column_decoding import joined
from indexer.contract.schema import COLUMN_ARRAYS
from tests.webui.search.library import generated
from webui.search.cluster.loading import without_old_labels
from webui.search.cluster.receiving import label_numbers
from webui.search.cluster.receiving.column_stream import (
    CURATED,
    HAS_PROVIDER,
    NONE_32,
    NONE_64,
    RECORD,
    Block,
)
from webui.search.cluster.receiving.label_numbers import LabelNumbers, Numbered
from webui.search.cluster.receiving.spliced_texts import spliced
from webui.search.cluster.receiving.state_columns import StateArrays, after, no_articles
from webui.search.cluster.receiving.state_part import StatePart
from webui.search.local.columns.columns import NO_DATE
from webui.search.local.columns.labels import joined_columns


@dataclass(frozen=True)
class _Item:
    id: str
    published: int = NONE_64
    quality: int = NONE_32
    provider: str = ""
    topics: tuple[str, ...] = ()
    curated: bool = False


_ITEMS = st.builds(
    _Item,
    st.text("abé", max_size=4),
    st.sampled_from([NONE_64, 0, 86_400_000_000, -1]),
    st.sampled_from([NONE_32, 0, 5]),
    st.sampled_from(["", "BBC", "Zeit"]),
    st.sampled_from([(), ("x",), ("x", "y")]),
    st.booleans(),
)


def _numbered() -> Numbered:
    return Numbered(LabelNumbers(), LabelNumbers(), LabelNumbers())


def _block(items: Mapping[int, _Item]) -> Block:
    records = np.zeros(len(items), RECORD)
    for place, (number, item) in enumerate(items.items()):
        flags = CURATED * item.curated | HAS_PROVIDER * bool(item.provider)
        one = records[place]
        one["number"] = one["story"] = one["copies"] = number
        one["published"], one["quality"] = item.published, item.quality
        one["heat"], one["flags"], one["topics"] = -1, flags, len(item.topics)
    values = list(items.values())
    return Block(
        records,
        [item.id for item in values],
        ["" for _ in values],
        [item.provider for item in values],
        ["" for _ in values],
        [item.topics for item in values],
    )


def _after(
    before: StateArrays,
    changed: Mapping[int, _Item],
    live: Sequence[int],
    size: int,
    known: Numbered,
) -> StateArrays:
    return after(before, [_block(changed)], np.array(live, np.int64), size, known)


@generated(100)
@given(
    st.dictionaries(st.integers(0, 9), _ITEMS),
    st.dictionaries(st.integers(0, 12), _ITEMS),
    st.sets(st.integers(0, 9)),
)
def test_a_state_follows_from_the_one_before_and_what_changed(
    first: dict[int, _Item], changed: dict[int, _Item], gone: set[int]
) -> None:
    """Its columns are those that it would have if all of it were read."""
    items = {number: item for number, item in first.items() if number not in gone} | changed
    known = _numbered()
    before = _after(no_articles(), first, sorted(first), 10, known)
    arrays = _after(before, changed, sorted(items), 13, known)
    part = StatePart(arrays, known)
    assert np.flatnonzero(arrays.live).tolist() == sorted(items)
    ids = [value.decode() for value in arrays.ids]
    assert ids == [items[number].id if number in items else "" for number in range(13)]
    labels = {spec.column: joined_columns([part.labels(spec)]) for spec in COLUMN_ARRAYS.labels}
    for number, item in items.items():
        assert arrays.published[number] == item.published
        assert arrays.quality[number] == item.quality
        assert arrays.curated[number] == item.curated
        for column, own in (("provider_label", (item.provider,)), ("topic_labels", item.topics)):
            counts = labels[column].counts(np.array([number]))
            found = [labels[column].values[code] for code in np.flatnonzero(counts)]
            assert sorted(found) == sorted(filter(None, own))
    topics = labels["topic_labels"]
    every = topics.counts(np.array(sorted(items), np.int64))
    # Articles that are deleted have no labels, so that they need not be left out.
    assert topics.totals.tolist() == every.tolist()
    days, counts = part.calendar(COLUMN_ARRAYS.numbers[0])
    assert int(counts.sum()) == sum(item.published != NO_DATE for item in items.values())
    assert len(days) == len(counts)
    assert part.nbytes > arrays.nbytes > 0


def test_labels_of_earlier_states_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once most are theirs; the columns stay the same."""
    monkeypatch.setattr(label_numbers, "_FEW", 0)
    known, arrays = _numbered(), no_articles()
    most = 0
    for turn in range(30):
        items = {at: _Item(f"{at}", provider=f"P{at}", topics=(f"{turn}", "x")) for at in range(2)}
        arrays, known = without_old_labels(_after(arrays, items, [0, 1], 2, known), known)
        most = max(most, len(known.topic_labels.set_of), len(known.topic_labels.code_of))
        labels = StatePart(arrays, known).labels(COLUMN_ARRAYS.labels[0])
        assert joined_columns([labels]).totals.tolist() == [1, 1]
    assert most < 6
    assert set(known.provider_label.code_of) == {"P0", "P1"}
    assert known.topic_labels.code_of["x"] < most


def test_an_article_that_is_nowhere_is_no_state() -> None:
    """The numbers that are there have to be those that are known."""
    known = _numbered()
    before = _after(no_articles(), {0: _Item("a")}, [0], 1, known)
    with pytest.raises(ValueError, match="does not agree"):
        _after(before, {}, [0, 1], 2, known)
    with pytest.raises(ValueError, match="does not agree"):
        _after(before, {1: _Item("b")}, [0], 2, known)
    with pytest.raises(ValueError, match="beyond"):
        _after(before, {5: _Item("b")}, [0, 1], 2, known)


def test_a_story_is_of_articles_that_there_are() -> None:
    """Whatever the cluster says."""
    block = _block({0: _Item("a")})
    block.records["story"] = 9
    with pytest.raises(ValueError, match="story"):
        after(no_articles(), [block], np.array([0]), 1, _numbered())


@generated(100)
@given(
    st.lists(st.binary(max_size=3), max_size=6),
    st.dictionaries(st.integers(0, 7), st.binary(max_size=3)),
    st.integers(0, 3),
)
def test_texts_are_exchanged_one_by_one(
    old: list[bytes], changed: dict[int, bytes], more: int
) -> None:
    """Those between them stay as they are; what is new and not given is empty."""
    size = (
        max(len(old), *(place + 1 for place in changed), 0) + more if changed else len(old) + more
    )
    places = np.array(list(changed), np.int64)
    found = spliced(joined(old), places, list(changed.values()), size)
    expected = [changed.get(at, old[at] if at < len(old) else b"") for at in range(size)]
    assert list(found) == expected
