"""The order of the folders, and who imports whom: what the tests of the rooms look at."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("indexer", "webui")

# From the outermost folder inwards: a file imports from its own folder and from those further
# down, and never from one further up.
ORDER = (
    "webui",
    "webui/serving",
    "webui/views/reference",
    "webui/views/typed",
    "webui/commands",
    "webui/views/downloads",
    "webui/views/kept",
    "webui/views/state",
    "webui/views",
    "webui/middleware/authentication",
    "webui/middleware",
    "webui/middleware/repeating",
    "webui/middleware/observing",
    "webui/page/rows",
    "webui/page/charts",
    "webui/page",
    "webui/formats/syndication",
    "webui/formats/citing",
    "webui/formats/rechecking",
    "webui/coding",
    "webui/openapi",
    "webui/search/standing",
    "webui/search",
    "webui/search/frames",
    "webui/formats",
    "webui/search/cluster",
    "webui/search/cluster/texts",
    "webui/search/cluster/receiving",
    "webui/search/cluster/searching",
    "webui/search/cluster/translating",
    "webui/search/local",
    "webui/search/local/exporting",
    "webui/search/local/answers/articles",
    "webui/search/local/answers/auditing",
    "webui/search/local/answers/searches",
    "webui/search/local/answers/overviews",
    "webui/search/local/answers",
    "webui/search/local/ranking",
    "webui/search/local/finding",
    "webui/search/local/snapshot",
    "webui/search/local/grouping",
    "webui/search/local/forward",
    "webui/search/local/words",
    "webui/search/local/compiling",
    "webui/search/local/columns",
    "webui/search/local/engine",
    "webui/search/local/engine/posting_lists",
    "webui/search/query",
    "webui/search/query/hints",
    "webui/search/results/whole",
    "webui/search/results",
    "webui/search/criteria",
    "webui/search/measures",
    "webui/search/deadlines",
    "indexer",
    "indexer/watching",
    "indexer/checking",
    "indexer/syncing",
    "indexer/syncing/targets",
    "indexer/syncing/known",
    "indexer/scanning",
    "indexer/parsing",
    "indexer/parsing/quick",
    "indexer/parsing/full",
    "indexer/cluster",
    "indexer/committing",
    "indexer/stories",
    "indexer/segments",
    "indexer/segments/flattening",
    "indexer/segments/inverting",
    "indexer/segments/encoding",
    "indexer/reporting",
    "indexer/contract/cluster",
    "indexer/contract",
    "indexer/contract/codec/plain",
    "indexer/contract/codec",
    "indexer/contract/syncs",
    "indexer/contract/surroundings",
)

# How the program does its work, as one meets it in the folders.
ROADS = {
    "file → commit": (
        "indexer/scanning", "indexer/parsing", "indexer/syncing", "indexer/committing",
        "indexer/segments/inverting", "indexer/segments/encoding",
    ),
    "URL → page": (
        "webui/middleware", "webui/views", "webui/search/criteria", "webui/search/query",
        "webui/search/local/finding", "webui/search/local/answers", "webui/search/results",
        "webui/page", "webui/formats",
    ),
    "commit → reader": (
        "indexer/committing", "indexer/contract", "indexer/contract/codec",
        "webui/search/local/snapshot", "webui/search/local/columns", "webui/search/local/engine",
    ),
}  # fmt: skip

# What a module may be called in several folders: the subject, which each of them treats in its
# way. Whoever looks for all about stories finds it by this name.
SUBJECTS = frozenset({
    "article", "audit", "backend", "cluster", "comparison", "coverage", "exports", "followers",
    "ledger", "sample", "search", "status", "story", "suggestions", "texts",
})  # fmt: skip

# What a library has no public name for, by the module that needs it.
REACHED = frozenset({
    ("pool.py", "_exit"),
    ("worker.py", "_exit"),
    ("segment_file.py", "_fieldlengths"),
    ("column_encoding.py", "_typecode"),
    ("column_decoding.py", "_typecode"),
})  # fmt: skip

MOST_ENTRIES = 15
MOST_LINES = 300


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Return the full name of every module that a file imports, wherever in it."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            assert node.module is not None
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return tuple(found)


def sources(folder: str) -> list[Path]:
    """Return the Python files of a folder and those below it."""
    found = sorted((ROOT / folder).rglob("*.py"))
    assert found
    return found


def within(module: str, package: str) -> bool:
    """Whether a module is a package or inside it."""
    return module == package or module.startswith(f"{package}.")


def folder_of(path: Path) -> str:
    """Return the folder that a file lies in, as :data:`ORDER` writes it."""
    return path.parent.relative_to(ROOT).as_posix()


def ours(path: Path) -> Iterator[Path]:
    """Yield the files of ours that a file imports names from.

    That the package of a module is imported along with it counts only where it has more than
    a docstring: what it imports comes along, too.
    """
    for module in imports(path):
        if module.partition(".")[0] in PACKAGES:
            place = ROOT.joinpath(*module.split("."))
            if place.with_suffix(".py").exists():
                yield place.with_suffix(".py")
            package = place / "__init__.py"
            if package.exists() and len(ast.parse(package.read_text()).body) > 1:
                yield package


def folders() -> list[str]:
    """Return all folders with Python files."""
    return sorted({folder_of(path) for package in PACKAGES for path in sources(package)})


def circle(arrows: Mapping[str, set[str]]) -> list[str]:
    """Return the names on a way that comes back to where it began; nothing if there is none."""
    done: set[str] = set()

    def walk(name: str, way: list[str]) -> list[str]:
        if name in way:
            return [*way[way.index(name) :], name]
        if name in done:
            return []
        for other in sorted(arrows.get(name, ())):
            if found := walk(other, [*way, name]):
                return found
        done.add(name)
        return []

    return next((found for name in sorted(arrows) if (found := walk(name, []))), [])
