"""Work that is given up in the middle: it ends soon, and does no harm to what others ask."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from webui.search.backend import Searcher
from webui.search.criteria.comparison import parse_comparison
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.dates import today
from webui.search.deadlines.deadline import Deadline, GivenUpError, is_limited, limited
from webui.search.local.backend import LocalBackend

CACHE_BYTES = 64 * 2**20

QUESTIONS: dict[str, Callable[[Searcher], Any]] = {
    "page": lambda s: _page(s, Criteria(q="ferry strike", match="any", peaks=True)),
    "patterns": lambda s: _page(s, Criteria(q="*a* OR *e* OR fery~2", group="story")),
    "phrases": lambda s: _page(s, Criteria(q='"the ferry" OR near5:"a the" OR atleast2:the')),
    "records": lambda s: list(s.find(Criteria(q="ferry")).records()),
    "manifest": lambda s: s.find(Criteria()).manifest(),
    "sample": lambda s: s.find(Criteria(sample=5, strata=("month",))).manifest(),
    "coverage": lambda s: s.find(Criteria(q="the")).coverage(),
    "feed": lambda s: s.find(Criteria()).feed(None, 10),
    "ways out": lambda s: s.find(Criteria(q="zzz -the")).ways_out(),
    "compare": lambda s: s.compare(
        parse_comparison({"q": ["ferry", "the", "*a*", "strike"], "unit": ["story"]}, today())
    ),
    "audit": lambda s: s.audit(Criteria(q="ferry OR strike OR har*")).model_copy(
        update={"took_ms": 0}
    ),
    "suggest": lambda s: s.suggest("fer"),
}


def _page(searcher: Searcher, criteria: Criteria) -> Any:
    return searcher.find(criteria).page().model_copy(update={"took_ms": 0})


class _Steps:
    """A clock that goes on by one whenever somebody looks at it."""

    def __init__(self) -> None:
        self.looks = -1

    def __call__(self) -> float:
        self.looks += 1
        return self.looks


def _ask(
    index: Path, question: Callable[[Searcher], Any], steps: int
) -> tuple[tuple[Any, Any], int]:
    """Ask an archive that nothing was asked before, with so many checkpoints until the deadline.

    Returns:
        The answer, None if it was given up, the one without a deadline after it, and how many
        checkpoints there were.
    """
    backend, clock = LocalBackend(index, CACHE_BYTES, read_ahead=False), _Steps()
    try:
        with backend.searcher() as searcher:
            answer = None
            with suppress(GivenUpError), limited(Deadline(steps, None, clock)):
                answer = question(searcher)
            assert not is_limited()
            return (answer, question(searcher)), clock.looks
    finally:
        backend.close()


@pytest.mark.parametrize("name", QUESTIONS)
def test_what_is_given_up_anywhere_leaves_nothing_behind(sample_index: Path, name: str) -> None:
    """The same question finds afterwards what it would have found."""
    question = QUESTIONS[name]
    (right, again), needed = _ask(sample_index, question, 10**9)
    assert right == again
    assert needed > 0
    for steps in {1, 2, needed // 4, needed // 2, needed - 1} - {0}:
        (answer, afterwards), looks = _ask(sample_index, question, steps)
        assert answer in (None, right)
        assert afterwards == right
        # It ends at the first checkpoint.
        assert looks <= steps + 1 or answer is not None
