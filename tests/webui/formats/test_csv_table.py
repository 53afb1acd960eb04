from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search.library import generated
from webui.formats.csv_table import write_table

# NUL is not text, and Python's reader refuses it.
texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would take a cell for a formula."""
    return text[:1] in tuple("=+-@\t\r\n＝＋－＠")


@generated(200)
@given(st.lists(st.lists(texts, min_size=2, max_size=2), max_size=4))
def test_a_table_comes_back_as_it_was(rows: list[list[str]]) -> None:
    """Every text survives, with a quote in front where it looks like a formula."""
    written = write_table(["a", "b"], rows)
    header, *read = csv.reader(io.StringIO(written, newline=""))
    assert header == ["a", "b"]
    assert read == [[f"'{cell}" if is_formula(cell) else cell for cell in row] for row in rows]
    assert written.endswith("\r\n")


@pytest.mark.parametrize(("cell", "text"), [(-5, "-5"), (0.25, "0.25"), (None, ""), ("-5", "'-5")])
def test_numbers_are_no_formulas(cell: str | int | float | None, text: str) -> None:
    """A negative number stays one; a text that looks like it does not."""
    assert write_table(["a", "b"], [[cell, 1]]).splitlines()[1] == f"{text},1"
