"""The rooms of the code and the arrows between them."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

from tests.support.rooms import (
    MOST_ENTRIES,
    MOST_LINES,
    ORDER,
    PACKAGES,
    REACHED,
    ROADS,
    ROOT,
    SUBJECTS,
    circle,
    folder_of,
    folders,
    imports,
    ours,
    sources,
    within,
)


def test_every_folder_has_its_place_in_the_order() -> None:
    """The order names all folders that there are, and no others."""
    assert sorted(ORDER) == folders()


@pytest.mark.parametrize("folder", ORDER)
def test_arrows_point_one_way(folder: str) -> None:
    """A file imports from its own folder and from those further down in the order."""
    for path in (ROOT / folder).glob("*.py"):
        for file in ours(path):
            assert ORDER.index(folder_of(file)) >= ORDER.index(folder), (path, file)


def test_there_is_no_circle_among_files() -> None:
    """No module imports itself by way of others."""
    arrows = {
        str(path): {str(file) for file in ours(path)}
        for package in PACKAGES
        for path in sources(package)
    }
    assert circle(arrows) == []


def test_there_is_no_circle_among_folders() -> None:
    """No folder imports from itself by way of others."""
    arrows: dict[str, set[str]] = defaultdict(set)
    for package in PACKAGES:
        for path in sources(package):
            for file in ours(path):
                if folder_of(file) != folder_of(path):
                    arrows[folder_of(path)].add(folder_of(file))
    assert circle(arrows) == []


def test_a_circle_would_be_found() -> None:
    """The search for circles sees one that leads over several, and none where there is none."""
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert circle({"a": {"b", "c"}, "b": {"d"}, "c": {"d"}}) == []


@pytest.mark.parametrize("road", ROADS)
def test_roads_can_be_followed_in_the_tree(road: str) -> None:
    """Each road's folders are there, do something, and are told in this order in the docs."""
    text = (ROOT / "docs" / "architecture.md").read_text()
    (line,) = [line for line in text.splitlines() if line.startswith(f"- **{road}**")]
    places = [line.find(f"`{folder}`") for folder in ROADS[road]]
    assert -1 not in places, [folder for folder in ROADS[road] if f"`{folder}`" not in line]
    assert places == sorted(places)
    for folder in ROADS[road]:
        assert [path for path in (ROOT / folder).rglob("*.py") if path.name != "__init__.py"]


@pytest.mark.parametrize("folder", ORDER)
def test_a_folder_says_what_belongs_in_it(folder: str) -> None:
    """A sentence on that and one on what does not begin its docstring, and stand in the docs."""
    docstring = ast.get_docstring(ast.parse((ROOT / folder / "__init__.py").read_text()))
    assert docstring
    belongs, does_not, *_ = docstring.replace("``", "`").split("\n\n")
    text = (ROOT / "docs" / "architecture.md").read_text()
    rows = [line for line in text.splitlines() if line.startswith(f"| `{folder}` |")]
    assert rows == [f"| `{folder}` | {' '.join(belongs.split())} | {' '.join(does_not.split())} |"]


@pytest.mark.parametrize("package", [*PACKAGES, "tests", "tools", "docs"])
def test_folders_stay_small(package: str) -> None:
    """No folder has more entries than one takes in at a glance."""
    for folder in [
        ROOT / package,
        *(path for path in (ROOT / package).rglob("*") if path.is_dir()),
    ]:
        if "__pycache__" not in folder.parts:
            entries = [path.name for path in folder.iterdir()]
            counted = set(entries) - {"__pycache__", "__init__.py"}
            assert len(counted) <= MOST_ENTRIES, (folder, sorted(counted))


def test_rooms_stay_small() -> None:
    """No module grows past 300 lines."""
    for package in PACKAGES:
        for path in sources(package):
            assert len(path.read_text().splitlines()) <= MOST_LINES, path


def test_no_name_is_used_for_two_things() -> None:
    """Folders and modules have names of their own, unless it is that of a subject."""
    places: dict[str, list[str]] = defaultdict(list)
    for folder in folders():
        places[folder.rpartition("/")[2]].append(folder)
    for package in PACKAGES:
        for path in sources(package):
            # The module of a folder's main idea may be called like it.
            if path.stem not in ("__init__", "__main__", "cli", path.parent.name):
                places[path.stem].append(str(path.relative_to(ROOT)))
    shared = {name: found for name, found in places.items() if len(found) > 1}
    assert shared.keys() <= SUBJECTS, {name: shared[name] for name in shared.keys() - SUBJECTS}
    assert shared.keys() >= SUBJECTS


