"""What may be meant otherwise than it was read."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search.library import generated
from tests.webui.search.trees import trees
from webui.search.query.mending import MAX_NOTICES, meaning
from webui.search.query.parser import mended_query, parse_query
from webui.search.query.syntax import (
    AtLeast,
    Fuzzy,
    Group,
    Near,
    Node,
    Not,
    Pattern,
    Phrase,
    Word,
    positive_leaves,
)
from webui.search.query.terms import words
from webui.search.query.tree_building import read_tree

PARTS = [
    "cloud", "strike", "night train", "the", '"night train"', '"', "(", ")", "(a OR b)", "(c d)",
    "OR", "AND", "NOT", "or", "and", "not", "-x", "w/5", "NEAR/3", "near5", "NEAR", "adj2", "ADJ",
    "pre/4", "onear/2", "w/s", "~5", "||", "&&", "|", "ANDNOT", "secur!", "wom?n", "wom$", "=",
    "=x",
    "=(a b)", "=title:x", "source:bbc", 'source:"b c"', "headline:(a b)", "date:2021", "date:soon",
    "tittle:a", "byline:", "author:x", "title:", "title:a", "provider:p", "after:2021", "atleast3",
    "atleast3(x)", "atleast2:x", 'near2:"a b"', "near2:(a b)", "near2:a", "TI(b)",
    "quality:high", "/5", "sec*", "clud~", '27"', "https://a.b/c", "(a OR b)~5", '("c d")~5',
    "(x)~3", "()", "(OR)", "near500:", "near0:", '"a b"~500', '"a b"~0', "x~9", "x~0", "=az*",
    "=az~", '=near5:"a b"', "=atleast2:x", 'near:"a b"', "near5:(", 'near5: "a b"', "atleast2:",
    "near5:x", "adj", "pre5", "n5", 'near5:"az* b"', '"a * b"', "title:x", "=title:=", "~", "-(",
    'near5:"a b"~3', "atleast0:x", "atleast100:x", '""', "w/99999", "a~99999", ")~7", "-near5:",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PARTS), max_size=9).flatmap(
    lambda parts: st.sampled_from([" ", " ", " ", ""]).map(lambda joint: joint.join(parts))
)


# What they say was passed over is left out of the query, which then asks for the same.
MAY_BE_SAME = {
    "unbalanced_bracket", "unclosed_quote", "slop_after_bracket", "dangling_operator",
    "out_of_range", "misplaced_exact",
}  # fmt: skip


def required(tree: Node | None) -> set[str]:
    """Return the words that a query looks for."""
    found = list(positive_leaves(tree)) if tree is not None else []
    plain = [leaf.term if isinstance(leaf, AtLeast) else leaf for leaf in found]
    return {
        token.text
        for leaf in plain
        if isinstance(leaf, Word | Phrase | Near | Pattern | Fuzzy)
        for token in words(leaf.text)
    }


def came_in(query: str, text: str) -> list[str]:
    """Return the words that a query looks for and that nobody has typed."""
    typed = text.lower()
    found = required(parse_query(query).tree)
    # Within a pattern ~ stands for nothing.
    return [word for word in found if word not in typed and word not in typed.replace("~", "")]


@pytest.mark.slow
@generated(160)
@given(TEXTS)
def test_all_is_mended_at_once(text: str) -> None:
    """Nothing is left to mend but how far OR reaches, and no word came in."""
    query = mended_query(text)
    if query is None:
        return
    parsed = parse_query(query)
    assert not [one for one in parsed.notices if one.query and one.code != "mixed_operators"]
    assert mended_query(query) is None
    assert not came_in(query, text)


@pytest.mark.slow
@generated(160)
@given(TEXTS)
def test_what_is_said_to_be_passed_over_is_no_word(text: str) -> None:
    """A distance after a bracket, and what of a number is too much, is not searched."""
    text = text.replace('"', "")
    without = re.sub(r"\)~\d+(?=[\s()]|$)", ")", text)
    # Of what is nothing but signs the letters are searched.
    if read_tree(without.strip(), []) is not None:
        assert required(parse_query(text).tree) == required(parse_query(without).tree)


@pytest.mark.slow
@generated(160)
@given(TEXTS)
def test_a_mended_query_holds_what_is_promised(text: str) -> None:
    """It gives no such notice again, and asks for something else, or shows the reading."""
    parsed = parse_query(text)
    for notice in parsed.notices:
        if notice.query is None:
            continue
        mended = parse_query(notice.query)
        again = {(each.code, each.message) for each in mended.notices}
        assert (notice.code, notice.message) not in again
        if notice.code != "not_understood":
            assert notice.code not in {code for code, _ in again}
        is_same = meaning(mended.tree) == meaning(parsed.tree)
        if notice.code not in MAY_BE_SAME:
            assert is_same == (notice.code == "mixed_operators")
        assert not came_in(notice.query, text)


@pytest.mark.slow
@generated(160)
@given(TEXTS)
def test_who_follows_the_links_comes_to_an_end(text: str) -> None:
    """Mending one thing after the other leads to a query without anything to mend."""
    for _ in range(20):
        queries = [notice.query for notice in parse_query(text).notices if notice.query]
        if not queries:
            return
        text = queries[0]
    pytest.fail(text)


@generated(120)
@given(trees)
def test_what_is_written_back_is_what_was_meant(tree: Node) -> None:
    """A tree as text has its brackets, and nothing in it is taken for another tool's."""
    assert parse_query(str(tree)).notices == ()


