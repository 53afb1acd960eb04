"""Any text is a query."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search.library import article, ask, generated, opened
from tests.webui.search.trees import trees
from webui.search.local.compiling.compiler import compile_query
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.query.parser import parse_query
from webui.search.query.syntax import (
    AtLeast,
    Everything,
    Fuzzy,
    Group,
    Near,
    Node,
    Not,
    Number,
    Pattern,
    Phrase,
    Word,
    plain_term,
)
from webui.search.query.tree_building import MAX_LENGTH, MAX_OPEN_WORDS, MAX_PHRASE_WORDS

SCRAPS = [
    "(", ")", '"', "~", "~2", "~99/9", "*", "**", "?", "-", "--", "+", ":", "AND", "OR",
    "NOT", "ANDNOT", "TO", "[", "]", "{", "}", "^2", "^", "\\", "/", "<", ">", "=", "|",
    "&", "cloud", "the", "title:", "site:", "after:", "before:2021", "published:>",
    "published:..", "quality:>5", "quality:", "heat:99999999999", "is:", "is:curated",
    "type:", "bad:field", " ", "  ", "\t", "\x00", "\ud800", "\u202e", "😀", "日本", "ß",
    "İ", "\u0301", "“", "„", "2021-13", "1e9", "٣", "cl*d", "*~", '"a b"~3', "'",
]  # fmt: skip
SOUP = st.lists(st.sampled_from(SCRAPS), max_size=25).flatmap(
    lambda parts: st.sampled_from(["", " "]).map(lambda joint: joint.join(parts))
)

MONSTERS = {
    "brackets": "(" * 10_000,
    "closed brackets": "(" * 10_000 + "a" + ")" * 10_000,
    "one character": "a" * 100_000,
    "words": "cloud " * 20_000,
    "different words": " ".join(f"word{n}" for n in range(20_000)),
    "quotes": '"' * 9_999,
    "tildes": "~" * 5_000,
    "hyphens": "-" * 5_000,
    "nots": "NOT " * 5_000,
    "nots in brackets": "NOT (" * 5_000,
    "operators": "a AND b OR " * 1_000,
    "dangling": "AND OR NOT " * 1_000,
    "stars": "*" * 5_000,
    "patterns": " ".join(f"*{letter}*" for letter in "abcdefghijklmnopqrstuvwxyz"),
    "starry": "*a" * 900 + "b",
    "fuzzy": " ".join(f"w{n}~2" for n in range(400)),
    "long fuzzy": "a" * 1_990 + "~2",
    "fields": "title:" * 300,
    "colons": "a:" * 900,
    "long phrase": '"' + "a " * 900 + '"',
    "near phrase": '"' + "a " * 900 + '"~100',
    "right to left": "\u202e" * 3_000,
    "emoji": "😀" * 3_000,
    "surrogates": "\ud800\udfff" * 1_000,
    "nul": "\x00" * 3_000 + "a\x00b",
    "combining": "a" + "\u0301" * 1_900,
    "dates": "published:2021 " * 130,
    "flags": "is:x " * 400,
}


@generated(300)
@given(st.one_of(st.text(max_size=80), SOUP))
def test_any_text_is_a_query(text: str) -> None:
    """Parsing, writing back and compiling never raise, and what is written can be parsed."""
    parsed = parse_query(text)
    compile_query(parsed.tree, "all")
    compile_query(parsed.tree, "any")
    if parsed.tree is not None:
        parse_query(str(parsed.tree))


@pytest.fixture(scope="module")
def few() -> Iterator[Snapshot]:
    """Return three articles in two segments."""
    with opened([article("1", "cloud 日本 ß"), article("2", "a the")], [article("3")]) as snapshot:
        yield snapshot


@generated(25)
@given(st.lists(st.one_of(st.text(max_size=40), SOUP), min_size=6, max_size=6))
def test_any_text_is_answered(few: Snapshot, texts: list[str]) -> None:
    """A search for any text has a result that can be written as JSON."""
    for text in texts:
        for match in ("all", "any"):
            assert ask(few, text, match=match).model_dump_json()


@pytest.fixture(scope="module")
def long() -> Iterator[Snapshot]:
    """Return thirty articles of many words, one of them very long."""
    text = "a " * 300 + "a" * 1_000 + " " + " ".join(f"word{n}" for n in range(300))
    with opened([article(f"{n}", "a cloud b", excerpt=text) for n in range(30)]) as snapshot:
        yield snapshot


@pytest.mark.slow
@pytest.mark.parametrize("text", MONSTERS.values(), ids=MONSTERS.keys())
def test_monsters_are_answered_in_time(long: Snapshot, text: str) -> None:
    """No text, however long or deep, takes more than a moment or raises."""
    started = time.thread_time()
    assert ask(long, text).model_dump_json()
    assert ask(long, text, match="any").model_dump_json()
    # Two searches, two seconds each.
    assert time.thread_time() - started < 4


@generated(300)
@given(trees)
def test_a_tree_written_back_is_parsed_to_itself(tree: Node) -> None:
    """``str`` and parsing are each other's inverse, but for brackets without meaning."""
    parsed = parse_query(str(tree))
    assert parsed.notices == ()
    assert str(parsed.tree) == str(tree)
    assert parse_query(str(parsed.tree)).tree == parsed.tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("cloud", Word("cloud")),
        ("a b", Group("side by side", (Word("a"), Word("b")))),
        ("a AND b", Group("and", (Word("a"), Word("b")))),
        ("a OR b", Group("or", (Word("a"), Word("b")))),
        ("a or b", Group("side by side", (Word("a"), Word("or"), Word("b")))),
        ("-a", Not(Word("a"))),
        ("NOT a", Not(Word("a"))),
        ("NOT NOT a", Word("a")),
        ("--a", Word("--a")),
        ("a-b", Word("a-b")),
        ("a - b", Group("side by side", (Word("a"), Word("-"), Word("b")))),
        ('-"a b"', Not(Phrase("a b"))),
        ("-(a b)", Not(Group("side by side", (Word("a"), Word("b"))))),
        ("-title:a", Not(Word("a", "title"))),
        ("Site:a", Word("a", "provider")),
        ("title:(a b)", Group("side by side", (Word("a", "title"), Word("b", "title")))),
        ("c:d", Word("c:d")),
        ('"a b"', Phrase("a b")),
        ("“a b”", Phrase("a b")),
        ('"a b"~5', Phrase("a b", 5)),
        ('"a b"~0', Phrase("a b")),
        ('"a b"~9999', Phrase("a b", 100)),
        ('title:"a b"', Phrase("a b", field="title")),
        ('"a', Word('"a')),
        ("=a", Word("a", exact=True)),
        ("==a", Word("a", exact=True)),
        ("=a-b", Word("a-b", exact=True)),
        ("-=a", Not(Word("a", exact=True))),
        ("title:=a", Word("a", "title", exact=True)),
        (
            "title:(=a b)",
            Group("side by side", (Word("a", "title", exact=True), Word("b", "title"))),
        ),
        ('="a b"', Phrase("a b", exact=True)),
        ('="a b"~3', Phrase("a b", 3, exact=True)),
        ('-="a b"', Not(Phrase("a b", exact=True))),
        ('topic:="a b"', Phrase("a b", field="topic", exact=True)),
        ('x="a b"', Group("side by side", (Word("x="), Phrase("a b")))),
        ("a=b", Word("a=b")),
        ("=", Word("=")),
        ("=!", Word("=!")),
        ('near5:"a b"', Near("a b", 5)),
        ('NEAR5:="a b"', Near("a b", 5, exact=True)),
        ('title:near5:"a b"', Near("a b", 5, "title")),
        ('near5:title:"a b"', Near("a b", 5, "title")),
        ('near0:"a b"', Near("a b", 1)),
        ('near999:"a b"', Near("a b", 100)),
        ('-near5:"a b"', Not(Near("a b", 5))),
        ("atleast2:a", AtLeast(2, Word("a"))),
        ("atleast2:=a", AtLeast(2, Word("a", exact=True))),
        ("AtLeast2:a-b", AtLeast(2, Word("a-b"))),
        ('atleast2:"a b"', AtLeast(2, Phrase("a b"))),
        ('atleast2:="a b"~3', AtLeast(2, Phrase("a b", 3, exact=True))),
        ("title:atleast2:a", AtLeast(2, Word("a", "title"))),
        ("atleast2:title:a", AtLeast(2, Word("a", "title"))),
        ("topic:(atleast2:a)", AtLeast(2, Word("a", "topic"))),
        ("atleast1:a", Word("a")),
        ("atleast0:a", Word("a")),
        ("atleast100:a", AtLeast(99, Word("a"))),
        ("(a)~5", Word("a")),
        ("(a OR b)~", Group("or", (Word("a"), Word("b")))),
        ('near5:"a b"~3', Near("a b", 5)),
        ('"a b"~99999', Phrase("a b", 100)),
        ("a~12", Fuzzy("a", 2)),
        ("quality:=50", Number("quality", 50, 50, "quality:=50")),
        ("a~", Fuzzy("a")),
        ("a~2", Fuzzy("a", 2)),
        ("a~9", Fuzzy("a", 2)),
        ("topic:a~", Fuzzy("a", 1, "topic")),
        ("a*", Pattern("a*")),
        ("*a*b", Pattern("*a*b")),
        ("title:*", Pattern("*", "title")),
        ("what?", Word("what?")),
        ("*", Everything()),
        ("AND", Word("AND")),
        ("a AND", Word("a")),
        ("OR a", Word("a")),
        ("()", None),
        ("", None),
        ("  ", None),
    ],
)
def test_how_texts_are_read(text: str, tree: Node | None) -> None:
    """Each form of the query language is read as what it says."""
    assert parse_query(text).tree == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [("=a*", Pattern("a*")), ("=a~2", Fuzzy("a", 2)), ("title:=a*", Pattern("a*", "title"))],
)
def test_a_pattern_has_no_form_to_keep(text: str, tree: Node) -> None:
    """An equals sign before a pattern or a fuzzy word is left out, which is said."""
    parsed = parse_query(text)
    assert parsed.tree == tree
    assert [notice.code for notice in parsed.notices] == ["misplaced_exact"]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("atleast2:a*", Pattern("a*")),
        ("atleast2:a~", Fuzzy("a")),
    ],
)
def test_what_cannot_be_counted_is_said(text: str, tree: Node) -> None:
    """Patterns and fuzzy words are searched without being counted."""
    parsed = parse_query(text)
    assert parsed.tree == tree
    assert [notice.code for notice in parsed.notices] == ["not_understood"]


