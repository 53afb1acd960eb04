"""Many who ask an archive all the time, and what they were answered."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from indexer.contract.errors import IndexUnreadableError
from tests.cluster.comparing.agreement import told
from tests.webui.search.library import asking
from tests.webui.serving import until
from webui.search.backend import Backend, Searcher

_TEXTS = ("", "storm", "storm OR calm", "sto*", '"storm at"', "provider:daily", "clam~")


def answers(searcher: Searcher) -> Any:
    """Return what is found and counted by some searches, in one order, and all articles."""
    found = [searcher.find(asking(q=text, sort="oldest")) for text in _TEXTS]
    pages = [told(finding.page()) for finding in found]
    records = [[told(record) for record in finding.records()] for finding in found[:2]]
    return [pages, records, told(searcher.find(asking(q="storm")).coverage())]


@dataclass
class Heard:
    """What those who ask were told.

    Attributes:
        answered: how many answers were as they should be.
        wrong: those that were not.
        refused: messages of errors.
        broken: what else went wrong.
    """

    answered: int = 0
    wrong: list[Any] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    broken: list[BaseException] = field(default_factory=list)

    def more(self, count: int = 10) -> None:
        """Wait until so many more answers have come."""
        wanted = self.answered + count
        until(lambda: self.answered >= wanted or bool(self.broken or self.wrong), seconds=60)

    def check(self) -> None:
        """All answers were right; nothing but the archive's own errors came in their place."""
        assert self.broken == []
        assert self.wrong == []
        assert all("try again" in message for message in self.refused), self.refused


@contextmanager
def many_asking(backend: Backend, expected: Sequence[Any], threads: int = 3) -> Iterator[Heard]:
    """Ask from several threads until the block ends.

    Args:
        backend: that is asked.
        expected: an answer has to be one of these.
        threads: how many.
    """
    heard, ended, lock = Heard(), threading.Event(), threading.Lock()

    def go_on() -> None:
        while not ended.is_set():
            try:
                with backend.searcher() as searcher:
                    answer = answers(searcher)
            except IndexUnreadableError as error:
                with lock:
                    heard.refused.append(str(error))
            except BaseException as error:
                with lock:
                    heard.broken.append(error)
                return
            else:
                with lock:
                    heard.answered += 1
                    if answer not in expected:
                        heard.wrong.append(answer)

    running = [threading.Thread(target=go_on) for _ in range(threads)]
    for thread in running:
        thread.start()
    try:
        heard.more()
        yield heard
    finally:
        ended.set()
        for thread in running:
            thread.join()
