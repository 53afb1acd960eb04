"""One backend in a process of its own, asked through the seam: what a page takes, and memory.

Run by the bench as ``python -m tests.benchmark.clusters.asking_backend``
with a pickled :class:`Task` on standard input; prints a :class:`Findings` as JSON.
"""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from indexer.contract.settings import Settings
from tests.benchmark.articles.sources import ROOT
from tests.benchmark.engines.cuttings import criteria_of
from tests.benchmark.searching.questions import Question
from webui.search.archive import open_archive


@dataclass(frozen=True, slots=True)
class Task:
    """What a process is to ask.

    Attributes:
        settings: which backend.
        questions: in this order.
        rounds: how often each, after a first time.
    """

    settings: Settings
    questions: Sequence[Question]
    rounds: int


@dataclass(frozen=True, slots=True)
class Findings:
    """What it found.

    Attributes:
        opened: seconds until the newest state was there.
        first: seconds of each question when it was asked for the first time.
        times: seconds of each question, of each round.
        totals: articles that each question finds.
        pages: digest of the ids on the first page of each.
        private: bytes of memory of the process that belong to no file, 0 if not known.
    """

    opened: float
    first: list[float]
    times: list[list[float]]
    totals: list[int]
    pages: list[list[str]]
    private: int


def ask_backend(task: Task) -> Findings:
    """Ask everything, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmark.clusters.asking_backend"],
        input=pickle.dumps(task),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        check=True,
    )
    return Findings(**json.loads(done.stdout))


def _main(task: Task) -> Findings:
    backend = open_archive(task.settings, read_ahead=False)
    try:
        started = time.perf_counter()
        with backend.searcher() as searcher:
            assert searcher.state.articles
        opened = time.perf_counter() - started
        first, totals, pages = [], [], []
        for question in task.questions:
            started = time.perf_counter()
            found = _page(backend, question)
            first.append(time.perf_counter() - started)
            totals.append(found.total)
            pages.append([hit.id for hit in found.hits])
        times: list[list[float]] = [[] for _ in task.questions]
        for _ in range(task.rounds):
            for place, question in enumerate(task.questions):
                started = time.perf_counter()
                _page(backend, question)
                times[place].append(time.perf_counter() - started)
        return Findings(opened, first, times, totals, pages, _private())
    finally:
        backend.close()


def _page(backend: Any, question: Question) -> Any:
    with backend.searcher() as searcher:
        return searcher.find(criteria_of(question)).page()


def _private() -> int:
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon:")), 0)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(_main(pickle.load(sys.stdin.buffer)))))
