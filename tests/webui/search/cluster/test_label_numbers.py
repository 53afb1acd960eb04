"""Labels and sets of them, by numbers that go on from state to state."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search.library import generated
from webui.search.cluster.receiving import label_numbers
from webui.search.cluster.receiving.label_numbers import LabelNumbers
from webui.search.local.columns.labels import joined_columns

SETS = st.lists(st.sampled_from([(), ("a",), ("a", "b"), ("b", "a"), ("c",)]), min_size=1)


@generated(100)
@given(SETS, SETS)
def test_what_begins_anew_is_the_same_column(
    before: list[tuple[str, ...]], now: list[tuple[str, ...]]
) -> None:
    """Without what only earlier states had; new sets go on from there."""
    old = LabelNumbers()
    old.numbers(before)
    of = np.array(old.numbers(now), np.int32)
    anew, numbers = old.begun_anew(of)
    assert set(anew.set_of) == {(), *now}
    assert set(anew.code_of) == {label for labels in now for label in labels}
    assert numbers.dtype == of.dtype
    assert [list(anew.set_of)[number] for number in numbers.tolist()] == now
    columns = [joined_columns([each.sets_of(of)]) for each, of in ((old, of), (anew, numbers))]
    counted = [
        {
            value: total
            for value, total in zip(each.values, each.totals.tolist(), strict=True)
            if total
        }
        for each in columns
    ]
    assert counted[0] == counted[1]
    assert anew.numbers([("new",), *now])[1:] == numbers.tolist()


def test_it_is_begun_anew_where_most_is_not_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not as long as half of it is, and not where there is little of it."""
    labels = LabelNumbers()
    of = np.array(labels.numbers([(f"{number}",) for number in range(20)]))
    monkeypatch.setattr(label_numbers, "_FEW", 5)
    assert not labels.is_crowded(of)
    assert not labels.is_crowded(of[:11])
    assert labels.is_crowded(of[:9])
    monkeypatch.setattr(label_numbers, "_FEW", 50)
    assert not labels.is_crowded(of[:9])
