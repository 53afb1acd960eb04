"""Labels by the beginnings of their words."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.analysis import accent_map
from tests.webui.search.library import article, generated, opened
from webui.search.local.columns.label_starts import LabelStarts
from webui.search.local.snapshot.suggested_labels import label_starts

LABELS = [
    "AI + Machine Learning",
    "C#",
    "Größe",
    "San José Mercury-News",
    "O’Reilly",
    "news",
    "日本",
]
TEXTS = st.text("aAbéÉßnN+#-.’ \t\n\x00日", max_size=6)


def found(typed: str, labels: list[str] = LABELS) -> list[str]:
    """Return which labels are found, each of which one article has."""
    starts = LabelStarts(labels, np.ones(len(labels), np.int64))
    return [label for label, _ in starts.find(typed, len(labels))]


def by_hand(typed: str, label: str) -> bool:
    """Whether a label or a word of it begins with a text, letter by letter."""
    typed, label = (
        " ".join(text.split()).casefold().translate(accent_map()) for text in (typed, label)
    )
    return bool(typed) and any(
        label.startswith(typed, place)
        and (not place or unicodedata.category(label[place - 1])[0] in "PSZ")
        for place in range(len(label))
    )


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ai", ["AI + Machine Learning"]),
        ("  MACHINE   lea", ["AI + Machine Learning"]),
        ("+ mach", ["AI + Machine Learning"]),
        ("c#", ["C#"]),
        ("GROSS", ["Größe"]),
        ("groß", ["Größe"]),
        ("jose m", ["San José Mercury-News"]),
        ("news", ["San José Mercury-News", "news"]),
        ("reilly", ["O’Reilly"]),
        ("o’r", ["O’Reilly"]),
        ("日", ["日本"]),
        ("earning", []),
        ("learning ai", []),
        ("news ai", []),
        (".*", []),
        ("\t", []),
        ("\u0301", []),
        ("", []),
    ],
)
def test_a_label_is_found_by_the_beginning_of_a_word(typed: str, expected: list[str]) -> None:
    """Case, accents and white space make no difference; the middle of a word is no beginning."""
    assert found(typed) == expected


@generated(300)
@given(typed=TEXTS, labels=st.lists(TEXTS, unique=True, max_size=8))
def test_labels_are_those_found_one_by_one(typed: str, labels: list[str]) -> None:
    """Searching all labels as one text finds the labels that each comparison by itself finds."""
    expected = sorted(label for label in labels if by_hand(typed, label))
    assert found(typed, labels) == expected


def test_the_most_frequent_labels_come_first() -> None:
    """Labels are ordered by number of articles, then by label; those of no article are left out."""
    labels = ["data b", "data a", "data rare", "data often", "data never"]
    starts = LabelStarts(labels, np.array([2, 2, 1, 9, 0]))
    assert starts.find("data", 3) == [("data often", 9), ("data a", 2), ("data b", 2)]
    assert len(starts.find("data", 9)) == 4
    assert starts.find("data", 0) == []


def test_a_label_is_found_once() -> None:
    """A label that has a word twice stands in the list once."""
    assert found("new", ["new york news, new edition"]) == ["new york news, new edition"]


def test_the_labels_of_a_snapshot_are_prepared_once() -> None:
    """Who asks again gets the same; another state of the index has its own."""
    with opened([article("a", topics=("Cloud",))]) as one, opened([article("b")]) as other:
        prepared = label_starts(one, "topic")
        assert prepared.find("clo", 5) == [("Cloud", 1)]
        assert label_starts(one, "topic") is prepared
        assert label_starts(one, "provider") is not prepared
        assert label_starts(other, "topic").find("clo", 5) == []
