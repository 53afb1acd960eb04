"""Commits, kills, errors and two writers at once, while readers ask all the time.

Each answer names a generation, and must be what that generation's articles say: their number,
which they are, and the counts of a facet. Some readers keep one archive open, as the server
does; others open the index anew each time, while a writer is being killed.
"""

from __future__ import annotations

import random
import tempfile
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from indexer.contract.errors import NoIndexError
from indexer.contract.opening import latest_generation
from indexer.contract.settings import Settings, load_settings
from tests.support.articles import write_article
from tests.torture.injection.plan import Plan
from tests.torture.injection.running import clean, run_plan
from tests.torture.tally import Report
from webui.search.archive import open_archive
from webui.search.backend import Searcher
from webui.search.criteria.criteria import Criteria
from webui.search.local.backend import LocalBackend

NAME = "mixed"

_WORDS = ("ferry", "harbour", "lantern", "museum", "orchard", "quarry", "saddle", "tunnel")
_PROVIDERS = ("North", "South", "West")
_MOST = 60
_READERS = 3
_SETTLED = 2.0
"""Seconds within which a server notices the first index."""

_PAUSE = 0.005
"""Seconds between two questions of a reader: two cores have to write, too."""


class Answer(NamedTuple):
    """What was answered.

    Attributes:
        generation: that it is of.
        asked: the word.
        total: number of hits.
        ids: of the hits.
        providers: how many hits each has.
    """

    generation: int
    asked: str
    total: int
    ids: frozenset[str]
    providers: dict[str, int]


class Readers:
    """Ask until they are stopped.

    Attributes:
        answers, errors: to what they asked.
        first: when there was an index for the first time, by the monotonic clock.
    """

    def __init__(self, settings: Settings, seed: int) -> None:
        self._settings = settings
        self._stop = threading.Event()
        self.answers: deque[Answer] = deque()
        self.errors: deque[str] = deque()
        self.first = float("inf")
        self._archive = open_archive(settings)
        self._threads = [
            threading.Thread(target=self._ask, args=(random.Random(f"{seed} {number}"), number > 0))  # noqa: S311 # no secret
            for number in range(_READERS)
        ]

    def __enter__(self) -> Readers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        self._archive.close()

    def _ask(self, dice: random.Random, keep: bool) -> None:
        while not self._stop.is_set():
            asked = dice.choice(("", *_WORDS))
            try:
                if keep:
                    with self._archive.searcher() as searcher:
                        self.answers.append(_answer(searcher, asked))
                else:
                    archive = LocalBackend(self._settings.index, 1 << 20, read_ahead=False)
                    try:
                        with archive.searcher() as searcher:
                            self.answers.append(_answer(searcher, asked))
                    finally:
                        archive.close()
            except NoIndexError:
                if time.monotonic() > self.first + _SETTLED:
                    self.errors.append("there was no index")
            # Whatever it is, it is no answer.
            except Exception as error:
                self.errors.append(f"{type(error).__name__}: {error}")
            time.sleep(_PAUSE)


def _answer(searcher: Searcher, asked: str) -> Answer:
    page = searcher.find(Criteria(q=asked, size=100)).page()
    providers = {each.value: each.count for each in page.facets.values["provider"] if each.count}
    return Answer(
        searcher.state.generation,
        asked,
        page.total,
        frozenset(hit.id for hit in page.hits),
        providers,
    )


class Articles(NamedTuple):
    """The articles of a generation: the word and the provider of each, by id."""

    of: dict[str, tuple[str, str]]

    def answer(self, generation: int, asked: str) -> Answer:
        """Say what has to be answered."""
        found = {id: held for id, held in self.of.items() if asked in ("", held[0])}
        providers = Counter(provider for _, provider in found.values())
        return Answer(generation, asked, len(found), frozenset(found), dict(providers))


