"""What one file may cost at most, whatever is in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.contract.aliases import LONGEST_NAME
from indexer.contract.surroundings.web_links import web_link
from indexer.parsing.alias_file import parse_aliases
from indexer.parsing.article import read_article
from indexer.parsing.full import node_values
from indexer.parsing.full.nodes import Meaning, ScalarNode
from indexer.parsing.text import plain_text
from indexer.reporting.failure import ArticleError, Cause
from tests.indexer.hostile_files.constructs import constructs
from tests.indexer.hostile_files.measuring import allowed, indexing_seconds, look_at
from tests.indexer.parsing.test_article import failure

_SIZE = 30_000
# Of what is allowed; machines differ. What grew with the square of a text, as aliases once made
# it, took a hundred times as much.
_GENEROUS = 10


@pytest.mark.slow
def test_no_construct_costs_more_than_its_size_allows(tmp_path: Path) -> None:
    """From bytes to a segment, whatever is repeated in a file, it costs what its size allows."""
    for construct in constructs():
        data = construct.file(_SIZE)
        look = look_at(data)
        assert not look.problem, (construct, look.problem)
        seconds = look.seconds
        if look.article is not None:
            seconds += indexing_seconds([look.article], tmp_path)
        assert seconds < _GENEROUS * allowed(len(data)), construct


@pytest.mark.parametrize(
    ("field", "anchored", "use"),
    [
        ("topics", "1" * 200 + "x", "*a"),
        ("related", "{webUrl: 12:30x}", "*a"),
        ("related", "{webUrl: *b}", "*a"),
        ("images", "{width: " + "1" * 200 + "}", "*a"),
        ("images", "{height: !!int x}", "*a"),
        ("images", "{url: no link}", "*a"),
    ],
)
def test_what_aliases_name_is_read_once(
    field: str, anchored: str, use: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often a value is named, what it means is found out once."""
    looked: list[int] = []
    meaning = node_values._meaning

    def counted(node: ScalarNode) -> Meaning:
        looked.append(node.offset)
        return meaning(node)

    monkeypatch.setattr(node_values, "_meaning", counted)
    many = ", ".join([use] * 500)
    data = f"---\ntitle: t\nb: &b x y\na: &a {anchored}\n{field}: [{many}]\n---\n".encode()
    assert read_article("id", data) is not None
    assert len(looked) == len(set(looked))


def test_a_list_that_is_merged_often_is_read_once() -> None:
    """Lists of mappings that are merged into others are merged among themselves once."""
    many = ", ".join(["*a"] * 5_000)
    entries = "- <<: *b\n" * 5_000
    article = read_article(
        "id",
        f"---\ntitle: t\na: &a {{webUrl: x}}\nb: &b [{many}]\nrelated:\n{entries}---\n".encode(),
    )
    assert article is not None
    assert article.related == ("x",)


@pytest.mark.parametrize("mark", ["\u0f73", "\u0f75", "\u0f81", "\u0f81\u0f75", "&#x0F73;"])
def test_marks_that_are_two_marks_are_counted(mark: str) -> None:
    """Of marks that Unicode takes apart into two, a letter keeps no more than of others."""
    assert len(plain_text("a" + mark * 500)) <= 61


def test_a_link_has_a_host_of_a_possible_length() -> None:
    """A host that is longer than any host is no link; what follows a host may be longer."""
    assert web_link("https://é" + "a" * 500 + "/") == ""
    assert web_link("https://é" + "a" * 400 + "/" + "b" * 5_000)


def test_directives_are_limited() -> None:
    """The library compares each %TAG with all others, so very many are refused by their place."""
    lines = "".join(f"%TAG !a{number}! x\n" for number in range(1_001))
    line, column, reason = failure(f"title: x\n{lines}")
    assert (line, column) == (1_003, 1)
    assert reason == "more than 1000 lines begin with %TAG"
    with pytest.raises(ArticleError, match="more than 1000 lines begin with %TAG"):
        parse_aliases(f"{lines}---\na: b\n".encode())


def test_names_of_aliases_are_no_longer_than_any_name() -> None:
    """A name that nobody can have is refused, so that no message repeats it over and over."""
    with pytest.raises(ArticleError) as raised:
        parse_aliases(f"? {'a' * (LONGEST_NAME + 1)}\n: [b]\n".encode())
    assert raised.value.cause is Cause.IMPOSSIBLE_VALUE
    assert raised.value.reason == "a name must not have more than 500 characters"
    spellings = ", ".join(["*b"] * 20_000)
    aliases = parse_aliases(f"a: [&b {'b ' * 200}, {spellings}]\n".encode())
    assert len(aliases.entries) == 1
