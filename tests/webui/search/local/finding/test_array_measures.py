"""Measures of many numbers at once."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search.library import generated
from webui.search.local.finding.array_measures import intervals, peaks_of
from webui.search.measures.peaks import find_peaks
from webui.search.measures.share_interval import wilson


@generated(200)
@given(st.lists(st.integers(1, 10**7).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))))
def test_intervals_are_those_of_each_share(pairs: list[tuple[int, int]]) -> None:
    """To the last bit: answers do not depend on how many shares they have."""
    counts, bases = np.array(pairs, np.int64).reshape(-1, 2).T
    figures = zip(*(each.tolist() for each in intervals(counts, bases)), strict=True)
    for (count, base), (share, *interval) in zip(pairs, figures, strict=True):
        assert share == count / base
        assert tuple(interval) == wilson(count, base)


@generated(100)
@given(st.data())
def test_peaks_are_those_of_the_plain_measure(data: st.DataObject) -> None:
    """With gaps where nothing was imported, and with several peaks, also at the ends."""
    random = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    most = data.draw(st.sampled_from([6, 60]))
    length = data.draw(st.integers(0, 60))
    bases = random.integers(0, 400, length) * (random.random(length) < 0.9)
    usual = random.integers(0, 4, length)
    counts = np.minimum(usual + most * (random.random(length) < 0.15), bases)
    assert peaks_of(counts, bases) == find_peaks(counts.tolist(), bases.tolist())
