"""After an import: how long the first search takes that sees ten new articles."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from indexer.committing.batch import Batch
from indexer.committing.documents import document
from indexer.committing.storage import locked
from indexer.contract.article import Article
from indexer.contract.opening import latest_generation
from indexer.contract.settings import Settings
from tests.benchmark.engines.background import running, wait_for_others
from tests.benchmark.engines.cuttings import answer, cache_of, criteria_of, fingerprint
from tests.benchmark.searching.questions import Question
from webui.search.local.backend import WARMERS
from webui.search.local.snapshot.holder import SnapshotHolder

IMPORTED = 10
"""Articles of one import."""

RUNS = 5
"""Imports that are measured."""

# The server looks for a new state twice a second.
_UNTIL_NOTICED_SECONDS = 0.6


@dataclass(frozen=True, slots=True)
class AfterImport:
    """Medians over some imports, in seconds.

    Attributes:
        commit: until the articles were in the index, durably.
        first: of the first search after that, which opens the new state.
        second: of the next one, while the server reads ahead.
        usual: of the same search before the imports.
    """

    commit: float
    first: float
    second: float
    usual: float


def measure_import(folder: Path, question: Question, articles: Sequence[Article]) -> AfterImport:
    """Import articles into a copy of an index, ten at a time, and search after each import.

    Args:
        folder: of the Cuttings index, which is not changed.
        question: what is searched.
        articles: that are not in the index; ten for each run.
    """
    criteria = criteria_of(question)
    batches = [articles[at : at + IMPORTED] for at in range(0, len(articles), IMPORTED)]
    with _copy(folder) as index:
        known = running()
        holder = SnapshotHolder(index, cache_of(Settings()), WARMERS)

        def search() -> float:
            started = time.perf_counter()
            with holder.snapshot() as snapshot:
                answer(snapshot, criteria)
            return time.perf_counter() - started

        search()
        wait_for_others(known)
        usual = [search() for _ in range(2 * RUNS)]
        commits, firsts, seconds = [], [], []
        for batch in batches:
            started = time.perf_counter()
            _add(index, batch)
            commits.append(time.perf_counter() - started)
            time.sleep(_UNTIL_NOTICED_SECONDS)
            firsts.append(search())
            seconds.append(search())
            wait_for_others(known)
        holder.close()
    return AfterImport(median(commits), median(firsts), median(seconds), median(usual))


def _add(index: Path, articles: Sequence[Article]) -> None:
    with locked(index), Batch(index, latest_generation(index)) as batch:
        for article in articles:
            batch.add(document(article, fingerprint(article)))
        batch.commit()


@contextmanager
def _copy(folder: Path) -> Iterator[Path]:
    """Give a folder with the same files but locks; those of an index never change, so links do."""
    copy = folder.with_name(f"{folder.name}-imported")
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    try:
        for file in folder.iterdir():
            if not file.name.lower().endswith("lock"):
                os.link(file, copy / file.name)
        yield copy
    finally:
        shutil.rmtree(copy, ignore_errors=True)
