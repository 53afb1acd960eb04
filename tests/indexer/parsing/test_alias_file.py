"""The file of aliases: what people write, and where they went wrong."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.aliases import Aliases
from indexer.parsing.alias_file import parse_aliases
from indexer.reporting.failure import ArticleError, Cause
from tests.support.commands import ROOT


def entries(text: str) -> dict[str, tuple[str, ...]]:
    """Return what a file says."""
    return dict(parse_aliases(text.encode()).entries)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A: [b, c]\n", {"A": ("b", "c")}),
        ("---\n# theirs\nA:\n  - b\n  - c\n...\n", {"A": ("b", "c")}),
        ("\ufeffA: b\n", {"A": ("b",)}),
        ("A:\nB: ~\nC: []\n", {"A": (), "B": (), "C": ()}),
        ("1843: [2600, yes, 2021-01-01]\n", {"1843": ("2021-01-01", "2600", "yes")}),
        ("Bean, Inc.: [Bean%2c Inc.]", {"Bean, Inc.": ("Bean, Inc.",)}),
        ("A: [b&amp;c,  d  e ]", {"A": ("b&c", "d e")}),
        ('"A: B": ["null"]\n', {"A: B": ("null",)}),
        ("A: &x [b]\nC: [d]\n", {"A": ("b",), "C": ("d",)}),
        ("A: [b, b, a]\n", {"A": ("a", "b")}),
        ("", {}),
        ("# nothing yet\n\n", {}),
        ("---\n", {}),
        ("{}\n", {}),
    ],
)  # fmt: skip
def test_what_people_write_is_understood(text: str, expected: dict[str, tuple[str, ...]]) -> None:
    """Names and spellings are read as those of articles are; numbers are texts, too."""
    assert entries(text) == expected


@pytest.mark.parametrize(
    ("text", "line", "column", "cause", "reason"),
    [
        ("A: [b\n", 1, 4, Cause.NOT_YAML, "not YAML: did not find expected ',' or ']'"),
        ("- A\n", 1, 1, Cause.WRONG_TYPE, "a mapping is expected: each name, a colon, and a list "
         "of its other spellings"),
        ("x", 1, 1, Cause.WRONG_TYPE, "a mapping is expected: each name, a colon, and a list of "
         "its other spellings"),
        ("A:\n  b: c\n", 2, 3, Cause.WRONG_TYPE, "the spellings of “A” must be a list, "
         "not a mapping"),
        ("A:\n  - b: c\n", 2, 5, Cause.WRONG_TYPE, "each spelling of “A” must be text, not a "
         "mapping; text with a colon must be in quotes"),
        ("A:\n- [b]\n", 2, 3, Cause.WRONG_TYPE, "each spelling of “A” must be text, not a list"),
        ("A: [b, ~]\n", 1, 8, Cause.IMPOSSIBLE_VALUE, "each spelling of “A” must not be empty"),
        ("A: b\n'': c\n", 2, 1, Cause.IMPOSSIBLE_VALUE, "a name must not be empty"),
        ("A: [b]\nC: [d]\na: [e]\n", 3, 1, Cause.CONTRADICTION, "the name “a” stands in line 1, "
         "too; write all of its spellings there"),
        ("A: [x]\nB:\n  - y\n  - X\n", 4, 5, Cause.CONTRADICTION, "“X” is a spelling of “B” "
         "here, and one of “A” in line 1; take one of them out"),
        ("A: [www.x.example]\nB: [x.example]\n", 2, 5, Cause.CONTRADICTION, "“x.example” is a "
         "spelling of “B” here, and one of “A” in line 1; take one of them out"),
        ("A: [B]\nB: [A]\n", 1, 5, Cause.CONTRADICTION, "“B” is a spelling of “A” here, and a name "
         "of its own in line 2; take one of them out"),
        ("x.example: [A]\nB: [www.x.example]\n", 2, 5, Cause.CONTRADICTION, "“www.x.example” is a "
         "spelling of “B” here, and a name of its own in line 1; take one of them out"),
        ("A: !!python/name:x.y []\n", 1, 4, Cause.NOT_PLAIN_DATA, "the tag !!python/name:x.y is "
         "not plain data"),
        ("A: b\n---\nC: d\n", 2, 1, Cause.NOT_YAML, "a second YAML document starts here"),
    ],
)  # fmt: skip
def test_mistakes_have_a_place_and_a_remedy(
    text: str, line: int, column: int, cause: Cause, reason: str
) -> None:
    """Where two lines contradict each other, both are named."""
    with pytest.raises(ArticleError) as raised:
        parse_aliases(text.encode())
    error = raised.value
    assert (error.line, error.column, error.cause, error.reason) == (line, column, cause, reason)


def test_the_example_of_the_docs_is_a_file_of_aliases() -> None:
    """Whoever copies it has aliases."""
    text = (ROOT / "docs/research/providers.md").read_text()
    (example,) = re.findall("```yaml\n(.*?)```", text, re.S)
    assert entries(example) == {
        "Morningstar, Inc.": ("MORNINGSTAR.COM", "Morningstar"),
        "The Daily Bean": ("Bean Online", "Daily Bean, The", "bean.example"),
        "Wire on Bean": (),
    }


@pytest.mark.parametrize(
    ("data", "cause"), [(b"A: \xff\n", Cause.NOT_UTF8), (b"A: \0\n", Cause.BINARY)]
)
def test_what_is_no_text_is_said(data: bytes, cause: Cause) -> None:
    """A file in another encoding, or of another kind, is named as such."""
    with pytest.raises(ArticleError) as raised:
        parse_aliases(data)
    assert raised.value.cause is cause


@given(st.text("Ab:[]{},-'\"&*!\n #~%w.\t", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever the file holds, it is aliases, or a mistake with a place."""
    try:
        aliases = parse_aliases(text.encode())
    except ArticleError as error:
        aliases = Aliases.of_entries([(error.reason, ())])
    assert all(aliases.called(name) == name for name, _ in aliases.entries)
