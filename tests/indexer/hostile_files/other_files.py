"""Files of other kinds that strangers write: aliases, standing searches, and coded tables."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from indexer.contract.errors import CuttingsError
from indexer.parsing.alias_file import parse_aliases
from tests.indexer.hostile_files.measuring import Look
from tests.indexer.hostile_files.mutating import mutated, randomness
from webui.coding.coded import Reading, read_coded
from webui.coding.sheet import read_sheet
from webui.formats.rechecking.export_reading import read_export
from webui.search.standing.plain_yaml import FileTextError
from webui.search.standing.search_file import read_search

_ALIASES = (
    b"Morningstar, Inc.:\n  - MORNINGSTAR.COM\n  - Morningstar\n"
    b'"The Daily Bean": [bean.example, "Bean Online", &a Bean%20Daily]\nWire: ~\n"1843": 2600\n'
)
_SEARCH = (
    b'---\ntitle: Ferries\nquery: ferry AND (strike OR "go slow"~5) -cruise topic:ports\nfilters:\n'
    b"  provider: [Public One, 'Wire']\n  last: 30d\n  in: title\nfrequency: daily\n"
    b"channel: [desk]\n---\n\nA note.\n"
)
_SHEET = (
    b"id,title,weight,relevant_ann,relevant_bob,tone\n"
    b'2021/a,A title,1,yes,no,3\n2021/b,"Another, title",2.5,1,,"a;b"\n\'=x,c,1,0,1,-2\n'
)
_JSON = b'{"id": "2021/a", "title": "A title", "topics": ["x"]}\n{"id": "2021/b", "score": 1e5}\n'


def _read_search(data: bytes) -> None:
    read_search("name", data, date(2026, 11, 28))


def _read_sheet(data: bytes) -> None:
    read_coded(read_sheet(_written(data)), Reading())


def _read_export(data: bytes) -> None:
    read_export(_written(data))


_FOLDER = tempfile.TemporaryDirectory(prefix="hostile")


def _written(data: bytes) -> Path:
    path = Path(_FOLDER.name, "file")
    path.write_bytes(data)
    return path


KINDS: dict[str, tuple[bytes, Callable[[bytes], object]]] = {
    "aliases": (_ALIASES, parse_aliases),
    "searches": (_SEARCH, _read_search),
    "tables": (_SHEET, _read_sheet),
    "exports": (_JSON, _read_export),
}
"""A file of each kind, and what reads it."""


def kind_of(seed: int, number: int) -> str:
    """Return of which kind the file of a number is; nothing for articles."""
    chance = randomness(seed, number, "kind").random() * 50
    return tuple(KINDS)[int(chance)] if chance < len(KINDS) else ""


def look_at_other(kind: str, seed: int, number: int, size: int) -> tuple[bytes, Look]:
    """Read a file of another kind than articles are."""
    random = randomness(seed, number, "other")
    data, read = KINDS[kind]
    data = mutated(random, data)
    if random.random() < 0.2:
        start = random.randrange(len(data))
        end = start + random.choice((1, 3, 10, 40))
        unit = data[start:end]
        data = data[:start] + unit * (size // len(unit)) + data[end:]
    started = time.process_time()
    problem = ""
    try:
        read(data)
    except (CuttingsError, FileTextError):
        pass
    except Exception as error:
        problem = f"{kind}: {type(error).__name__}: {error}"
    return data, Look(None, quick=False, seconds=time.process_time() - started, problem=problem)
