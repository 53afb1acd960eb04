"""Reading ordinary front matter quickly, with the full reader as the oracle."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.parsing.article import read_fully, read_quickly
from indexer.parsing.frontmatter import front_matter
from indexer.reporting.failure import ArticleError
from tests.conftest import SAMPLE_ARTICLES
from tests.indexer.test_corpus import CORPUS


def is_quick(front: bytes) -> bool:
    """Return whether a front matter is read quickly; if so, it must be read rightly."""
    quick = read_quickly("id", front)
    if quick is not None:
        assert quick.article == read_fully("id", front)
    return quick is not None


def lines(text: str) -> bytes:
    """Return a front matter with these lines."""
    return f"---\n{text}\n".encode()


IMPORTED = r"""
category: news
title: "A \"title\": 50 % \u2019caf\xe9\\"
excerpt: "One.\r\n\r\nTwo"
publishedDateTime: 2019-10-03T08:00:01Z
webUrl: "https://a.example/b/"
quality: 4
heat: -1
published: false

provider:
  name: The Bean
  domain: bean.example
  images:
    - url: /bean.jpg
      width: 50

topics:
  - Azure
  - "Open source"

images:
  - url: "https://a.example/c.jpg"
    width: 1200
    height: 630
    isCached: true

related:
  - title: "B"
    webUrl: "https://b.example"
    provider:
      name: B
      images:
        - url: /b.jpg
    images:
      - url: "https://b.example/d.jpg"
        width: 1

  - webUrl: https://c.example
    title: 'It''s C'
  - title: None
""".strip("\n")

ORDINARY = {
    "imported": IMPORTED,
    "as PyYAML writes": yaml.safe_dump(yaml.safe_load(IMPORTED), width=1000),
    "Windows": IMPORTED.replace("\n", "\r\n"),
    "comments": f"# One\n\n{IMPORTED}\n  # Two\n",
    "spaces at the end": IMPORTED.replace("\n", "  \n"),
    "written by hand": "title: It's a day:no, two\ntopics: [Azure, 'a, b', \"c\", Open source]\n"
    "date: 2021-08-26\nwebsite: https://a.example/?b=c#d\nprovider:\n  name: Bean & Co.",
    "nothing": "title: x\nexcerpt:\ntopics: []\nrelated:\nimages: ~\nquality:\nheat: null",
    "repeated keys": "title: x\ntitle: y\nrelated:\n  - webUrl: a\n    webUrl: b\n"
    "topics:\n  - a\ntopics: [b]",
    "repeated related": "title: x\nrelated:\n  - webUrl: a\nquality: 1\nrelated:\n  - webUrl: b\n",
    "removed": "removed: true",
}


@pytest.mark.parametrize("text", ORDINARY.values(), ids=ORDINARY.keys())
def test_ordinary_front_matter_is_read_quickly(text: str) -> None:
    """What importers, PyYAML and people write needs no full reader."""
    assert is_quick(lines(text))


@pytest.mark.parametrize(
    "line",
    [
        "excerpt: |\n  a", "excerpt: >\n  a", "excerpt: a\n  b", 'excerpt: "a\n  b"', "excerpt: *a",
        "excerpt: &a b", "excerpt: !!str a", "<<: {a: b}", "? a\n: b", '"a": b', "a : b", "a:\tb",
        "a: - b", "a: b: c", "a: b:", "a: @b", "a: `b", "a: %b", "a: {b: c}", "a: [b", "a: [[b]]",
        "a: [b: c]", "a: 'b", 'a: "b', r'a: "\q"', r'a: "\ud800"', "a: 'b' c", 'a: "b" c', "a b",
        "- a", "a:\n  - - b", "a:\n  - b\n  c: d", "a:\n   b: c", "a:\n  - b: c\n   d: e", "--- a",
        "a: b\u0085", "a: b\u2028", "a: b\u2029", "a: b\x07", "a: b\ufeff", "a: b\ufffe", "a: b\rc",
        "title: 5", "title: yes", "title: ''", "title: [a]", "title:\n  - a", "topics: a",
        "topics: [1]", "quality: x", "quality: 2147483647", "published: 1", "related: [a]",
        "related:\n  - a", "related:\n  a: b", "images:\n  - a", "provider: a", "provider:\n  - a",
        "publishedDateTime: 2021-13-01T00:00:00Z", f"{'k' * 1025}: v", "provider:\n  name:\n    a",
    ],
)  # fmt: skip
def test_anything_else_is_left_to_the_full_reader(line: str) -> None:
    """What is rare, ambiguous or wrong is not read quickly, wherever it stands."""
    assert not is_quick(lines(f"title: x\n{line}\nexcerpt: y"))
    if line.startswith("a:"):
        line = line.replace("\n", "\n    ")
        assert not is_quick(lines(f"title: x\nrelated:\n  - title: y\n    {line}\n    z: 1"))


@pytest.mark.parametrize("last", ["", " ~", " b", "\n      - b", "\n      b: c"])
def test_the_last_of_repeated_keys_counts(last: str) -> None:
    """Also where it has no value, and an earlier one has."""
    for key in ("related", "images"):
        entry = f'  - webUrl: "a"\n    url: "a"\n    webUrl:{last}\n    url:{last}'
        is_quick(lines(f"title: x\n{key}:\n{entry}"))


KEYS = st.sampled_from([
    "title", "name", "excerpt", "topics", "provider", "publishedDateTime", "webUrl", "website",
    "type", "quality", "heat", "published", "removed", "images", "related", "foo", "url", "width",
    "height", "domain", "yes",
])  # fmt: skip
ODD_KEYS = st.sampled_from(
    [
        '"title"',
        "'a'",
        "? title",
        "title ",
        "<<",
        "{a}",
        "- title",
        "é",
        "&a title",
        "#",
        "k" * 1030,
    ]
)
PLAIN_VALUES = st.sampled_from([
    '"a b"', '"a\\"b\\\\"', '"\\u2019\\n"', "'it''s'", "text here", "/x.jpg",
    "https://a.example/?b#c", "12", "-1", "true", "2021-08-26T10:00:00Z", "[a, b c]", "[]", "a:b",
    "a#b", "é", "~",
])  # fmt: skip
ODD_VALUES = st.sampled_from([
    "a: b", "a #c", "# c", "- x", "-", "---", "...", "yes", "No", "null", "y", "0x10", "1_000",
    "1:30", "1e3", ".inf", ".nan", "007", "-0", "+5", "99999999999", "2021-01-01",
    "2021-13-01T10:00:00Z", "2021-1-1 1:00:00 +2", "0001-01-01T00:00:00Z", "@x", "`x", "%x",
    "&a x", "*a", "!x y", "!!str 5", "|", ">", "|-", "{", "[", "{a: b}", "[ a,b ]",
    '["x, y", \'z\', 5]', "[a, ]", "[a: b]", "[a b , c]", "[yes, ~]", "[[a]]", "[a]b", "? x",
    ": x", "x:", "=", "<<", "'a'b", '"a"b', '"a": b', '"a" # b', "'a", '"a', '"\\q"', '"\\ud800"',
    '"\\ "', "a\\b", "\xa0x\xa0", "x\x85y", "x\u2028", "\u2029", "\ufeff", "\ufffe", "\x07", "\t",
    "a\tb", "x ", '"x" ', "<b>x</b>", "", "12 m", "&amp; x",
])  # fmt: skip
ENDS = st.sampled_from(
    ["\n"] * 30 + ["\n\n", "\r\n", " \n", "\n# c\n", " # c\n", "\r", "\n\t\n", ""]
)


def rarely(odd: st.SearchStrategy[str], usual: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return the usual nearly always, so that whole documents often are of the ordinary kind."""
    return st.integers(0, 20).flatmap(lambda number: odd if number == 20 else usual)


