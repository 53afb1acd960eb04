"""Fixtures of the indexer's tests."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.contract.settings import Settings, load_settings
from tests.support.clock import Clock
from tests.support.watching import Watch


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an empty folder for articles."""
    path = tmp_path / "articles"
    path.mkdir()
    return path


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Return the path of an index that is not there yet."""
    return tmp_path / "index"


@pytest.fixture
def settings(index: Path) -> Settings:
    """Return settings with that index and a single process."""
    return load_settings({"index": index, "jobs": 1}, {})


@pytest.fixture
def leaking() -> Iterator[None]:
    """Allow files that are not closed: Whoosh forgets those of an index it fails to open."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield
        gc.collect()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return the clock that syncs look at."""
    return Clock(monkeypatch)


@pytest.fixture
def start(folder: Path, index: Path) -> Iterator[Callable[..., Watch]]:
    """Return a function that watches the folder, and a few options."""
    started: list[Watch] = []

    def starting(*options: object, **named: str) -> Watch:
        started.append(Watch(folder, "--index", index, "--jobs", "1", *options, **named))
        return started[-1]

    yield starting
    for watch in started:
        watch.close()
