"""Highlights: what is marked, and that nothing else is HTML."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.webui.search.contract.support.backends import Kind
from tests.webui.search.contract.support.same import ask
from tests.webui.search.library import article

TITLE = "<b>Ferries</b> & “data-driven” crews"


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("ferry", ["Ferries"]),
        ("title:ferry", ["Ferries"]),
        ("excerpt:ferry OR crews", ["crews"]),
        ("data-driven", ["data", "driven"]),
        ('"data driven"', ["data", "driven"]),
        ('"driven crews"', ["driven", "crews"]),
        ("crew ferry -storm", ["Ferries", "crews"]),
        ("cre*", ["crews"]),
        ("data-driv*", ["data", "driven"]),
        ("crwes~", ["crews"]),
        ("ferry unicorn", ["Ferries"]),
        ("*", []),
        ("-storm", []),
        ("", []),
        ("the ferry", ["Ferries"]),
    ],
)
def test_words_that_were_looked_for_are_marked(kind: Kind, text: str, marked: list[str]) -> None:
    """As they are written; without the marks, the HTML is the escaped text and nothing else."""
    with kind.searcher([article("a", TITLE, excerpt="the ferry")]) as searcher:
        html = ask(searcher, text).hits[0].highlights.title
    assert re.findall("<mark>(.*?)</mark>", html) == marked
    plain = html.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in plain
    assert unescape(plain) == TITLE


def test_of_a_long_excerpt_the_part_with_the_marks_is_shown(kind: Kind) -> None:
    """The whole text is in the answer; its highlights are as long as some sentences."""
    long = "filler " * 200 + "storm " + "filler " * 200
    with kind.searcher([article("a", excerpt=long)]) as searcher:
        (hit,) = ask(searcher, "storm").hits
    assert hit.excerpt == long
    assert "<mark>storm</mark>" in hit.highlights.excerpt
    assert len(hit.highlights.excerpt) < 600
    assert hit.highlights.excerpt.startswith("… ")
    assert hit.highlights.excerpt.endswith(" …")
