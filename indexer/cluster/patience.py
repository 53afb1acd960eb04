"""What a cluster cannot do for now is asked for again, later and later, for a while."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from indexer.contract.cluster.cluster_errors import ClusterError

_T = TypeVar("_T")

PATIENCE_SECONDS = 90.0
"""So long a cluster may be unable to do anything before that is an error."""

_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 8.0


def pauses() -> Iterator[float]:
    """Yield the seconds to wait before each further try."""
    pause = _FIRST_PAUSE
    while True:
        yield pause
        pause = min(2 * pause, _LONGEST_PAUSE)


def patiently(ask: Callable[[], _T], patience: float | None = None) -> _T:
    """Return what a question is answered that may be asked twice, such as where a node has gone.

    Args:
        ask: the question.
        patience: seconds, if not :data:`PATIENCE_SECONDS`.

    Raises:
        ClusterError: it is still not answered, or that will not pass.
    """
    deadline = time.monotonic() + (PATIENCE_SECONDS if patience is None else patience)
    for pause in pauses():
        try:
            return ask()
        except ClusterError as error:
            if not error.passing or time.monotonic() + pause > deadline:
                raise
        time.sleep(pause)
    raise AssertionError
