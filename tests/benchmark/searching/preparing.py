"""The indexes on disk: built once, and kept as long as they would be built the same again."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

from indexer.contract.article import Article
from tests.benchmark.engines.base import Engine


@dataclass(frozen=True, slots=True)
class Built:
    """An index on disk.

    Attributes:
        folder: where it lies.
        seconds: that writing it took, without generating the articles.
        size: bytes on disk.
    """

    folder: Path
    seconds: float
    size: int


def prepare(
    engine: type[Engine],
    keep: Path,
    recipe: dict[str, str],
    articles: Callable[[], Iterable[Article]],
) -> Built:
    """Return the index of an engine, built anew where the recipe is another one than last time.

    Args:
        engine: whose index it is.
        keep: folder that the indexes are kept in.
        recipe: all that the index depends on.
        articles: makes the articles; pickled, and called in a process of its own, only when
            the index has to be built.
    """
    folder, stamp = keep / engine.index, keep / f"{engine.index}.json"
    if stamp.exists():
        kept = json.loads(stamp.read_text())
        if kept["recipe"] == recipe and folder.is_dir():
            return Built(folder, kept["seconds"], kept["size"])
    stamp.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    # Memory that was used for writing, and is free in many pieces, makes searches take up to five
    # times as long.
    with ProcessPoolExecutor(1, get_context("spawn")) as apart:
        seconds = apart.submit(_build, engine, folder, articles).result()
    built = Built(folder, seconds, _size(folder))
    stamp.write_text(json.dumps({"recipe": recipe, **asdict(built), "folder": folder.name}))
    return built


def _build(engine: type[Engine], folder: Path, articles: Callable[[], Iterable[Article]]) -> float:
    clock = _Clock()
    made = articles()
    started = time.perf_counter()
    engine.build(folder, clock.timed(made))
    return round(time.perf_counter() - started - clock.seconds, 1)


class _Clock:
    """Adds up how long an iterator works, in seconds."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def timed(self, items: Iterable[Article]) -> Iterator[Article]:
        iterator = iter(items)
        while True:
            started = time.perf_counter()
            item = next(iterator, None)
            self.seconds += time.perf_counter() - started
            if item is None:
                return
            yield item


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
