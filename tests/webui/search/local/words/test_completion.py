"""The last word of a query, and what it may become."""

from __future__ import annotations

import pytest

from tests.webui.search.library import article, opened
from webui.search.local.words.completion import MAX_WORD_LENGTH, Unfinished, completions, unfinished


@pytest.mark.parametrize(
    ("text", "before", "prefix", "others"),
    [
        ("Azu", "", "azu", ()),
        ("Peñ", "", "pen", ()),
        ("Microsoft  azu", "Microsoft  ", "azu", ("microsoft",)),
        ("data-driv", "data-", "driv", ("data",)),
        ("cloud OR azu", "cloud OR ", "azu", None),
        ("NOT cloud azu", "NOT cloud ", "azu", None),
        ("(cloud azu", "(cloud ", "azu", ("cloud",)),
        ("after:2021 azu", "after:2021 ", "azu", None),
        ('"cloud" azu', '"cloud" ', "azu", None),
        ("“cloud” azu", '"cloud" ', "azu", None),
        ("a\x00azu", "a ", "azu", ("a",)),
    ],
)
def test_the_word_that_is_being_typed(
    text: str, before: str, prefix: str, others: tuple[str, ...] | None
) -> None:
    """It is the last one, folded; all before it stays as it was written."""
    assert unfinished(text) == Unfinished(before, prefix, others)


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "!!", "azu!", "title:azu", "provider:mic", "-azu", "cloud -azu", "NOT azu",
        "azu*", "azu~", "az*re", "azu* cloud", "-azu* cloud", '"azu', '"azu"', 'cloud "data azu',
        "“azu", "(azu)", "cloud OR", "after:2021", "quality:>5", "is:curated", "*", "word " * 13,
    ],
)  # fmt: skip
def test_what_is_not_a_word_is_not_completed(text: str) -> None:
    """A field, a phrase, a pattern, an excluded word or a sign at the end has no completion."""
    assert unfinished(text) is None


def test_the_most_frequent_word_comes_first() -> None:
    """Words are ordered by the number of articles, those of any searched field, then by letter."""
    library = [
        article("a", "clever clay", excerpt="cloud", topics=("Clubs",)),
        article("b", "clay", excerpt="cloud"),
        article("c", excerpt="cloud clever dog"),
    ]
    with opened(library) as snapshot:
        assert list(completions("cl", snapshot)) == ["cloud", "clay", "clever", "clubs"]


def test_a_form_of_a_word_stands_for_the_others() -> None:
    """Forms that find the same articles are one word, the most frequent of them."""
    library = [article("a", "servers"), article("b", "servers"), article("c", "server serving")]
    with opened(library) as snapshot:
        assert list(completions("ser", snapshot)) == ["servers", "serving"]
        assert list(completions("server", snapshot)) == ["servers"]
        assert list(completions("servers", snapshot)) == []


def test_a_word_that_is_typed_completely_is_not_offered() -> None:
    """Neither the word itself nor its rarer forms, but longer words are."""
    library = [article("a", "cloud"), article("b", "cloud clouds cloudflare")]
    with opened(library) as snapshot:
        assert list(completions("cloud", snapshot)) == ["cloudflare"]


def test_words_that_nobody_wants_are_not_offered() -> None:
    """Stop words, words without end and the words of a single letter are left out."""
    long = "th" + "x" * MAX_WORD_LENGTH
    with opened([article("a", f"the their them this thermal {long}")]) as snapshot:
        assert list(completions("th", snapshot)) == ["thermal"]
        assert list(completions("t", snapshot)) == []
