"""Atom (RFC 4287), in pages (RFC 5005, section 3)."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from webui.formats.syndication.feed_document import FeedDocument, FeedItem

ATOM_TYPE = "application/atom+xml"

_NAMESPACE = "http://www.w3.org/2005/Atom"
_AUTHOR = "Cuttings"
# All that XML 1.0 has no character for; line ends are what parsers make of them.
_NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# What RFC 3987 has no place for in an IRI; publishers write it all the same.
_NOT_IN_ADDRESS = re.compile(r"""[\x00-\x20\x7f"<>\\^`{|}]""")


def write_atom(document: FeedDocument) -> bytes:
    """Return a page of a feed as an Atom document, in UTF-8.

    Characters that XML cannot hold become U+FFFD.
    """
    ElementTree.register_namespace("", _NAMESPACE)
    root = ElementTree.Element(_tag("feed"))
    _add(root, "id", document.first)
    _add(root, "title", document.title)
    _add(root, "subtitle", document.subtitle)
    _add(root, "updated", document.updated)
    _add(_add(root, "author"), "name", _AUTHOR)
    _add(root, "generator", _AUTHOR)
    _link(root, "alternate", document.home, "text/html")
    _link(root, "self", document.own, ATOM_TYPE)
    _link(root, "first", document.first, ATOM_TYPE)
    _link(root, "next", document.next, ATOM_TYPE)
    for item in document.items:
        _add_entry(root, item)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _add_entry(root: ElementTree.Element, item: FeedItem) -> None:
    entry = _add(root, "entry")
    _add(entry, "id", item.id)
    _add(entry, "title", item.title)
    _add(entry, "updated", item.updated)
    if item.published:
        _add(entry, "published", item.published)
    if item.author:
        _add(_add(entry, "author"), "name", item.author)
    _link(entry, "alternate", item.url, "text/html")
    _link(entry, "related", item.page, "text/html")
    for tag in item.tags:
        _add(entry, "category", term=tag)
    _add(entry, "content", item.html, type="html")


def _link(parent: ElementTree.Element, rel: str, href: str, kind: str) -> None:
    if href:
        _add(parent, "link", rel=rel, type=kind, href=_NOT_IN_ADDRESS.sub(_escaped, href))


def _add(
    parent: ElementTree.Element, name: str, text: str = "", **attributes: str
) -> ElementTree.Element:
    clean = {attribute: _clean(value) for attribute, value in attributes.items()}
    element = ElementTree.SubElement(parent, _tag(name), clean)
    element.text = _clean(text) or None
    return element


def _escaped(found: re.Match[str]) -> str:
    return f"%{ord(found[0]):02X}"


def _clean(text: str) -> str:
    return _NO_CHARACTER.sub("\ufffd", text)


def _tag(name: str) -> str:
    return f"{{{_NAMESPACE}}}{name}"