@pytest.mark.parametrize(
    ("text", "code", "query"),
    [
        ('"night train', "unclosed_quote", '"night train"'),
        ('night train"', "unclosed_quote", '"night train"'),
        ('"night train OR ferry', "unclosed_quote", '"night train" OR ferry'),
        ('ferry title:"night train -bus', "unclosed_quote", 'ferry title:"night train" -bus'),
        ("a OR (b c", "unbalanced_bracket", "a OR (b c)"),
        ("a b) OR c", "unbalanced_bracket", "(a b) OR c"),
        ("NOT (a b", "unbalanced_bracket", "NOT (a b)"),
        ("(night train", "unbalanced_bracket", "(night train)"),
        ("night train)", "unbalanced_bracket", "(night train)"),
        ("night train (", "unbalanced_bracket", "night train"),
        ('o\'reilly "a" "b', "unclosed_quote", 'o\'reilly "a" "b"'),
        ("ferry or bridge", "lower_case_operator", "ferry OR bridge"),
        ("ferry not strike", "lower_case_operator", "ferry NOT strike"),
        ("not ferry", "lower_case_operator", "NOT ferry"),
        ("(ferry or bridge) strike", "lower_case_operator", "(ferry OR bridge) strike"),
        ("a OR b and c", "lower_case_operator", "a OR b AND c"),
        ("a or b and c", "lower_case_operator", "a OR b AND c"),
        ("a OR b c", "mixed_operators", "(a OR b) c"),
        ("a OR b AND c", "mixed_operators", "a OR (b AND c)"),
        ("a b OR c d", "mixed_operators", "a (b OR c) d"),
        ("a NOT b OR c", "mixed_operators", "a (NOT b OR c)"),
        ("a OR b NOT c", "mixed_operators", "(a OR b) NOT c"),
        ("a OR b -c", "mixed_operators", "(a OR b) NOT c"),
        ("x (a OR b c)", "mixed_operators", "x ((a OR b) c)"),
        ("outage w/5 azure", "other_operator", 'near5:"outage azure"'),
        ("outage W/5 azure", "other_operator", 'near5:"outage azure"'),
        ("outage NEAR/5 azure", "other_operator", 'near5:"outage azure"'),
        ("outage near/5 azure", "other_operator", 'near5:"outage azure"'),
        ("outage near5 azure", "other_operator", 'near5:"outage azure"'),
        ("outage adj5 azure", "other_operator", 'near5:"outage azure"'),
        ("outage ADJ5 azure", "other_operator", 'near5:"outage azure"'),
        ("outage NEAR azure", "other_operator", 'near15:"outage azure"'),
        ("outage ADJ azure", "other_operator", '"outage azure"'),
        ("outage pre/5 azure", "other_operator", '"outage azure"~5'),
        ("outage onear/5 azure", "other_operator", '"outage azure"~5'),
        ("outage w/999 azure", "other_operator", 'near100:"outage azure"'),
        ("x AND (outage w/5 azure)", "other_operator", 'x AND (near5:"outage azure")'),
        ("a w/5 b w/5 c", "other_operator", 'near5:"a b c"'),
        (
            '(outage OR "night train") w/5 azure',
            "other_operator",
            '(near5:"outage azure" OR near5:"night train azure")',
        ),
        ("secur* w/5 azure", "other_operator", None),
        ("title:azure w/5 outage", "other_operator", 'title:near5:"azure outage"'),
        ("title:azure pre/5 title:outage", "other_operator", 'title:"azure outage"~5'),
        ("title:azure w/5 excerpt:outage", "other_operator", None),
        ("=azure w/5 =outage", "other_operator", 'near5:="azure outage"'),
        ("=azure w/5 outage", "other_operator", None),
        ("title:(a OR b) w/5 c", "other_operator", '(title:near5:"a c" OR title:near5:"b c")'),
        ("outage adj azure", "other_operator", '"outage azure"'),
        ("outage pre5 azure", "other_operator", '"outage azure"~5'),
        ("outage N5 azure", "other_operator", 'near5:"outage azure"'),
        ("(a b) w/5 c", "other_operator", None),
        ("a || b", "other_operator", "a OR b"),
        ("a ANDNOT b", "other_operator", "a NOT b"),
        ("atleast5(word)", "other_operator", "atleast5:word"),
        ("ATLEAST5 word", "other_operator", "atleast5:word"),
        ("near5:(a b)", "other_operator", 'near5:"a b"'),
        ("near5:a b", "other_operator", "a b"),
        ('near5:("a b")', "other_operator", 'near5:"a b"'),
        ('near5: "a b"', "other_operator", 'near5:"a b"'),
        ("near5: a b", "other_operator", None),
        ("near5: (a b)", "other_operator", 'near5:"a b"'),
        ('near:"a b"', "other_operator", 'near15:"a b"'),
        ("-title:near:(a b)", "other_operator", '-title:near15:"a b"'),
        ("near5:outage", "other_operator", "outage"),
        ("title:near5:=outage", "other_operator", "title:=outage"),
        ("atleast2: x", "other_operator", "atleast2:x"),
        ("atleast2:(=x)", "other_operator", "atleast2:=x"),
        ("outage /5 azure", "other_operator", 'near5:"outage azure"'),
        ("outage +5 azure", "other_operator", '"outage azure"~5'),
        ("outage /s azure", "other_operator", 'near15:"outage azure"'),
        ("HEADLINE(azure) x", "other_operator", "title:(azure) x"),
        ("x AND TITLE(azure OR outage)", "other_operator", "x AND title:(azure OR outage)"),
        ("(a b)~5", "slop_after_bracket", '"a b"~5'),
        ("(a OR b)~5", "slop_after_bracket", "(a OR b)"),
        ('("a b")~5', "slop_after_bracket", '"a b"~5'),
        ('title:("a b")~5', "slop_after_bracket", 'title:"a b"~5'),
        ("(a)~3 b", "slop_after_bracket", "(a) b"),
        ("((a b)~2 OR c)~3", "slop_after_bracket", '("a b"~2 OR c)'),
        ('near5:"a b"~3', "slop_after_bracket", 'near5:"a b"'),
        ("a OR OR b", "dangling_operator", "a OR b"),
        ("a AND OR b", "dangling_operator", "a OR b"),
        ("a AND AND NOT b", "dangling_operator", "a AND NOT b"),
        ("a OR", "dangling_operator", "a"),
        ("OR a AND", "dangling_operator", "a"),
        ("a NOT", "dangling_operator", "a"),
        ("x (a OR)", "dangling_operator", "x (a)"),
        ("a OR () b", "dangling_operator", "a OR b"),
        ("AND OR", "dangling_operator", "and or"),
        ("a or or b", "lower_case_operator", "a OR b"),
        ("a or OR b", "lower_case_operator", "a OR b"),
        ("a or not b", "lower_case_operator", "a OR NOT b"),
        ('near500:"a b"', "out_of_range", 'near100:"a b"'),
        ('near0:"a b"', "out_of_range", 'near1:"a b"'),
        ('"a b"~500', "out_of_range", '"a b"~100'),
        ('"a b"~99999', "out_of_range", '"a b"~100'),
        ('"a b"~0', "out_of_range", '"a b"~1'),
        ("azrue~9", "out_of_range", "azrue~2"),
        ("azrue~12", "out_of_range", "azrue~2"),
        ("title:azrue~0", "out_of_range", "title:azrue~1"),
        ("atleast0:a", "out_of_range", "a"),
        ("atleast100:a", "out_of_range", "atleast99:a"),
        ('near5:"az* outage"', "other_wildcard", "(az* outage)"),
        ('title:"az* outage"', "other_wildcard", "title:(az* outage)"),
        ('"azure~"', "other_wildcard", "azure~"),
        ('"state of * union"', "other_wildcard", '"state of union"~2'),
        ("secur!", "other_wildcard", "secur*"),
        ("title:secur$", "other_wildcard", "title:secur*"),
        ("wom?n", "other_wildcard", "wom*n"),
        ("=(a b)", "misplaced_exact", "(=a =b)"),
        ("=title:x", "misplaced_exact", "title:=x"),
        ("=secur*", "misplaced_exact", "secur*"),
        ("=azure~", "misplaced_exact", "azure~"),
        ("-title:=az*", "misplaced_exact", "-title:az*"),
        ('=near5:"a b"', "misplaced_exact", 'near5:="a b"'),
        ("=title:atleast2:x", "misplaced_exact", "title:atleast2:=x"),
        ("=atleast2:x", "misplaced_exact", "atleast2:=x"),
        ("publisher:bbc", "not_understood", "provider:bbc"),
        ('source:"BBC News" x', "not_understood", 'provider:"BBC News" x'),
        ("source:(a OR b)", "not_understood", "provider:(a OR b)"),
        ("date:2021-08 x", "not_understood", "published:2021-08 x"),
        ("date:soon", "not_understood", None),
        ("Headline:comet", "not_understood", "title:comet"),
        ("hl:comet", "not_understood", "title:comet"),
        ("body:comet", "not_understood", "excerpt:comet"),
        ("url:bbc.co.uk", "not_understood", "site:bbc.co.uk"),
        ("language:en", "not_understood", None),
        ("tittle:comet", "not_understood", "title:comet"),
        ("-tittle:comet", "not_understood", "-title:comet"),
        ("flavour:sweet", "not_understood", None),
    ],
)
def test_what_is_said_and_how_it_is_mended(text: str, code: str, query: str | None) -> None:
    """One notice says it; the text is read as it stands."""
    parsed = parse_query(text)
    assert [(notice.code, notice.query) for notice in parsed.notices] == [(code, query)]
    assert parsed.text == text


