"""What the program is made of: licences that go with ours, and an audit that tells the truth."""

from __future__ import annotations

import re
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
LICENCES = run_path(str(ROOT / "tools" / "licences.py"))
AUDIT = run_path(str(ROOT / "tools" / "audit.py"))

# Permissive ones, and MPL, which asks for changes to its own files only.
ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "MIT", "MPL-2.0", "PSF-2.0",
    "Zlib", "Zope Public License",
}  # fmt: skip


@pytest.mark.parametrize("package", LICENCES["locked"]())
def test_licences_go_with_ours(package: str) -> None:
    """Every package that runs has a licence under which it may be given on with the program."""
    licence = LICENCES["licence_of"](package)
    if licence is None:
        pytest.skip("not on this platform")
    parts = re.split(r" AND | OR |[()]", licence)
    assert {part.strip() for part in parts} - {""} <= ALLOWED, licence
    assert licence


def test_what_is_old_is_explained() -> None:
    """The page on the supply chain names each package that nobody has released for two years."""
    page = (ROOT / "docs" / "operations" / "supply-chain.md").read_text()
    table = page[page.index("## What is old") :]
    for package in re.findall(r"^\| `([a-z-]+)`", table, re.MULTILINE):
        assert package in LICENCES["locked"]()


WHOLE: dict[str, Any] = {"name": "flask", "version": "3.1.3", "vulns": []}
KNOWN = {**WHOLE, "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.2"]}]}
SKIPPED = {"name": "numpy", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("found", "status", "said"),
    [
        ([WHOLE], 0, "run.txt: nothing is known against its 1 packages"),
        ([WHOLE, KNOWN, SKIPPED], 1, "run.txt: flask 3.1.3: PYSEC-1, mended in 3.2"),
        ([WHOLE, SKIPPED], 3, "run.txt: of 2 packages, 1 could not be looked up"),
        (None, 3, "run.txt could not be looked up: no route"),
    ],
)
def test_an_audit_that_saw_nothing_is_no_success(found: Any, status: int, said: str) -> None:
    """What could not be looked up is told apart from what nothing is known against."""
    dependencies = None if found is None else {"dependencies": found}
    ended, lines = AUDIT["judge"]("run", dependencies, "Traceback\nno route")
    assert ended == status
    assert "\n".join(lines).startswith(said)
