"""Marks in titles and excerpts."""

from __future__ import annotations

import html
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search.library import article, generated, opened
from tests.webui.search.trees import trees
from webui.search.criteria.criteria import SearchedField
from webui.search.local.compiling.compiler import compile_query
from webui.search.local.words.expansion import expand
from webui.search.query.highlighting import SNIPPET_CHARACTERS, Highlighter, highlighter
from webui.search.query.parser import parse_query
from webui.search.query.syntax import Node

TEXTS = st.lists(
    st.one_of(
        st.text(max_size=6),
        st.sampled_from(["cloud", "Clouds ", "café", " ", "<b>", "&amp;", '"', "'", "日本", "…"]),
    ),
    max_size=30,
).map("".join)


def plain(marked: str) -> str:
    """Return what a reader sees; fails on any tag but ``<mark>`` and on unescaped characters."""
    text = re.sub("</?mark>", "", marked)
    assert not re.search("[<>\"']", text)
    assert not re.search("&(?!amp;|lt;|gt;|#34;|#39;)", text)
    assert re.fullmatch("(?:[^<]|<mark>[^<]+</mark>)*", marked, re.DOTALL)
    return html.unescape(re.sub("&#(3[49]);", r"&#\1;", text))


@pytest.mark.slow
@generated(300)
@given(TEXTS, trees, st.none() | st.integers(40, 60))
def test_marks_change_nothing_but_the_markup(text: str, tree: Node, limit: int | None) -> None:
    """Without its tags and unescaped, a highlight is the text, or a part of it and ellipses."""
    marked = highlighter(tree, "title", {"cloud", "cafe"}).mark(text, limit)
    shown = plain(marked)
    if limit is None or len(text) <= limit:
        assert shown == text
    else:
        assert len(shown) <= limit + 4
        part = shown.removeprefix("… ").removesuffix(" …")
        assert part in text
        assert len(part) > limit // 3


@pytest.mark.parametrize(
    ("q", "text", "expected"),
    [
        ("cloud", "Clouds over CLOUD", "<mark>Clouds</mark> over <mark>CLOUD</mark>"),
        ("cafe", "Le Café", "Le <mark>Café</mark>"),
        ("red cloud", "red clouds", "<mark>red clouds</mark>"),
        ("red cloud", "red, cloud", "<mark>red</mark>, <mark>cloud</mark>"),
        ('"red cloud"', "red sky, red cloud", "red sky, <mark>red cloud</mark>"),
        ('"red cloud"~3', "red sky cloud", "<mark>red</mark> sky <mark>cloud</mark>"),
        ('"a a"', "a a a b a", "<mark>a a a</mark> b a"),
        ("-cloud red", "red cloud", "<mark>red</mark> cloud"),
        ("title:red excerpt:cloud", "red cloud", "<mark>red</mark> cloud"),
        ("topic:red provider:cloud", "red cloud", "red cloud"),
        ("the cloud", "the cloud", "the <mark>cloud</mark>"),
        ("the", "the cloud", "<mark>the</mark> cloud"),
        ("after:2021 cloud", "2021 cloud", "2021 <mark>cloud</mark>"),
        ("clo*", "clock cloud sky", "<mark>clock cloud</mark> sky"),
        ("*ou*", "clock cloud sky", "clock <mark>cloud</mark> sky"),
        ("excerpt:clo*", "cloud", "cloud"),
        ("-clo* sky", "cloud sky", "cloud <mark>sky</mark>"),
        ("sky -(clo* OR x)", "sky", "<mark>sky</mark>"),
        ("red-clo*", "red clock", "<mark>red clock</mark>"),
        ("cluod~", "Cloud", "<mark>Cloud</mark>"),
        ("sky~ clo*", "skyy cloud clock", "<mark>skyy cloud clock</mark>"),
        ("=cloud", "cloud clouds Cloud", "<mark>cloud</mark> clouds <mark>Cloud</mark>"),
        ('="red clouds"', "red cloud, red clouds", "red cloud, <mark>red clouds</mark>"),
        ('="red clouds"~3', "red sky clouds", "<mark>red</mark> sky <mark>clouds</mark>"),
        ("=the", "the cloud", "<mark>the</mark> cloud"),
        ("excerpt:=red", "red", "red"),
        ('near5:"red cloud"', "clouds, red", "<mark>clouds</mark>, <mark>red</mark>"),
        ('near5:="red cloud"', "clouds, red", "clouds, <mark>red</mark>"),
        ("atleast2:cloud", "clouds", "<mark>clouds</mark>"),
        ('atleast2:"red cloud"', "red, red cloud", "red, <mark>red cloud</mark>"),
        ("日本", "日本語", "<mark>日本</mark>語"),
        ("C#", "C# & C", "<mark>C#</mark> &amp; C"),
        ("cloud", '"<b>cloud\'s</b>"', "&#34;&lt;b&gt;<mark>cloud</mark>&#39;s&lt;/b&gt;&#34;"),
        ("", "<i>", "&lt;i&gt;"),
    ],
)
def test_what_is_marked(q: str, text: str, expected: str) -> None:
    """What made an article match is marked, and nothing else."""
    with opened([article("a", text), article("b", "cloud clock skyy")]) as snapshot:
        tree = parse_query(q).tree
        words = expand(compile_query(tree, "all"), snapshot).words.get("title_words", ())
    assert highlighter(tree, "title", words).mark(text) == expected