@pytest.mark.parametrize(
    "text",
    [
        "salt and pepper", "a and b and c", "or", "not", "ferry or", "or ferry", 'ferry "',
        '27" tv',
        "((a OR b))", "what is azure?", "Yahoo! news", "a | b", "AT & T", "a && b",
        "ferry OR bridge after:2021", "(a OR b) c", "a OR b OR c", "a AND b AND c",
        "a OR b -topic:c", "a b~", "NOT NOT a",
        "provider:a OR provider:b storm", "TS=(a)", "near the sea", "adj", "n5 pre5", "w/o milk",
        "24/7 news",
        "https://a.example/b", "note: comet", "12:30", '"a or b"', '"a OR b c"', "x y^2",
        "the quick brown fox and the lazy dog or the cat", "N5 road", "C# c++",
    ],
)  # fmt: skip
def test_what_is_as_it_seems_is_passed_over(text: str) -> None:
    """Nobody is told about common texts, or about what makes no difference."""
    assert parse_query(text).notices == ()


def test_one_field_is_mended_where_another_value_cannot_be_read() -> None:
    """What was not understood before is no reason against a mended query."""
    notices = parse_query("quality:high source:bbc byline:x").notices
    assert [notice.query for notice in notices] == [
        None,
        "quality:high provider:bbc byline:x",
        None,
    ]


