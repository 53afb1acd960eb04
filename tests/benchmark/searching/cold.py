"""Cold times and memory: one engine in a fresh process, asked what it has not been asked yet.

Cold are the engine's own caches; the files are in the operating system's. Run by
:mod:`tests.benchmark.searching.bench`, as
``python -m tests.benchmark.searching.cold MODULE CLASS FOLDER`` with a pickled :class:`Task`
on standard input; prints a :class:`Findings` as JSON.
"""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from statistics import median

from tests.benchmark.engines.base import Engine
from tests.benchmark.searching.questions import Question

_ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Task:
    """What a process is to ask: some questions on the clock, then others off it."""

    timed: Sequence[Question]
    others: Sequence[Question] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """What one process found.

    Attributes:
        opened: seconds until the index was open.
        first: seconds from there until the first question was answered.
        times: seconds of each timed question.
        memory: bytes resident after all questions, mapped files included; 0 where the
            system does not tell.
        private: bytes of these that are not of mapped files.
        peak: the most bytes that were ever resident.
    """

    opened: float
    first: float
    times: list[float]
    memory: int
    private: int
    peak: int


@dataclass(frozen=True, slots=True)
class Cold:
    """What the processes of one engine found; the attributes are those of ``Findings``."""

    times: dict[Question, float]
    opened: float
    first: float
    memory: int
    private: int
    peak: int


BUDGET_SECONDS = 300.0
"""An engine that has taken so long for its answers is asked no further questions."""


def opening_of(questions: Sequence[Question], usual: Question) -> Question:
    """Return what an engine is asked first in each process.

    The usual opening, where the engine can answer it; else a question that shares no word
    with any other one, so that it makes none of them warm.
    """
    if usual in questions or not questions:
        return usual
    for question in questions:
        if not any(_share_a_word(question, other) for other in questions if other != question):
            return question
    return questions[0]


def measure_cold(
    engine: type[Engine], folder: Path, questions: Sequence[Question], opening: Question
) -> Cold:
    """Ask an engine each question when none of its words has been looked up before.

    Args:
        engine: the kind of engine; the processes import nothing of the others.
        folder: of its index.
        questions: that it does not refuse.
        opening: a question that comes first in each process, so that no other one pays
            for what a program does once.
    """
    times: dict[Question, float] = {}
    found = []
    sessions = split(questions) or [[]]
    for number, session in enumerate(sessions):
        if sum(times.values()) > BUDGET_SECONDS:
            break
        others = [question for question in questions if question not in session]
        findings = _run(engine, folder, Task([opening, *session], others if not number else []))
        times.update(zip(session, findings.times[1:], strict=True))
        found.append(findings)
    if opening in times:
        times[opening] = median(findings.first for findings in found)
    return Cold(
        times=times,
        opened=median(findings.opened for findings in found),
        first=median(findings.first for findings in found),
        memory=found[0].memory,
        private=found[0].private,
        peak=found[0].peak,
    )


def split(questions: Sequence[Question]) -> list[list[Question]]:
    """Split questions so that no two that look up the same word stand together."""
    sessions: list[list[Question]] = []
    for question in questions:
        for session in sessions:
            if not any(_share_a_word(question, other) for other in session):
                session.append(question)
                break
        else:
            sessions.append([question])
    return sessions


def _share_a_word(one: Question, other: Question) -> bool:
    if one.words & other.words:
        return True
    return any(
        question.prefix and any(word.startswith(question.prefix) for word in asked.words)
        for question, asked in ((one, other), (other, one))
    )


def _run(engine: type[Engine], folder: Path, task: Task) -> Findings:
    names = [engine.__module__, engine.__name__]
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmark.searching.cold", *names, str(folder.resolve())],
        input=pickle.dumps(task),
        stdout=subprocess.PIPE,
        cwd=_ROOT,
        check=True,
    )
    return Findings(**json.loads(done.stdout))


def _main(kind: type[Engine], folder: Path, task: Task) -> Findings:
    started = time.perf_counter()
    engine = kind.open(folder)
    opened = time.perf_counter() - started
    times = []
    for question in task.timed:
        started = time.perf_counter()
        engine.ask(question)
        times.append(time.perf_counter() - started)
    for question in task.others:
        engine.ask(question)
    engine.settle()
    findings = Findings(opened, times[0], times, *_resident())
    engine.close()
    return findings


def _resident() -> tuple[int, int, int]:
    """Return the bytes that are resident, those that belong to no file, and the most there were.

    ``getrusage`` will not do: its peak includes that of the process that started this one.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return 0, 0, 0
    lines = (line.split() for line in status.read_text().splitlines())
    sizes = {words[0]: int(words[1]) * 1024 for words in lines if words[-1:] == ["kB"]}
    return sizes["VmRSS:"], sizes["RssAnon:"], sizes["VmHWM:"]


if __name__ == "__main__":
    module, name, place = sys.argv[1:]
    named: type[Engine] = getattr(import_module(module), name)
    result = _main(named, Path(place), pickle.load(sys.stdin.buffer))
    sys.stdout.write(json.dumps(asdict(result)))
