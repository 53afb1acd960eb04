"""Which engines take part, in the order of the report."""

from __future__ import annotations

import sqlite3
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from tests.benchmark.engines.api import Api
from tests.benchmark.engines.base import Engine
from tests.benchmark.engines.cuttings import Cuttings
from tests.benchmark.engines.sqlite_peer import Sqlite
from tests.benchmark.engines.stock_whoosh import StockWhoosh
from tests.benchmark.engines.tantivy_peer import Tantivy

_PACKAGES = ("whoosh-reloaded", "numpy", "tantivy", "bm25s", "duckdb")

# Those that few have installed: the others can be compared without them.
_OPTIONAL = (
    ("tests.benchmark.engines.bm25s_peer", "Bm25s", "bm25s"),
    ("tests.benchmark.engines.duckdb_peer", "DuckDb", "DuckDB FTS"),
)


def optional_engines() -> tuple[list[type[Engine]], list[str]]:
    """Return the optional engines that work here, and why the others do not."""
    found: list[type[Engine]] = []
    missing = []
    for module, kind, name in _OPTIONAL:
        try:
            engine: type[Engine] = getattr(import_module(module), kind)
        except ModuleNotFoundError as error:
            missing.append(f"{name} takes no part: {error.name} is not installed.")
            continue
        if reason := engine.unavailable():
            missing.append(f"{name} takes no part: {reason}.")
        else:
            found.append(engine)
    return found, missing


_found, _missing = optional_engines()

ENGINES: tuple[type[Engine], ...] = (Cuttings, Api, Tantivy, *_found, Sqlite, StockWhoosh)
"""Those that write an index stand before those that only share it."""

ABSENT: tuple[str, ...] = tuple(_missing)
"""A sentence for each engine that cannot take part on this machine."""

REFERENCE = Cuttings
"""What the others are compared with."""

PEER = Tantivy
"""The one of the others that the aims are measured against."""


def versions() -> dict[str, str]:
    """Return what the engines are made of, and which one of each it is."""
    installed = {name: number for name in _PACKAGES if (number := _version(name))}
    return installed | {"SQLite": sqlite3.sqlite_version}


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