class Newsroom:
    """A folder of articles in which something goes on."""

    def __init__(self, folder: Path, dice: random.Random) -> None:
        self._folder = folder
        self._dice = dice
        self._numbers = iter(range(10**9))
        self.of: dict[str, tuple[str, str]] = {}

    def go_on(self) -> None:
        """Add, change, rename and delete some articles."""
        self._write(f"{next(self._numbers)}")
        for _ in range(self._dice.randrange(5)):
            ids = sorted(self.of)
            id = self._dice.choice(ids)
            match self._dice.randrange(4) if len(ids) < _MOST else 3:
                case 0:
                    self._write(f"{next(self._numbers)}")
                case 1:
                    self._write(id)
                case 2:
                    other = f"{next(self._numbers)}"
                    (self._folder / f"{id}.md").rename(self._folder / f"{other}.md")
                    self.of[other] = self.of.pop(id)
                case _ if len(ids) > 1:
                    (self._folder / f"{id}.md").unlink()
                    del self.of[id]

    def _write(self, id: str) -> None:
        word, provider = self._dice.choice(_WORDS), self._dice.choice(_PROVIDERS)
        fields = {"title": f"The {word} {id}", "provider": {"name": provider, "domain": ""}}
        write_article(self._folder, id, **fields)
        self.of[id] = word, provider


def run(seed: int, seconds: float, report: Report) -> None:
    """Write and kill until the time is over; compare every answer."""
    dice = random.Random(seed)  # noqa: S311 # no secret
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "articles").mkdir()
        settings = load_settings({"index": folder / "disk" / "index", "jobs": 1}, {})
        newsroom = Newsroom(folder / "articles", dice)
        known: dict[int, Articles] = {}
        commits = kills = 0
        with Readers(settings, seed) as readers:
            while True:
                last = report.left(seconds) <= 0
                newsroom.go_on()
                before = max(latest_generation(settings.index), 0)
                kills += _write(folder, dice, report, calm=last)
                now = max(latest_generation(settings.index), 0)
                if now not in (before, before + 1):
                    report.fail(f"seed {seed}: generation {before} became {now}")
                if now > before:
                    commits += 1
                    readers.first = min(readers.first, time.monotonic())
                    known[now] = Articles(dict(newsroom.of))
                _compare(readers, known, now, report, f"seed {seed}")
                if last:
                    break
        if known[now].of != newsroom.of:
            report.fail(f"seed {seed}: the last sync, to which nothing happened, did nothing")
        report.measure(commits, f"{commits:,} commits, {kills:,} kills and errors meanwhile")


def _write(folder: Path, dice: random.Random, report: Report, calm: bool) -> int:
    """Sync or rebuild, and let something happen; return whether it did."""
    command = "rebuild" if dice.random() < 0.1 else "sync"
    arguments = [command, str(folder / "articles"), "--index", str(folder / "disk" / "index")]
    (folder / "disk").mkdir(exist_ok=True)
    plan = Plan(str(folder / "disk"), str(folder / "log"), [*arguments, "--jobs", "1"])
    chance = 1.0 if calm else dice.random()
    tries: list[tuple[Plan, Callable[[int], bool]]]
    if chance < 0.5:
        what = dice.choice(("kill", "kill", "kill", "ENOSPC", "EIO"))
        half = dice.random() < 0.3
        plan = replace(plan, at=dice.randint(1, 75), what=what, half=half)
        tries = [(plan, lambda status: status in (0, -9, 2))]
    elif chance < 0.6:
        other = replace(plan, log=f"{plan.log} of the other")
        tries = [(each, lambda status: status in (0, 3)) for each in (plan, other)]
    else:
        tries = [(plan, lambda status: status == 0)]
    for each, _ in tries:
        clean(Path(each.log))
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(run_plan, [each for each, _ in tries]))
    for result, (each, allowed) in zip(results, tries, strict=True):
        if not allowed(result.returncode) or "Traceback" in result.stderr:
            report.fail(f"{each}: {result}")
    return sum(result.returncode != 0 for result in results)


def _compare(
    readers: Readers, known: dict[int, Articles], newest: int, report: Report, how: str
) -> None:
    """Compare what was answered so far with what had to be."""
    while readers.errors:
        report.attempt()
        report.fail(f"{how}: {readers.errors.popleft()}")
    while readers.answers:
        answer = readers.answers.popleft()
        report.attempt()
        if answer.generation not in known:
            report.fail(f"{how}: generation {answer.generation} was never committed")
        elif answer != (right := known[answer.generation].answer(*answer[:2])):
            report.fail(f"{how}: {answer}, and not {right}")
