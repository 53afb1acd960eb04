"""HTML → plain text."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.parsing.text import plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Microsoft&#8217;s  &nbsp;cloud", "Microsoft’s cloud"),
        ("<b>Bold</b> and <i class='x'>italic</i>", "Bold and italic"),
        ("micro<b>soft</b>", "microsoft"),
        ("<p>one</p><p>two</p>three<br/>four", "one two three four"),
        ("&lt;b&gt; stays", "<b> stays"),
        ("&amp;lt;", "&lt;"),
        ("a <!-- hidden --> b", "a b"),
        ("a <!-- not closed", "a"),
        ("a <script>alert('<b>')</script> b", "a b"),
        ("a <STYLE type=x>p {}</Style > b", "a b"),
        ("a <script>not closed", "a"),
        ('<img alt="a > b" src=x>c', "c"),
        ('<a title="not closed>link</a>', "link"),
        ('cut off <a href="http://x', "cut off"),
        ("cut off </p", "cut off"),
        ("Microsoft Corp <MSFT.O> unveiled", "Microsoft Corp <MSFT.O> unveiled"),
        ("List<string> and a < b, <3, x <b then", "List<string> and a < b, <3, x <b then"),
        ("AT&T &unknown; & more", "AT&T &unknown; & more"),
        ("a\x00b\x07c\td\u2028e", "a b c d e"),
        ("in\u00adfor\u200bma\u2060tion\ufeff", "information"),
        ("\ufeffPower cut", "Power cut"),
        ("ï»¿ Power cut", "Power cut"),
        (" ï»¿ï»¿Power cut", "Power cut"),
        ("&iuml;&raquo;&iquest;<p>Power cut", "Power cut"),
        ("A file that begins with ï»¿", "A file that begins with ï»¿"),
        ("left \u202eright\u2066", "left right"),
        ("e\u0301", "é"),
        ("\ud800x", "\ufffdx"),
        ("  ", ""),
    ],
)
def test_becomes_plain_text(html: str, text: str) -> None:
    """Tags go, entities are decoded once, white space is single, what is no tag stays."""
    assert plain_text(html) == text


@given(st.text())
def test_result_is_clean(text: str) -> None:
    """Whatever goes in, the result is normalised, printable and encodable."""
    cleaned = plain_text(text)
    cleaned.encode()
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == " ".join(cleaned.split())
    assert not any(unicodedata.category(letter) in ("Cc", "Cs") for letter in cleaned)


@given(st.text(st.sampled_from("<>/b&;\"'= !-#x1script"), max_size=60))
def test_never_fails_on_markup(text: str) -> None:
    """However tags, quotes and entities are broken, there is a result."""
    plain_text(text)


@pytest.mark.parametrize(
    "unit",
    [
        "<!--",
        "<b",
        "<b ",
        '<b ">"" ',
        "<script>",
        "<b>",
        "&",
        "&a",
        "a\u0301\u0316",
        "\u0301\u0316",
    ],
)
def test_takes_linear_time(unit: str) -> None:
    """Text that is made to be slow is not: ten times as much takes not much more than ten times."""
    text = unit * (400_000 // len(unit))
    started = time.perf_counter()
    plain_text(text)
    plain_text("&#" + "9" * 400_000 + ";")
    assert time.perf_counter() - started < 5
