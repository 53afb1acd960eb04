"""What an archive in a cluster does beside lending states."""

from __future__ import annotations

import threading
from typing import Any

from tests.webui.search.cluster.answering import Answering, failure, state
from webui.search.cluster.backend import LastSyncRecord
from webui.search.deadlines.deadline import Deadline, limited


class _Slow(Answering):
    """A cluster whose record of the last sync does not come to whoever asks first."""

    def __init__(self) -> None:
        super().__init__(state())
        self.is_asked, self.go_on = threading.Event(), threading.Event()

    def request(self, method: str, path: str, *more: Any, **others: Any) -> Any:
        """Answer."""
        assert path.endswith("/_doc/last_sync")
        assert others["timeout"] <= 2
        if not self.is_asked.is_set():
            self.is_asked.set()
            assert self.go_on.wait(10)
        raise failure(404, "not_found")


def test_nobody_waits_for_what_another_one_asks() -> None:
    """What the last sync did is read by each for itself, in the time that it has."""
    cluster = _Slow()
    record = LastSyncRecord(cluster.cluster)
    first = threading.Thread(target=record.read)
    first.start()
    assert cluster.is_asked.wait(10)
    with limited(Deadline(1)):
        assert record.read() is None
    assert first.is_alive()
    cluster.go_on.set()
    first.join()