def test_the_reading_and_the_other_one_are_both_said() -> None:
    """With brackets, so that either can be written."""
    (notice,) = parse_query("storm OR flood warning").notices
    assert "read as (storm OR flood) warning" in notice.message
    assert "the other way would be storm OR (flood warning)" in notice.message
    (notice,) = parse_query("storm OR flood AND warning").notices
    assert "read as storm OR (flood AND warning)" in notice.message
    assert "the other way would be (storm OR flood) AND warning" in notice.message


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a or b", Group("side by side", (Word("a"), Word("or"), Word("b")))),
        ("a w/5 b", Group("side by side", (Word("a"), Word("w/5"), Word("b")))),
        ("source:bbc", Group("side by side", (Word("source"), Word("bbc")))),
    ],
)
def test_nothing_is_rewritten(text: str, tree: Node) -> None:
    """What is said of a text changes nothing in how it is read."""
    assert parse_query(text).tree == tree


def test_meaning_is_equal_for_what_asks_for_the_same() -> None:
    """Quotes round a word, AND and order of brackets are no matter; forms and fields are."""
    a, b, c = Word("a"), Word("b"), Word("c")
    both = meaning(Group("and", (a, Group("side by side", (b, c)))))
    assert both == meaning(Group("side by side", (a, b, c)))
    assert meaning(Phrase("A")) == meaning(a) == meaning(Near("a", 3))
    assert meaning(Group("and", (a, Word("!")))) == meaning(a)
    for other in (Word("a", exact=True), Word("a", "title"), Not(a), b):
        assert meaning(other) != meaning(a)


@pytest.mark.slow
@pytest.mark.parametrize(
    "part", ["field{}:x ", "a w/{} b ", "a OR b c{} ", '=(x{} y) "', "(a or b{} "]
)
def test_long_texts_are_looked_at_in_time(part: str) -> None:
    """So many notices are made at the most, whatever there is to say."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    text = "".join(part.format(letters[n % 26] + letters[n // 26]) for n in range(200))
    started = time.thread_time()
    notices = parse_query(text).notices
    assert time.thread_time() - started < 2
    assert len(notices) <= MAX_NOTICES + 2
