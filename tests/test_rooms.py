"""The arrows between the packages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def imports(path: Path) -> Iterator[str]:
    """Yield the full name of every module that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def sources(package: str) -> list[Path]:
    """Return the Python files of a package."""
    found = sorted((ROOT / package).rglob("*.py"))
    assert found
    return found


def within(module: str, package: str) -> bool:
    """Whether a module is a package or inside it."""
    return module == package or module.startswith(f"{package}.")


def test_the_indexer_never_imports_the_web_layer() -> None:
    """Nothing in indexer imports webui or Flask."""
    for path in sources("indexer"):
        for module in imports(path):
            assert not within(module, "webui"), path
            assert not within(module, "flask"), path


def test_the_search_knows_nothing_of_flask() -> None:
    """Nothing in webui.search imports Flask, Werkzeug or the web layer above it."""
    for path in sources("webui/search"):
        for module in imports(path):
            assert not within(module, "flask"), path
            assert not within(module, "werkzeug"), path
            assert (
                not within(module, "webui") or module == "webui" or within(module, "webui.search")
            ), path


@pytest.mark.parametrize("package", ["webui", "webui/search"])
def test_the_reader_knows_the_writer_by_the_schema_only(package: str) -> None:
    """Of indexer, the read side imports indexer.contract and nothing else."""
    for path in sources(package):
        for module in imports(path):
            if within(module, "indexer"):
                assert within(module, "indexer.contract"), path


def test_the_schema_stands_on_its_own() -> None:
    """indexer.contract imports nothing of ours but itself."""
    for path in sources("indexer/contract"):
        for module in imports(path):
            if within(module, "indexer"):
                assert within(module, "indexer.contract"), path


def test_reporting_stands_on_the_contract() -> None:
    """indexer.reporting is used by every step of a sync, and knows none of them."""
    for path in sources("indexer/reporting"):
        for module in imports(path):
            if within(module, "indexer"):
                assert within(module, "indexer.contract") or within(module, "indexer.reporting"), (
                    path
                )


def test_no_module_uses_another_ones_private_names() -> None:
    """No underscored name is imported from a module of ours."""
    for package in ("indexer", "webui"):
        for path in sources(package):
            for module in imports(path):
                ours = within(module, "indexer") or within(module, "webui")
                last = module.rpartition(".")[2]
                assert not (ours and last.startswith("_") and not last.startswith("__")), path


def test_rooms_stay_small() -> None:
    """No module grows past 300 lines."""
    for package in ("indexer", "webui"):
        for path in sources(package):
            assert len(path.read_text().splitlines()) <= 300, path
