"""What coders write into a cell."""

from __future__ import annotations

import pytest

from webui.coding.cells import is_mark, is_missing, number, plain, yes_or_no


@pytest.mark.parametrize("text", ["1", "1,0", "yes", "Ja", "TRUE", "x", "✓", "sí", " Y "])
def test_yes(text: str) -> None:
    """Ones, words and ticks mean yes."""
    assert yes_or_no(text) is True


@pytest.mark.parametrize("text", ["0", "0.0", "no", "Nein", "FALSE", "non", "Not  relevant"])
def test_no(text: str) -> None:
    """Zeros and words mean no."""
    assert yes_or_no(text) is False


@pytest.mark.parametrize("text", ["2", "maybe", "", "10"])
def test_neither(text: str) -> None:
    """Whatever else is neither."""
    assert yes_or_no(text) is None


@pytest.mark.parametrize("text", ["", "NA", "n/a", "N.A.", "NaN", "#NV", "-", "–", "?"])
def test_missing(text: str) -> None:
    """What stands for no value is none."""
    assert is_missing(text)
    assert not is_missing("none")
    assert not is_missing("0")


def test_only_ticks_are_marks() -> None:
    """A cell is ticked by a sign, not by a word."""
    assert is_mark("X")
    assert not is_mark("1")


@pytest.mark.parametrize(
    ("text", "value"),
    [("3", 3), ("3,5", 3.5), ("-1", -1), ("−1.25", -1.25), ("+2", 2), ("0,125", 0.125),
     ("1,000", None), ("12,345", None), ("1.2.3", None), ("one", None), ("", None), ("1e3", None)],
)  # fmt: skip
def test_numbers(text: str, value: float | None) -> None:
    """Decimal points and commas are read; where a comma may be either, nothing is."""
    assert number(text) == value


@pytest.mark.parametrize(
    ("one", "other"), [("1", "1,0"), ("Neutral", " neutral "), ("café", "cafe\u0301")]
)
def test_what_is_the_same(one: str, other: str) -> None:
    """Case, blanks, the way to write a number or an accent are no difference."""
    assert plain(one) == plain(other)
    assert plain("1.5") != plain("1.50000001")
