"""Clients of a server under load: patient ones, and some that hang up."""

from __future__ import annotations

import http.client
import os
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

_TIMEOUT_SECONDS = 120
_LETTERS = "abcdefghijklmnoprstuvwy"


@dataclass
class Tally:
    """How some requests were answered.

    Attributes:
        seconds: of each, in the order of their ends.
        statuses: how many had which; 0 stands for none.
    """

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def add(self, seconds: float, status: int) -> None:
        """Note one answer."""
        self.seconds.append(seconds)
        self.statuses[status] += 1

    def milliseconds(self, share: float) -> float:
        """Return the time within which a share of the requests was answered."""
        found = sorted(self.seconds)
        return found[min(int(share * len(found)), len(found) - 1)] * 1000 if found else 0.0


def ask(port: int, path: str, tally: Tally) -> int:
    """Send a request, read its answer, and note how long that took; return the status."""
    begun, status = time.monotonic(), 0
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_SECONDS)
    with suppress(OSError, http.client.HTTPException):
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        status = response.status
    connection.close()
    tally.add(time.monotonic() - begun, status)
    return status


def hang_up(port: int, path: str) -> None:
    """Send a request and close the connection."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as own:
        own.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())


def many_patterns() -> str:
    """Return the address that looks for nearly every word, in twenty ways."""
    return f"/?q={quote(' OR '.join(f'*{letter}*' for letter in 'abcdefghijklmnopqrst'))}"


def slow_paths(dice: random.Random) -> Iterator[str]:
    """Yield addresses without end that take long, no two of them alike."""
    while True:
        pairs = ["".join(dice.choices(_LETTERS, k=2)) for _ in range(20)]
        some = quote(" OR ".join(f"*{pair}*" for pair in pairs))
        words = [f'"{one} {other}"' for one in COMMON[:4] for other in dice.sample(COMMON, 3)]
        yield f"/api/search?q={some}"
        yield f"/api/search?q={quote(' OR '.join(words))}"
        yield "/api/compare?" + "&".join(f"q={quote(f'*{pair}* the')}" for pair in pairs[:8])
        yield f"/api/search?q={quote(f'{pairs[0]}o{pairs[1]}~2 OR near5:')}{quote(words[0])}"
        yield f"/api/audit?q={quote(' OR '.join(dice.sample(COMMON, 4)))}"


COMMON = (
    *("the", "and", "for", "with", "new", "cloud", "data", "service", "azure", "more", "how"),
    *("security", "update", "market", "report", "company", "today", "people", "work", "time"),
)
"""Words that news have often."""


def light_path(dice: random.Random) -> str:
    """Return the address of an ordinary search."""
    return f"/?q={quote(' '.join(dice.sample(COMMON, 2)))}&page={dice.randint(1, 3)}"


@contextmanager
def steadily(seconds: float, work: Callable[[], object], workers: int = 8) -> Iterator[None]:
    """Do something so often within the block, however long it takes each time."""
    ended = threading.Event()
    begun = time.monotonic()
    turns = iter(range(10**9))

    def turn() -> None:
        for number in turns:
            if ended.wait(max(begun + number * seconds - time.monotonic(), 0)):
                return
            work()

    with _threads([turn] * workers, ended):
        yield


@contextmanager
def over_and_over(tasks: list[Callable[[], None]]) -> Iterator[None]:
    """Do some things within the block, each again as soon as it is done."""
    ended = threading.Event()

    def repeated(task: Callable[[], object]) -> Callable[[], None]:
        def work() -> None:
            while not ended.is_set():
                task()

        return work

    with _threads([repeated(task) for task in tasks], ended):
        yield


@contextmanager
def _threads(tasks: list[Callable[[], None]], ended: threading.Event) -> Iterator[None]:
    threads = [threading.Thread(target=task, daemon=True) for task in tasks]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join(_TIMEOUT_SECONDS)


class Watched:
    """A process and those that it started, as Linux tells of them.

    Args:
        pid: of the process.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid

    def _folders(self) -> Iterator[Path]:
        pids = [self._pid]
        for pid in pids:
            folder = Path("/proc", str(pid))
            with suppress(OSError):
                pids += map(int, (folder / "task" / str(pid) / "children").read_text().split())
                yield folder

    def processor_seconds(self) -> float:
        """Return what they have used so far, in all their threads."""
        used = 0
        for folder in self._folders():
            values = (folder / "stat").read_text().rpartition(")")[2].split()
            used += int(values[11]) + int(values[12])
        return used / os.sysconf("SC_CLK_TCK")

    def peak_bytes(self) -> int:
        """Return the most memory that each had since :meth:`forget_peak`, added up."""
        status = [(folder / "status").read_text() for folder in self._folders()]
        return sum(int(one.partition("VmHWM:")[2].split()[0]) * 1024 for one in status)

    def forget_peak(self) -> None:
        """Begin to look for the peak anew."""
        for folder in self._folders():
            (folder / "clear_refs").write_text("5")

    def wait_until_idle(self, most: float) -> float:
        """Wait until it rests, or so many seconds; return the processor time that it took."""
        begun, before = time.monotonic(), self.processor_seconds()
        last = before
        while time.monotonic() - begun < most:
            time.sleep(1)
            used = self.processor_seconds()
            if used - last < 0.1:
                break
            last = used
        return self.processor_seconds() - before
