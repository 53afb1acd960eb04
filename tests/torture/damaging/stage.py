"""An index to damage, what is asked of it, and what the answers are while it is whole."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from flask import Flask

from indexer.contract.settings import Settings
from indexer.syncing.sync import rebuild, sync
from tests.conftest import SAMPLE_ARTICLES
from tests.support.commands import ROOT
from webui.app import create_app
from webui.search.archive import open_archive

SUFFIXES = (".seg", ".toc", ".npz")
"""Of the files of an index."""

_AZURE = ROOT.parent / "shared" / "corpus" / "azure" / "news"

# How long an answer took is no part of it.
_TOOK = re.compile(rb'"took_ms":\s*[0-9.]+|<span id="took">[0-9.]+|Server-Timing')

_WORDS = ("ferry", "cloud", "strike OR storage", '"cloud storage" OR "night ferry"', "the -a")


@dataclass(frozen=True)
class Stage:
    """An index on which to try.

    Attributes:
        name: what it is, for messages.
        folder: of the index, with an earlier state of it beside, in ``earlier``.
        articles: the folder that it was made of.
        answers: status and body of each address that is asked for, while it is whole.
    """

    name: str
    folder: Path
    articles: Path
    answers: Mapping[str, tuple[int, bytes]] = field(default_factory=dict)

    @property
    def earlier(self) -> Path:
        """A copy of an earlier state of the same index."""
        return self.folder.with_name(self.folder.name + "-earlier")

    def files(self) -> list[Path]:
        """Return the files of the index; what the last sync did stands beside it."""
        return sorted(path for path in self.folder.iterdir() if path.suffix in SUFFIXES)

    def damaged(self, target: Path) -> Path:
        """Return a copy in which files may be replaced, but not written to."""
        target.mkdir()
        for path in self.folder.iterdir():
            os.link(path, target / path.name)
        return target


def stages(folder: Path, *, large: bool) -> list[Stage]:
    """Make indexes of several segments with deletions, and of a single one.

    Args:
        folder: to make them in.
        large: also of the real articles, if they are at hand.
    """
    made = []
    sources = [("samples", sorted(SAMPLE_ARTICLES.rglob("*.md")))]
    if large and _AZURE.is_dir():
        sources.append(("azure", sorted(_AZURE.glob("*.md"))))
    for name, files in sources:
        home = folder / name
        several = _several(home, f"{name}, several", files)
        made.append(several)
        single = Stage(f"{name}, single", home / "single", several.articles)
        shutil.copytree(several.folder, single.folder)
        shutil.copytree(several.folder, single.earlier)
        rebuild(single.articles, Settings(index=single.folder, jobs=1))
        made.append(single)
    return [_asking(stage) for stage in made]


def _several(home: Path, name: str, files: Sequence[Path]) -> Stage:
    stage = Stage(name, home / "several", home / "articles")
    stage.articles.mkdir(parents=True)
    for number, file in enumerate(files):
        shutil.copyfile(file, stage.articles / f"{number}.md")
    settings = Settings(index=stage.folder, jobs=1)
    # The last ones come in later, and are so few that what is there is not merged with them.
    late = [stage.articles / f"{number}.md" for number in range(len(files) - 4, len(files))]
    aside = home / "aside"
    aside.mkdir()
    for path in late:
        path.rename(aside / path.name)
    sync(stage.articles, settings)
    shutil.copytree(stage.folder, stage.earlier)
    for path in late:
        (aside / path.name).rename(path)
        sync(stage.articles, settings)
    for number in (0, 7, len(files) - 4):
        (stage.articles / f"{number}.md").unlink(missing_ok=True)
    sync(stage.articles, settings)
    return stage


def _asking(stage: Stage) -> Stage:
    with served(stage.folder) as app, app.test_client() as client:
        ids = [
            hit["id"]
            for word in ("", *_WORDS)
            for hit in client.get("/api/search", query_string={"q": word}).get_json()["hits"]
        ]
    chosen = list(dict.fromkeys(ids))[::7]
    searches = [
        *(f"/api/search?q={word}" for word in _WORDS),
        *(f"/api/search?q={word}&sort=newest&size=100" for word in _WORDS[:2]),
        "/api/search?q=*er*", "/api/search?q=clo*", "/api/search?q=f%3Frry", "/api/search?q=clowd~",
        "/api/search?sort=quality", "/api/search?sort=added", "/api/search?sort=oldest&page=2",
        "/api/search?q=the&group=story", "/api/search?from=2021-01-01&to=2023-06-01", "/?q=new",
        "/export.csv?q=the", "/export.jsonl?q=", "/export.bib?q=cloud", "/export.json?q=cloud",
        "/feed.atom", "/coverage.csv?q=cloud", "/api/compare?q=cloud&q=ferry", "/api/ledger",
        "/api/suggest?q=clo", "/api/audit?q=cloud+storage", "/api/followers", "/status",
    ]  # fmt: skip
    ways = ("/api/articles/{}", "/api/stories/{}", "/article/{}", "/story/{}")
    of_ids = [way.format(id) for id in chosen for way in ways]
    with served(stage.folder) as app:
        answers = {address: ask(app, address) for address in (*searches, *of_ids)}
    return replace(stage, answers=answers)


@contextmanager
def served(index: Path) -> Iterator[Flask]:
    """Serve an index within this process, without a thread that reads ahead."""
    settings = Settings(index=index, deadline_seconds=0, answer_cache_bytes=0)
    backend = open_archive(settings, read_ahead=False)
    try:
        yield create_app(settings, backend)
    finally:
        backend.close()


def ask(app: Flask, address: str) -> tuple[int, bytes]:
    """Return status and body of an answer."""
    with app.test_client() as client:
        response = client.get(address)
        return response.status_code, _TOOK.sub(b"", response.data)
