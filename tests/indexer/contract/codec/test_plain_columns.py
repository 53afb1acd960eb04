"""Columns as plain arrays, against plain Python values."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.codec.column_decoding import joined
from indexer.contract.codec.plain.plain_columns import (
    LabelArray,
    NumberArray,
    calendar_of,
    constant,
    days_of,
    label_sets,
    none_of,
    number_array,
    ranks_of,
)
from indexer.contract.schema import COLUMN_ARRAYS
from tests.webui.search.library import generated

_PUBLISHED, _QUALITY = COLUMN_ARRAYS.numbers[:2]
_1970 = datetime(1970, 1, 1, tzinfo=UTC)


def values(array: Any) -> list[int | None]:
    """Return numbers, None for none."""
    return [None if value == none_of(array) else value for value in array.tolist()]


@generated(80)
@given(st.lists(st.none() | st.integers(-(2**31) + 1, 2**31 - 2)))
def test_numbers_are_as_narrow_as_it_goes(numbers: list[int | None]) -> None:
    """None is the least number of the type, and no other number is."""
    raw = [_QUALITY.missing if one is None else one + _QUALITY.zero for one in numbers]
    array = number_array(_QUALITY, np.array(raw, np.uint32))
    assert values(array) == numbers
    fits = all(one is None or -(2**15) < one < 2**15 for one in numbers)
    assert array.dtype == (np.int16 if fits else np.int32)
    nothing = constant(_QUALITY, len(numbers))
    assert values(nothing) == [None] * len(numbers)


@generated(60)
@given(st.lists(st.none() | st.datetimes(timezones=st.just(UTC))))
def test_days_are_those_of_the_calendar(moments: list[datetime | None]) -> None:
    """From the year 1 to the year 9999, counted by day."""
    raw = [
        _PUBLISHED.missing
        if moment is None
        else (moment - _1970) // timedelta(microseconds=1) + _PUBLISHED.zero
        for moment in moments
    ]
    days = days_of(number_array(_PUBLISHED, np.array(raw, np.uint64)))
    expected = [moment and moment.date().toordinal() - _EPOCH for moment in moments]
    assert values(days) == expected
    calendar, counts = calendar_of(days)
    counted = Counter(day for day in expected if day is not None)
    assert list(zip(calendar.tolist(), counts.tolist(), strict=True)) == sorted(counted.items())


_EPOCH = date(1970, 1, 1).toordinal()


@pytest.mark.parametrize("spec", [spec for spec in COLUMN_ARRAYS.numbers if spec.kind == "moment"])
def test_a_moment_beyond_the_calendar_is_damage(spec: NumberArray) -> None:
    """The year 9999 is the last one."""
    end = (datetime.max.replace(tzinfo=UTC) - _1970) // timedelta(microseconds=1) + spec.zero
    assert number_array(spec, np.array([end], np.uint64)).tolist() == [end - spec.zero]
    with pytest.raises(ValueError, match="9999"):
        number_array(spec, np.array([end + 1], np.uint64))


@generated(60)
@given(st.lists(st.lists(st.sampled_from(["a", "b", "Ü", ""]), max_size=3)))
def test_sets_of_labels_say_what_was_joined(documents: list[list[str]]) -> None:
    """Empty labels, too; the same documents always give the same arrays."""
    column = joined(["|".join(labels).encode() for labels in documents])
    made, again = (label_sets(LabelArray("labels", "|"), column) for _ in range(2))
    assert all(np.array_equal(one, other) for one, other in zip(made[1:], again[1:], strict=True))
    names = [label.decode() for label in made.labels]
    found = [
        [names[code] for code in made.codes[made.starts[own] : made.starts[own + 1]].tolist()]
        for own in made.sets.astype(int).tolist()
    ]
    # A single empty label and no label at all are joined alike.
    expected = [[] if labels == [""] else labels for labels in documents]
    assert found == expected
    counted = Counter(label for labels in expected for label in labels)
    assert dict(zip(names, made.counts.tolist(), strict=True)) == counted
    assert len(made.starts) - 1 == len({tuple(labels) for labels in expected})


@generated(60)
@given(st.lists(st.text(), unique=True))
def test_ranks_are_the_order_of_the_texts(texts: list[str]) -> None:
    """As Python compares them."""
    ranks = ranks_of(joined([text.encode() for text in texts])).tolist()
    assert [texts[ranks.index(place)] for place in range(len(texts))] == sorted(texts)
