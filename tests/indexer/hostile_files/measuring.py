"""What a file costs, and what is wrong with how it is read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple, TypeVar

from indexer.committing.article_segments import new_builder, write_articles
from indexer.committing.documents import document
from indexer.committing.storage import DurableStorage
from indexer.contract.article import Article, Fingerprint
from indexer.contract.schema import build_schema
from indexer.parsing.article import read_fully, read_quickly
from indexer.parsing.frontmatter import front_matter
from indexer.reporting.failure import ArticleError

FLOOR = 0.1
PER_KILOBYTE = 0.003
"""Seconds of processor time that a file may take, and for each of its kilobytes."""

_FINGERPRINT = Fingerprint(1, 1, "00" * 16)
_T = TypeVar("_T")


class Look(NamedTuple):
    """How a file was read.

    Attributes:
        article: that it holds; None where it holds none.
        quick: whether the quick reader read it.
        seconds: of processor time, until there was an article or a failure.
        problem: what must not happen, or nothing.
    """

    article: Article | None
    quick: bool
    seconds: float
    problem: str = ""


def allowed(size: int) -> float:
    """Return how many seconds of processor time a file of so many bytes may take."""
    return FLOOR + PER_KILOBYTE * size / 1024


def timed(work: Callable[[], _T]) -> tuple[_T, float]:
    """Return what some work returns, and its seconds of processor time."""
    started = time.process_time()
    result = work()
    return result, time.process_time() - started


def look_at(data: bytes) -> Look:
    """Read a file by both readers."""
    started = time.process_time()
    try:
        front = front_matter(data)
    except ArticleError:
        return Look(None, quick=False, seconds=time.process_time() - started)
    except Exception as error:
        return Look(None, quick=False, seconds=0, problem=f"{type(error).__name__}: {error}")
    try:
        quick = read_quickly("id", front)
    except Exception as error:
        problem = f"the quick reader raises {type(error).__name__}: {error}"
        return Look(None, quick=True, seconds=0, problem=problem)
    seconds = time.process_time() - started
    full: Article | str | None
    try:
        full = read_fully("id", front)
    except ArticleError as error:
        full = error.reason
    except Exception as error:
        problem = f"the full reader raises {type(error).__name__}: {error}"
        return Look(None, quick=False, seconds=0, problem=problem)
    if quick is None:
        article = full if isinstance(full, Article) else None
        return Look(article, quick=False, seconds=time.process_time() - started)
    if quick.article != full:
        return Look(quick.article, quick=True, seconds=seconds, problem="the readers disagree")
    return Look(quick.article, quick=True, seconds=seconds)


def indexing_seconds(articles: Iterable[Article], folder: Path) -> float:
    """Return what it costs to make a segment of articles; the folder must be empty."""

    def index() -> None:
        schema = build_schema()
        builder = new_builder(schema)
        for article in articles:
            builder.add(document(article, _FINGERPRINT))
        write_articles(DurableStorage(folder), schema, [builder])

    _, seconds = timed(index)
    for file in folder.iterdir():
        file.unlink()
    return seconds
