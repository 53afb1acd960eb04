"""The groups of reasons."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.reporting.causes import OTHER, by_cause, cause
from indexer.scanning.scan import scan
from indexer.syncing.files import FileToRead, Unreadable, read_file
from tests.support.articles import write_file

ROOT = Path(__file__).parents[3]

# Where reasons are made up that get to people.
MODULES = (
    "parsing/frontmatter",
    "parsing/full/compose",
    "parsing/full/node_values",
    "parsing/article",
    "syncing/files",
)

BROKEN = {
    "not YAML": b"---\ntitle: [\n---\n",
    "without a title": b"---\nexcerpt: x\n---\n",
    "without front matter": b"# Title\n",
    "with unclosed front matter": b"---\ntitle: x\n",
    "empty": b"",
    "binary": b"---\n\0",
    "not UTF-8": b"---\ntitle: \xff\n---\n",
    "too large": b"x" * 2000,
    "more than plain data": b"---\ntitle: !!python/name:os.system x\n---\n",
    "with a value of the wrong type": b"---\ntitle: 3\n---\n",
    "with an impossible value": b"---\ntitle: x\npublishedDateTime: 2021-13-45\n---\n",
}


@pytest.mark.parametrize("group", BROKEN)
def test_broken_files_have_a_cause(folder: Path, group: str) -> None:
    """The reason for which a real file fails is found in its group."""
    write_file(folder / "a.md", BROKEN[group])
    outcome = read_file(folder, FileToRead("a.md", "", 0), max_bytes=1024)
    assert isinstance(outcome, Unreadable)
    assert cause(outcome.reason) == group


def test_names_have_a_cause(folder: Path) -> None:
    """Files that their names rule out have a group of their own."""
    write_file(folder / "a.markdown", "x")
    write_file(folder / "a.markdown.md", "x")
    write_file(folder.joinpath(*["long" * 50] * 6) / "a.md", "x")
    write_file(Path(os.fsdecode(os.fsencode(folder) + b"/\xff.md")), "x")
    groups = [cause(name.reason) for name in scan(folder).bad_names]
    assert groups == ["with an unusable name"] * 3


def test_a_quoted_text_does_not_choose_the_group() -> None:
    """What a reason quotes from the file or the system is not taken for ours."""
    assert cause("not YAML: title is missing") == "not YAML"
    assert cause("cannot be read: not UTF-8") == "not accessible"
    assert cause("the tag !not-UTF-8 is not plain data") == "more than plain data"


def test_what_is_not_foreseen_comes_last() -> None:
    """A reason that fits nowhere is counted all the same."""
    assert by_cause(["cannot be understood: KeyError: x"] * 3 + ["not UTF-8"]) == (
        f"1 not UTF-8, 3 {OTHER}"
    )


def reasons(path: Path) -> Iterator[str]:
    """Yield the reasons that a module of the indexer writes out, their blanks filled in."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
            continue
        text = node.args[0]
        if node.func.id not in ("ArticleError", "ContentError", "Unreadable"):
            continue
        if isinstance(text, ast.Constant):
            yield str(text.value)
        elif isinstance(text, ast.JoinedStr):
            parts = [
                str(part.value) if isinstance(part, ast.Constant) else "x" for part in text.values
            ]
            yield "".join(parts)


def test_every_reason_has_a_cause() -> None:
    """Whoever adds a reason puts it into a group; only what nobody foresaw has none."""
    modules = [ROOT / "indexer" / f"{name}.py" for name in MODULES]
    found = {reason for path in modules for reason in reasons(path)}
    assert len(found) > 15
    without = {reason for reason in found if cause(reason) == OTHER}
    assert all(re.match("cannot be understood: ", reason) for reason in without), without