def test_what_was_not_looked_for_in_a_field_is_not_marked_there() -> None:
    """Words without a field are marked where they were looked for, others where they say."""
    tree = parse_query("cloud title:red").tree
    fields: tuple[SearchedField, ...] = ("excerpt",)
    shown = highlighter(tree, "title", (), searched=fields).mark("red cloud")
    assert shown == "<mark>red</mark> cloud"
    shown = highlighter(tree, "excerpt", (), searched=fields).mark("red cloud")
    assert shown == "red <mark>cloud</mark>"


def test_a_long_excerpt_is_shown_where_most_marks_are() -> None:
    """The window holds the marks, begins and ends at spaces, and says that it is a part."""
    text = "start cloud " + "word " * 300 + "cloud and cloud and cloud " + "word " * 300
    shown = highlighter(parse_query("cloud").tree, "excerpt", ()).mark(text, SNIPPET_CHARACTERS)
    assert shown.count("<mark>cloud</mark>") == 3
    assert shown.startswith("… word ")
    assert shown.endswith(" word …")
    assert len(plain(shown)) <= SNIPPET_CHARACTERS + 4


def test_a_long_text_without_spaces_keeps_its_mark() -> None:
    """Where no space is near, the window is cut anywhere, and the mark is in it."""
    text = "日" * 900 + "本" + "日" * 900
    shown = highlighter(parse_query("本").tree, "excerpt", ()).mark(text, 100)
    assert "<mark>本</mark>" in shown
    assert 90 <= len(plain(shown)) <= 104


def test_huge_texts_and_queries_take_no_time() -> None:
    """A text of megabytes that is all marks, and a query of many phrases, are marked at once."""
    phrases = " ".join(f'"cloud {n}"' for n in range(150))
    started = time.thread_time()
    shown = highlighter(parse_query(f"cloud {phrases}").tree, "excerpt", ()).mark(
        "cloud " * 500_000, SNIPPET_CHARACTERS
    )
    assert time.thread_time() - started < 5
    assert shown.startswith("<mark>cloud cloud")


def test_nothing_to_mark_is_the_escaped_text() -> None:
    """A highlighter of nothing escapes."""
    assert Highlighter().mark("a & b") == "a &amp; b"
    assert highlighter(None, "title", ()).mark("<mark>") == "&lt;mark&gt;"
