"""Atom documents, as parsers of others read them."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.formats.syndication.documents import document, item
from tests.webui.search.library import generated
from webui.formats.syndication.atom import write_atom

SPACE = "{http://www.w3.org/2005/Atom}"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def test_a_document_has_what_the_specification_wants() -> None:
    """One id, title and updated of the feed and of each entry, an author, and links by kind."""
    root = ElementTree.fromstring(write_atom(document(next="https://n.example/f?before=1%3Aa")))  # noqa: S314 - we wrote it
    assert root.tag == f"{SPACE}feed"
    for element in (root, *root.iter(f"{SPACE}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{SPACE}{name}")) == 1, name
        assert TIME.fullmatch(element.findtext(f"{SPACE}updated") or "")
        rels = [link.attrib["rel"] for link in element.findall(f"{SPACE}link")]
        assert len(rels) == len(set(rels))
        assert "alternate" in rels
    assert root.findtext(f"{SPACE}author/{SPACE}name") == "Cuttings"
    links = {link.attrib["rel"]: link.attrib["href"] for link in root.findall(f"{SPACE}link")}
    assert links == {
        "alternate": "https://n.example/?q=a&b",
        "self": "https://n.example/feed?q=a&b",
        "first": "https://n.example/feed?q=a&b",
        "next": "https://n.example/f?before=1%3Aa",
    }


def test_the_last_page_has_no_next_one() -> None:
    """A reader stops there."""
    parsed = feedparser.parse(write_atom(document()))
    assert [link.rel for link in parsed.feed.links] == ["alternate", "self", "first"]


def test_a_reader_finds_all_of_an_entry() -> None:
    """Texts, times, author, links, tags and the marks, each where readers look for it."""
    parsed = feedparser.parse(write_atom(document(items=[item()])), sanitize_html=False)
    assert not parsed.bozo
    assert parsed.feed.title == "Cuttings: a < b & c"
    (entry,) = parsed.entries
    assert entry.id == "urn:uuid:00000000-0000-5000-8000-000000000000"
    assert entry.title == "A <b>storm</b> & more"
    assert (entry.updated, entry.published) == ("2024-12-31T12:00:00Z", "2021-06-02T00:00:00Z")
    assert entry.author == "The Fen"
    assert [(link.rel, link.href) for link in entry.links] == [
        ("alternate", "https://fen.example/storm?a=1&b=2"),
        ("related", "https://n.example/article/storm"),
    ]
    assert [tag.term for tag in entry.tags] == ["Weather", "“Sea” & coast"]
    (content,) = entry.content
    assert content.type == "text/html"
    assert content.value == "<p>A <mark>storm</mark> &amp; more</p>"


def test_what_is_not_known_is_left_out() -> None:
    """An entry without a date, an author and an address of its own has none of them."""
    bare = item(published="", author="", page="", tags=())
    (entry,) = feedparser.parse(write_atom(document(items=[bare]))).entries
    assert "published" not in entry
    assert "author" not in entry
    assert "tags" not in entry
    assert [link.rel for link in entry.links] == ["alternate"]


@pytest.mark.parametrize(
    "text", ["]]>", "\x00\x1b", "\ud800", "\ufffe\uffff", "<!--", "&amp;&#0;", "\u202e", "a\rb"]
)
def test_hostile_texts_are_well_formed(text: str) -> None:
    """Whatever stands in an article, the document can be read."""
    hostile = item(title=text, html=text, author=text, tags=(text,))
    parsed = feedparser.parse(write_atom(document(title=text, subtitle=text, items=[hostile])))
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert len(parsed.entries) == 1


def test_addresses_are_iris() -> None:
    """What publishers write into them and RFC 3987 does not have is escaped; the rest stays."""
    url = 'https://fen.example/a b?c="><s>&d=%41é|\\^`{}\x7f#e'
    parsed = feedparser.parse(write_atom(document(items=[item(url=url)])))
    escaped = "https://fen.example/a%20b?c=%22%3E%3Cs%3E&d=%41é%7C%5C%5E%60%7B%7D%7F#e"
    assert parsed.entries[0].link == escaped


@generated(200)
@given(st.text(st.characters(categories=None)))
def test_any_text_comes_out_as_it_went_in(text: str) -> None:
    """But for line ends, and U+FFFD for what XML has no character for."""
    document_ = write_atom(document(items=[item(title=f"[{text}]")]))
    root = ElementTree.fromstring(document_)  # noqa: S314 - we wrote it
    title = root.findtext(f"{SPACE}entry/{SPACE}title") or ""
    assert len(title) == len(f"[{text}]".replace("\r\n", "\n"))
    for before, after in zip(f"[{text}]".replace("\r\n", "\n"), title, strict=True):
        assert after in (before, "\ufffd" if before != "\r" else "\n")
