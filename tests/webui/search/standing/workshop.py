"""A folder of articles, its index, standing searches and a channel that appends to a file."""

from __future__ import annotations

import datetime
import json
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indexer.contract.settings import Settings
from indexer.syncing.sync import rebuild, sync
from tests.support.articles import write_article, write_file
from tests.webui.serving import settings_for
from webui.search.archive import open_archive
from webui.search.standing.channels import Address, Channels, Program
from webui.search.standing.delivering import Notify
from webui.search.standing.delivery import by_channels
from webui.search.standing.searches_folder import read_searches

NOW = datetime.datetime(2024, 3, 6, 12, tzinfo=datetime.UTC)


def search_text(query: str = "ferry", **fields: Any) -> str:
    """Return the text of a file; values are written as JSON, which is YAML."""
    given = {"query": query, "channel": "desk", **fields}
    lines = [f"{name}: {json.dumps(value)}" for name, value in given.items() if value is not None]
    return "\n".join(["---", *lines, "---", "A note.", ""])


@dataclass
class Workshop:
    """Everything in one folder.

    Attributes:
        root: the folder.
        told, warned: the lines of the last run.
    """

    root: Path
    told: list[str] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the folders."""
        for name in ("articles", "searches", "state"):
            (self.root / name).mkdir()

    @property
    def settings(self) -> Settings:
        """Settings that name them."""
        return settings_for(self.root / "index")

    def write(self, *ids: str, title: str = "Ferry", **fields: Any) -> None:
        """Write articles."""
        for id in ids:
            write_article(self.root / "articles", id, title=f"{title} {id}", **fields)

    def sync(self) -> None:
        """Sync them."""
        assert sync(self.root / "articles", self.settings).failed == ()

    def rebuild(self) -> None:
        """Build the index anew."""
        rebuild(self.root / "articles", self.settings)

    def search(self, name: str = "ferries", text: str | None = None, **fields: Any) -> None:
        """Write the file of a search."""
        path = self.root / "searches" / f"{name}.md"
        write_file(path, search_text(**fields) if text is None else text)

    @property
    def channels(self) -> Channels:
        """Channels: ``desk`` and ``other`` append to a file each, as long as they may."""
        script = 'test ! -e "$0.refuses" && cat >> "$0"'
        return {
            name: Program(("/bin/sh", "-c", script, str(self.root / name)), as_json=True)
            for name in ("desk", "other")
        }

    def refuse(self, refuses: bool = True, name: str = "desk") -> None:
        """Let a channel fail from now on, or work again."""
        path = self.root / f"{name}.refuses"
        path.touch() if refuses else path.unlink(missing_ok=True)

    def notify(
        self, channels: dict[str, Address | Program] | None = None, now: datetime.datetime = NOW
    ) -> bool:
        """Run once; return whether all went well."""
        self.told, self.warned = [], []
        with (
            closing(open_archive(self.settings, read_ahead=False)) as archive,
            archive.searcher() as searcher,
        ):
            run = Notify(
                searcher,
                self.root / "state",
                "https://news.example/cuttings",
                now,
                by_channels({**self.channels, **(channels or {})}),
                tell=self.told.append,
                warn=self.warned.append,
            )
            run.run(read_searches(self.root / "searches", now.date()))
        return not run.failed

    def messages(self, name: str = "desk") -> list[dict[str, Any]]:
        """Return what a channel got until now."""
        path = self.root / name
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def ids(self, name: str = "desk") -> list[str]:
        """Return the ids of the articles that it got, in order."""
        return [
            article["id"]
            for message in self.messages(name)
            for story in message["listed"]
            for article in story["articles"]
        ]


def begun(folder: Path) -> Workshop:
    """Return a workshop with one article and one search, of which nothing was sent yet."""
    made = Workshop(folder)
    made.write("old")
    made.search()
    made.sync()
    assert made.notify()
    assert made.messages() == []
    return made
