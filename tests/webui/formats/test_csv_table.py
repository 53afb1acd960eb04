from __future__ import annotations

import csv
import io
import re
import sys
from unicodedata import category, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search.library import generated
from webui.formats.csv_table import as_it_was, harmless, harmless_row, write_table

# NUL is not text, and Python's reader refuses it.
texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12)


SIGNS = [chr(code) for code in range(0x20000) if normalize("NFKC", chr(code))[:1] in tuple("=+-@")]
# Of signs, separators, quotes and other letters, so that each stands beside each.
near_formulas = st.text(st.sampled_from([*"=-＝﹦−;\t\r\n\" 'a\ufeff\u200b\x01"]), max_size=8)


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


# Default_Ignorable_Code_Point, of DerivedCoreProperties.txt of Unicode 17.
IGNORABLE = [
    range(0xAD, 0xAE), range(0x34F, 0x350), range(0x61C, 0x61D), range(0x115F, 0x1161),
    range(0x17B4, 0x17B6), range(0x180B, 0x1810), range(0x200B, 0x2010), range(0x202A, 0x202F),
    range(0x2060, 0x2070), range(0x3164, 0x3165), range(0xFE00, 0xFE10), range(0xFEFF, 0xFF00),
    range(0xFFA0, 0xFFA1), range(0xFFF0, 0xFFF9), range(0x1BCA0, 0x1BCA4),
    range(0x1D173, 0x1D17B), range(0xE0000, 0xE1000),
]  # fmt: skip


def seen(text: str) -> str:
    """Return a text without blanks, quotes and what is not seen at its beginning."""
    return text[next((n for n, sign in enumerate(text) if not passed_over(sign)), len(text)) :]


def passed_over(sign: str) -> bool:
    """Whether a program may pass over a character at the beginning of a cell."""
    return (
        sign == '"'
        or category(sign) in ("Zs", "Zl", "Zp", "Cc", "Cf")
        or any(ord(sign) in codes for codes in IGNORABLE)
    )


@generated(500)
@given(texts | near_formulas)
def test_no_way_to_split_a_cell_finds_a_formula(text: str) -> None:
    """Not at semicolons, tabs or lines, with all trimmed that is not seen; nothing else changes."""
    safe = harmless(text)
    assert isinstance(safe, str)
    for part in re.split("[;\t\r\n]", safe):
        assert seen(part)[:1] not in [*SIGNS, "−"]
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
        ("\ufeff=1", "\ufeff'=1"),
        ("\u200b @SUM(A1)", "\u200b '@SUM(A1)"),
        ("\u00ad\u3164\U000e0020+1", "\u00ad\u3164\U000e0020'+1"),
        ("\x01=1", "\x01'=1"),
        ("a;\u2060－1", "a;\u2060'－1"),
        ("=cmd|'/C calc'!A0", "'=cmd|'/C calc'!A0"),
        ("\u0600=1", "\u0600'=1"),
        ("a - b = c", "a - b = c"),
        ("5, -3", "5, -3"),
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


def test_what_is_not_seen_hides_no_formula() -> None:
    """Separators, controls, formats and ignorables of all of Unicode, before the sign.

    At the beginning, or behind a semicolon.
    """
    unseen = [chr(code) for code in range(sys.maxunicode + 1) if passed_over(chr(code))]
    assert len(unseen) > 4000
    for sign in unseen:
        assert harmless(f"{sign}=1") in (f"{sign}'=1", f"'{sign}'=1"), ascii(sign)
        assert harmless(f"a;{sign}=1") == f"a;{sign}'=1", ascii(sign)
        assert harmless_row(["a", f"{sign}=1"])[1] != f"{sign}=1", ascii(sign)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (-5, "-5"),
        (0.25, "0.25"),
        (None, ""),
        ("", '""'),
        ("-5", '"\'-5"'),
        ('a;"b"', '"a;""b"""'),
        ("a\nb", '"a\nb"'),
    ],
)
def test_texts_stand_in_quotes_and_numbers_do_not(
    cell: str | int | float | None, text: str
) -> None:
    """A negative number stays one, a text that looks like it does not, and None is nothing."""
    assert write_table(["a", "b"], [[cell, 1]]) == f'"a","b"\r\n{text},1\r\n'


@generated(300)
@given(texts | near_formulas)
def test_quotes_in_front_are_taken_off_again(text: str) -> None:
    """A text that has no quotes of its own comes back, wherever one was put; others stay safe."""
    safe = harmless(text)
    assert isinstance(safe, str)
    assert harmless(as_it_was(safe)) == safe
    assert "'" in text or as_it_was(safe) == text
    assert as_it_was("'t was; 'tis") == "'t was; 'tis"
