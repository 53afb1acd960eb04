"""Which engines take part, in the order of the report."""

from __future__ import annotations

import sqlite3
from importlib.metadata import version

from tests.benchmark.engines.api import Api
from tests.benchmark.engines.base import Engine
from tests.benchmark.engines.cuttings import Cuttings
from tests.benchmark.engines.sqlite_peer import Sqlite
from tests.benchmark.engines.stock_whoosh import StockWhoosh
from tests.benchmark.engines.tantivy_peer import Tantivy

ENGINES: tuple[type[Engine], ...] = (Cuttings, Api, Tantivy, Sqlite, StockWhoosh)
"""Those that write an index stand before those that only share it."""

REFERENCE = Cuttings
"""What the others are compared with."""


def versions() -> dict[str, str]:
    """Return what the engines are made of, and which one of each it is."""
    packages = ("whoosh-reloaded", "numpy", "tantivy")
    return {name: version(name) for name in packages} | {"SQLite": sqlite3.sqlite_version}
