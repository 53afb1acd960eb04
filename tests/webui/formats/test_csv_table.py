from __future__ import annotations

import csv
import io
import re
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search.library import generated
from webui.formats.csv_table import as_it_was, harmless, write_table

# NUL is not text, and Python's reader refuses it.
texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12)


SIGNS = [chr(code) for code in range(0x20000) if normalize("NFKC", chr(code))[:1] in tuple("=+-@")]
# Of signs, separators, quotes and other letters, so that each stands beside each.
near_formulas = st.text(st.sampled_from([*"=-＝﹦−;\t\r\n\" 'a"]), max_size=8)


@generated(300)
@given(st.lists(st.lists(texts | near_formulas, min_size=2, max_size=2), max_size=4))
def test_a_table_comes_back_as_it_was(rows: list[list[str]]) -> None:
    """Every text survives, with a quote where a cell that looks like a formula may begin."""
    written = write_table(["a", "b"], rows)
    header, *read = csv.reader(io.StringIO(written, newline=""))
    assert header == ["a", "b"]
    assert [[cell.replace("'", "") for cell in row] for row in read] == [
        [cell.replace("'", "") for cell in row] for row in rows
    ]
    for before, after in zip(rows, read, strict=True):
        assert [harmless(cell) for cell in before] == after
    assert written.endswith("\r\n")


@generated(500)
@given(texts | near_formulas)
def test_no_way_to_split_a_cell_finds_a_formula(text: str) -> None:
    """Not at semicolons, tabs or lines, with blanks and quotes trimmed; nothing else changes."""
    safe = harmless(text)
    assert isinstance(safe, str)
    for part in re.split("[;\t\r\n]", safe):
        assert part.strip().strip('"').strip()[:1] not in [*SIGNS, "−"]
    assert safe[:1] not in tuple("\t\r\n")
    if not any(sign in text for sign in [*SIGNS, "−", "\t", "\r", "\n"]):
        assert safe == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("a;=1", "a;'=1"),
        ("a; =1", "a; '=1"),
        ("a\n=1", "a\n'=1"),
        ('a;"=1"', 'a;"\'=1"'),
        ("﹦1", "'﹦1"),
        ("\ta", "'\ta"),
        ("a - b = c", "a - b = c"),
        ("a\n\nb; c", "a\n\nb; c"),
        ("https://e.com/a-b", "https://e.com/a-b"),
        ("it's", "it's"),
    ],
)
def test_a_formula_gets_a_quote_where_it_begins(text: str, written: str) -> None:
    """And nothing else does."""
    assert harmless(text) == written


def test_long_texts_take_no_longer_than_they_are() -> None:
    """Two hundred thousand blanks and line breaks before a letter."""
    text = "a" + "\n ;" * 70_000 + "b"
    assert harmless(text) == text


@pytest.mark.parametrize(("cell", "text"), [(-5, "-5"), (0.25, "0.25"), (None, ""), ("-5", "'-5")])
def test_numbers_are_no_formulas(cell: str | int | float | None, text: str) -> None:
    """A negative number stays one; a text that looks like it does not."""
    assert write_table(["a", "b"], [[cell, 1]]).splitlines()[1] == f"{text},1"


@generated(300)
@given(texts | near_formulas)
def test_quotes_in_front_are_taken_off_again(text: str) -> None:
    """A text that has no quotes of its own comes back, wherever one was put; others stay safe."""
    safe = harmless(text)
    assert isinstance(safe, str)
    assert harmless(as_it_was(safe)) == safe
    assert "'" in text or as_it_was(safe) == text
    assert as_it_was("'t was; 'tis") == "'t was; 'tis"
