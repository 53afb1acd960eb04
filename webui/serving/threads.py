"""The threads that answer, and how many requests may wait for one."""

from __future__ import annotations

from waitress.task import ThreadedTaskDispatcher


class Threads(ThreadedTaskDispatcher):  # type: ignore[misc]
    """A pool of threads with a bounded queue.

    Args:
        count: of threads.
        most_waiting: requests that may wait until one of them is free.
    """

    def __init__(self, count: int, most_waiting: int) -> None:
        super().__init__()
        self._most_waiting = most_waiting
        self.set_thread_count(count)

    def full(self) -> bool:
        """Whether one more request would have to wait behind too many."""
        with self.lock:
            idle = len(self.threads) - self.stop_count - self.active_count
            return bool(len(self.queue) - idle >= self._most_waiting)