VALUES = rarely(ODD_VALUES, PLAIN_VALUES)


@st.composite
def mappings(draw: st.DrawFn, indent: int, depth: int, step: int) -> str:
    """Return the lines of a mapping, mostly right."""
    text = ""
    for _ in range(draw(st.integers(1, 4))):
        key = draw(rarely(ODD_KEYS, KEYS))
        text += draw(rarely(st.just(" "), st.just(""))) + " " * indent + key
        kind = draw(st.sampled_from("vvvvslm")) if depth else "v"
        if kind == "v":
            separator = draw(rarely(st.sampled_from([":", " : ", ":\t", ":  "]), st.just(": ")))
            text += separator + draw(VALUES) + draw(ENDS)
        elif kind == "s":
            values = draw(st.lists(VALUES, min_size=1, max_size=3))
            dash = " " * (indent + step) + "- "
            text += ":\n" + "".join(dash + value + draw(ENDS) for value in values)
        elif kind == "l":
            text += ":" + draw(ENDS)
            for _ in range(draw(st.integers(1, 3))):
                entry = draw(mappings(indent + step + 2, depth - 1, step))
                text += " " * (indent + step) + "- " + entry[indent + step + 2 :]
        else:
            text += ":" + draw(ENDS) + draw(mappings(indent + 2, depth - 1, step))
    return text


@pytest.mark.slow
@settings(max_examples=250)
@given(st.sampled_from((2, 0)).flatmap(lambda step: mappings(0, 3, step)))
def test_reads_generated_yaml_as_the_full_reader(text: str) -> None:
    """Whatever is put together from right and wrong parts, a quick answer is the right one."""
    is_quick(lines(f"title: x\n{text}"))


SAMPLES = [path.read_text() for path in sorted(SAMPLE_ARTICLES.rglob("*.md"))]
PIECES = st.one_of(
    VALUES, ODD_VALUES, ODD_KEYS, st.sampled_from([*"\n\r\t\\\"' #:-", "\n  - ", ": "])
)


@pytest.mark.slow
@settings(max_examples=250)
@given(
    st.sampled_from(SAMPLES),
    st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 6), PIECES | st.just("")),
        min_size=1,
        max_size=3,
    ),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=2),
)
def test_reads_damaged_articles_as_the_full_reader(
    text: str, edits: list[tuple[float, int, str]], moves: list[tuple[int, int]]
) -> None:
    """Characters and lines may be lost, repeated or put in between."""
    for place, length, piece in edits:
        at = int(place * len(text))
        text = text[:at] + piece + text[at + length :]
    for source, target in moves:
        parts = text.split("\n")
        parts.insert(target, parts[min(source, len(parts) - 1)])
        text = "\n".join(parts)
    try:
        front = front_matter(text.encode())
    except ArticleError:
        return
    is_quick(front)


@pytest.mark.parametrize("path", sorted(SAMPLE_ARTICLES.rglob("*.md")), ids=lambda path: path.stem)
def test_sample_articles_are_read_quickly(path: Path) -> None:
    """All sample articles are of the ordinary kind."""
    assert is_quick(front_matter(path.read_bytes()))


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the real articles are not here")
@pytest.mark.parametrize("part", range(8))
def test_real_articles_are_read_quickly(part: int) -> None:
    """Of a part of all real articles 99.9 % are read quickly, and all of those rightly."""
    paths = sorted(CORPUS.rglob("*-*.md"))[part::8]
    quick = sum(is_quick(front_matter(path.read_bytes())) for path in paths)
    assert quick >= 0.999 * len(paths)
