"""What a sync may have to do, each small enough to be interrupted at every single write."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import yaml

from indexer.contract.settings import Settings, load_settings
from indexer.syncing.known import past
from indexer.syncing.sync import sync
from tests.support.articles import write_article, write_file
from tests.support.stories.events import headline, telling
from tests.torture.injection.plan import Plan

# When the index came to be.
_FIRST = 1_700_000_000_000_000_000
NOW = _FIRST + 3600 * 10**9
"""When what is tried is tried, in nanoseconds since 1970."""


@dataclass(frozen=True)
class Place:
    """Where a scenario takes place.

    Attributes:
        folder: of everything.
        apart: another place of the disk; in the folder, if not given.
    """

    folder: Path
    apart: Path | None = None

    @property
    def articles(self) -> Path:
        """The folder of the articles."""
        return self.folder / "articles"

    @property
    def disk(self) -> Path:
        """The folder that may be lost, with all that is in it."""
        return self.apart or self.folder / "disk"

    @property
    def index(self) -> Path:
        """The folder of the index, below folders that are not there at a first sync."""
        return self.disk / "deep" / "index"

    @property
    def settings(self) -> Settings:
        """The settings of a sync in this process."""
        return load_settings({"index": self.index, "jobs": 1}, {})


@dataclass(frozen=True)
class Scenario:
    """Something that a sync has to do.

    Attributes:
        name: of it.
        before: makes the articles; syncs in between are made by calling what it is given. None
            where there is no index.
        change: what happened to the articles since.
        command: of the indexer.
        jobs: processes that read.
    """

    name: str
    before: Callable[[Path, Callable[[], None]], None] | None
    change: Callable[[Path], None]
    command: str = "sync"
    jobs: int = 1

    def prepare(self, folder: Path) -> Place:
        """Make everything as it is before the command, in a folder that is emptied."""
        shutil.rmtree(folder, ignore_errors=True)
        place = Place(folder)
        place.disk.mkdir(parents=True)
        place.articles.mkdir()
        if self.before:
            self.before(place.articles, lambda: sync_at(_FIRST, place))
            sync_at(_FIRST, place)
        self.change(place.articles)
        return place

    def plan(self, place: Place, log: Path) -> Plan:
        """Return the plan of its command, with nothing happening to it."""
        arguments = [self.command, str(place.articles), "--index", str(place.index)]
        return Plan(
            root=str(place.disk),
            log=str(log),
            arguments=[*arguments, "--jobs", str(self.jobs)],
            clock=NOW,
            processes=self.jobs > 1,
        )


def sync_at(time: int, place: Place) -> None:
    """Sync when it is a certain time, in nanoseconds since 1970."""
    with patch.object(past, "time_ns", lambda: time):
        sync(place.articles, place.settings)


def sync_now(place: Place) -> None:
    """Sync when it is the time of the command."""
    sync_at(NOW, place)


def _report(folder: Path, event: int, number: int) -> None:
    id = f"{event}-{number}"
    write_article(
        folder, id,
        title=headline(event),
        excerpt=telling(event, id),
        provider={"name": f"P{number}", "domain": ""},
        publishedDateTime=f"2021-01-0{event + 1}T{number:02}:00:00Z",
        webUrl=f"https://p{number}.example/{event}",
    )  # fmt: skip


def _some(folder: Path, sync_between: Callable[[], None]) -> None:
    for event in range(2):
        for number in range(3):
            _report(folder, event, number)


def _many_segments(folder: Path, sync_between: Callable[[], None]) -> None:
    for number in range(8):
        _report(folder, 0, number)
    sync_between()
    for number in range(3):
        _report(folder, 1, number)


def _one_more(folder: Path) -> None:
    _report(folder, 1, 7)
    write_article(folder, "0-1", title="Changed since")


def _first(folder: Path) -> None:
    _some(folder, lambda: None)


def _merge(folder: Path) -> None:
    for number in range(3, 6):
        _report(folder, 1, number)
    (folder / "0-3.md").unlink()


def _deletions(folder: Path) -> None:
    for name in ("0-0", "0-1", "1-2"):
        (folder / f"{name}.md").unlink()


def _renames(folder: Path) -> None:
    (folder / "below").mkdir()
    (folder / "0-0.md").rename(folder / "below" / "0-0.md")
    (folder / "1-1.md").rename(folder / "1-9.md")


def _aliases(folder: Path) -> None:
    write_file(folder / "providers.yml", yaml.safe_dump({"P One": ["P0", "P1"]}))


def _everything(folder: Path) -> None:
    _renames(folder)
    _aliases(folder)
    _report(folder, 1, 7)
    (folder / "0-2.md").unlink()


SCENARIOS = (
    Scenario("first", None, _first),
    Scenario("change", _some, _one_more),
    Scenario("merge", _many_segments, _merge),
    Scenario("deletions", _some, _deletions),
    Scenario("renames", _some, _renames),
    Scenario("aliases", _some, _aliases),
    Scenario("rebuild", _some, _everything, "rebuild"),
    Scenario("first with workers", None, _first, jobs=2),
    Scenario("change with workers", _some, _everything, jobs=2),
)