def test_what_is_not_understood_is_named_and_read_as_words() -> None:
    """A value that cannot be read is searched as words, under one notice that quotes it."""
    for text, words in (
        ("after:yesterday", "yesterday"),
        ("quality:high", "high"),
        ("quality:>", ""),
        ("is:nice is:nice", "nice nice"),
        ("published:2021-13", "2021 13"),
        ("before:0001", "0001"),
        ('published:"" a', "a"),
    ):
        parsed = parse_query(text)
        assert [notice.code for notice in parsed.notices] == ["not_understood"], text
        if words:
            assert str(parsed.tree) == words


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("tittle:comet", "“tittle”.*did you mean “title:”"),
        ("flavour:jones", "“flavour”.*known are title"),
        ("author:jones", "“author”.*there is none for that"),
        ("source:bbc", "“source”.*here it is called provider"),
    ],
)
def test_an_unknown_field_is_named_and_read_as_words(text: str, wanted: str) -> None:
    """A misspelt field does not silently find nothing."""
    parsed = parse_query(text)
    assert re.search(wanted, parsed.notices[0].message)
    assert parsed.notices[0].code == "not_understood"
    first, second = text.split(":")
    assert str(parsed.tree) == f"{first} {second}"


@pytest.mark.parametrize(
    "text", ["https://a.example/b", "12:30", "re:invent", "note: comet", "a:b"]
)
def test_a_colon_alone_makes_no_field(text: str) -> None:
    """Addresses, times and prose are plain words, without a notice."""
    assert parse_query(text).notices == ()