def test_the_indexer_never_imports_the_web_layer() -> None:
    """Nothing in indexer imports webui or Flask."""
    for path in sources("indexer"):
        for module in imports(path):
            assert not within(module, "webui"), path
            assert not within(module, "flask"), path


@pytest.mark.parametrize("folder", ["webui/search", "webui/formats"])
def test_search_and_formats_know_nothing_of_flask(folder: str) -> None:
    """Neither imports Flask or Werkzeug."""
    for path in sources(folder):
        for module in imports(path):
            assert not within(module, "flask"), path
            assert not within(module, "werkzeug"), path


def test_the_reader_knows_the_writer_by_the_contract_only() -> None:
    """Of indexer, the read side imports indexer.contract and nothing else."""
    for path in sources("webui"):
        for module in imports(path):
            if within(module, "indexer"):
                assert within(module, "indexer.contract"), path


def test_only_the_archive_knows_which_backends_there_are() -> None:
    """They are imported by webui/search/archive.py, and the local one by that of a cluster."""
    for path in sources("webui"):
        if path == ROOT / "webui/search/archive.py" or _is_of(path, "cluster"):
            continue
        for module in imports(path):
            assert not within(module, "webui.search.cluster"), path
            assert _is_of(path, "local") or not within(module, "webui.search.local"), path


def _is_of(path: Path, backend: str) -> bool:
    return path.is_relative_to(ROOT / "webui/search" / backend)


_PARSING = ("tree_building", "tagging")


def test_arrays_stay_behind_the_seam() -> None:
    """On the read side, NumPy is the backends' alone, and Whoosh the query parser's, too."""
    for path in sources("webui"):
        if _is_of(path, "local") or _is_of(path, "cluster"):
            continue
        for module in imports(path):
            assert not within(module, "numpy"), path
            parses = path.parent == ROOT / "webui/search/query" and path.stem in _PARSING
            assert parses or not within(module, "whoosh"), path
            assert not within(module, "indexer.contract.codec"), path


@pytest.mark.parametrize("folder", ["indexer/parsing", "indexer/scanning", "indexer/segments"])
def test_what_reads_and_what_builds_know_no_commit(folder: str) -> None:
    """Reading files and building segments are no matter of commits, nor segments of articles."""
    for path in sources(folder):
        for module in imports(path):
            assert not within(module, "indexer.committing"), path
            assert not (folder == "indexer/segments" and within(module, "indexer.contract.article"))


def test_reporting_stands_on_the_contract() -> None:
    """indexer.reporting is used by every step of a sync, and knows none of them."""
    for path in sources("indexer/reporting"):
        for module in imports(path):
            if within(module, "indexer"):
                assert within(module, "indexer.contract") or within(module, "indexer.reporting"), (
                    path
                )


def test_the_reference_backend_has_nothing_of_the_local_one() -> None:
    """What others are compared with shares only what stands before and behind the seam."""
    allowed = (
        *("indexer.contract.analysis", "indexer.contract.article", "indexer.contract.history"),
        "indexer.contract.syncs",
        # Which articles are one story is found with plain loops, too.
        *("tests.support.stories", "tests.webui.search.reference"),
        *("webui.search.criteria", "webui.search.query", "webui.search.results"),
        "webui.search.measures",
    )
    for path in sources("tests/webui/search/reference"):
        for module in imports(path):
            if module.partition(".")[0] in ("indexer", "webui", "tests", "numpy"):
                assert any(within(module, room) for room in allowed), path


def test_no_module_uses_another_ones_private_names() -> None:
    """No underscored name is imported from a module of ours."""
    for package in PACKAGES:
        for path in sources(package):
            for module in imports(path):
                private = any(part.startswith("_") for part in module.split("."))
                own = within(module, "indexer") or within(module, "webui")
                assert not (own and private and "__" not in module), path


def test_no_module_reaches_into_another_object() -> None:
    """An underscored attribute is that of an object of the same module.

    Or ``_replace``, which named tuples have for everybody, or what a library has no name for.
    """
    for package in PACKAGES:
        for path in sources(package):
            tree = ast.parse(path.read_text())
            own = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
            known = {"self", "cls", "other", *own}
            for node in ast.walk(tree):
                if (
                    isinstance(node, ast.Attribute)
                    and re.match("_(?!_|replace$)", node.attr)
                    and isinstance(node.value, ast.Name)
                    and node.value.id not in known
                ):
                    assert (path.name, node.attr) in REACHED, (path, node.attr)


def test_everything_is_imported_in_sight() -> None:
    """No module is imported by a name that is made at run time: the arrows would not show it."""
    for package in PACKAGES:
        for path in sources(package):
            assert not any(within(module, "importlib.import_module") for module in imports(path))
            assert "__import__" not in path.read_text(), path
