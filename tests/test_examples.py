"""The notebooks in examples/ can be opened, hold nothing generated, and do what they say."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.support.forking import run
from tests.webui.serving import DEADLINE, ROOT, clean_environment

NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))


def read(path: Path) -> Any:
    """Return a notebook that holds to the format."""
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    return notebook


def code_of(path: Path) -> list[str]:
    """Return the cells of a notebook that are Python."""
    return [cell.source for cell in read(path).cells if cell.cell_type == "code"]


def as_script(cells: list[str]) -> str:
    """Return a program that runs cells in order and shows the last expression of each."""
    lines = []
    for cell in cells:
        tree = ast.parse(cell)
        if tree.body and isinstance(last := tree.body[-1], ast.Expr):
            shown = ast.parse("print(0)").body[0]
            assert isinstance(shown, ast.Expr)
            assert isinstance(shown.value, ast.Call)
            shown.value.args = [last.value]
            tree.body[-1] = shown
        lines.append(ast.unparse(tree))
    return "\n".join(lines)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebooks_hold_nothing_generated(path: Path) -> None:
    """Outputs are made by who runs them: what is kept is what was written."""
    for cell in read(path).cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebooks_run(path: Path, sample_index: Path, tmp_path: Path) -> None:
    """Each cell does what it is there for, in order, without a warning."""
    ended = run(
        ["-W", "error", "-c", as_script(code_of(path))],
        clean_environment({"CUTTINGS_INDEX": str(sample_index), "TMPDIR": str(tmp_path)}),
        (),
        folder=ROOT,
        timeout=DEADLINE,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "['manifest.json', 'sample.csv']" in ended.stdout