def test_words_know_their_place() -> None:
    """The text of words and phrases is where their start says."""
    parsed = parse_query(
        '  (alpha OR title:beta) -gamma "delta eps"~3 topic:"zeta" =eta ="theta"'
        ' near2:"i k" atleast3:=mu'
    )
    found = []

    def visit(node: Node | None) -> None:
        if isinstance(node, Group):
            for child in node.children:
                visit(child)
        elif isinstance(node, Not):
            visit(node.child)
        elif node is not None and (term := plain_term(node)):
            found.append(term.text)
            assert parsed.text[term.start :].startswith(term.text)

    visit(parsed.tree)
    assert found == ["alpha", "beta", "gamma", "delta eps", "zeta", "eta", "theta", "i k", "mu"]


def test_long_texts_are_shortened_with_a_notice() -> None:
    """Texts, phrases and near phrases are cut at their limits, under one notice each."""
    assert len(parse_query("ab " * MAX_LENGTH).text) <= MAX_LENGTH
    phrase = parse_query('"' + "a " * (MAX_PHRASE_WORDS + 1) + '"')
    assert isinstance(phrase.tree, Phrase)
    assert phrase.tree.text.split() == ["a"] * MAX_PHRASE_WORDS
    assert [notice.code for notice in phrase.notices] == ["shortened"]
    exact = parse_query('"' + "a " * MAX_PHRASE_WORDS + '"')
    assert exact.notices == ()


def test_too_many_parts_are_read_as_plain_words() -> None:
    """More parts or patterns than there may be, or brackets too deep, are plain words."""
    for text in ("(" * 31 + "a" + ")" * 31, "a OR " * 250, "a* " * (MAX_OPEN_WORDS + 1)):
        parsed = parse_query(text)
        assert [notice.code for notice in parsed.notices] == ["plain_words"]
        assert parsed.tree is not None
    assert parse_query("a* " * MAX_OPEN_WORDS).notices == ()
