"""How times are written in answers."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search.library import generated
from webui.search.local.answers.parts import iso_of, iso_of_each
from webui.search.local.columns.columns import NO_DATE

_1970 = datetime(1970, 1, 1)
TIMES = st.datetimes().map(lambda time: (time - _1970) // (time.resolution))


@generated(200)
@given(st.lists(TIMES | st.just(NO_DATE), max_size=5))
def test_many_times_are_written_as_each(times: list[int]) -> None:
    """Of all years that there are, to the second, and those without a date."""
    assert iso_of_each(np.array(times, np.int64)) == [iso_of(time) for time in times]
