"""HTML from the web → plain text, once, on the way in."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

# Only these are tags: real titles hold <MSFT.O>, List<string>, a < b and <3.
_BREAKING = """
    address article aside audio blockquote body br button canvas caption center col colgroup dd
    details dialog dir div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2
    h3 h4 h5 h6 head header hgroup hr html iframe img input legend li link main map menu meta nav
    noframes noscript object ol optgroup option p param picture pre script search section select
    source style summary svg table tbody td template textarea tfoot th thead title tr track ul
    video
"""
_INLINE = """
    a abbr acronym applet area b base basefont bdi bdo big cite code data datalist del dfn em font
    i ins kbd label mark marquee math meter nobr output progress q rp rt ruby s samp slot small
    span strike strong sub sup time tt u var wbr
"""
_BREAKING_TAGS = frozenset(_BREAKING.split())
_TAGS = _BREAKING_TAGS | frozenset(_INLINE.split())
_HIDDEN_TAGS = frozenset(("script", "style"))

_TAG_START = re.compile(r"<(?:!--|/?([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>]|$))")
_TAG_REST = re.compile(r"""(?:"[^"]*"|'[^']*'|[^"'>])*+>""")
_CUT_OFF_TAG = re.compile(r"/\w+\s*$|\w+\s+[\w-]+\s*=")
_HIDDEN_END = re.compile(r"</(script|style)(?=[\s/>])", re.IGNORECASE)

# Python refuses to turn longer digit strings into numbers.
_ENDLESS_REFERENCE = re.compile(r"&#x?[0-9a-fA-F]{1000,};?", re.IGNORECASE)

# What cannot be seen and would split words or turn the direction of the line.
_INVISIBLE = {
    code: None
    for codes in (
        (0xAD, 0x200B, 0x2060, 0xFEFF),
        range(0x202A, 0x202F),
        range(0x2066, 0x206A),
    )
    for code in codes
}
_CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), " ")
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_TRANSLATION: dict[int, str | None] = {**_INVISIBLE, **_CONTROLS, **_SURROGATES}

# Unicode's own bound for text that can be normalised in a stream (UAX 15). The
# time to order marks grows with the square of their number.
_MAX_MARKS = 30
# Marks that count as letters there, since each is two marks (UAX 15, 5.4): no more can join them.
_DOUBLE_MARKS = frozenset("\u0f73\u0f75\u0f81")
_LONG_RUN = re.compile(rf"[^\x00-\u02ff]{{{_MAX_MARKS + 1},}}")


# A byte order mark in UTF-8 that was read as Latin-1, as exports begin with.
_MARK_OF_BYTE_ORDER = re.compile("(?:\\s*ï»¿)+")


# Labels that are remembered; longer ones are not worth the memory.
_REMEMBERED = 4096
_SHORT = 100


def plain_text(text: str) -> str:
    """Strip tags, decode entities once, and make the white space single spaces.

    The result is in Unicode's form NFC, without control and other invisible
    characters, and without a byte order mark at its beginning, however that was
    misread. Takes time in proportion to the length of ``text``.
    """
    # Labels, mostly.
    if text.isascii() and text.isalnum():
        return text
    if "<" in text:
        text = _without_tags(text)
    if "&" in text:
        text = html.unescape(_ENDLESS_REFERENCE.sub("\ufffd", text))
    if not text.isprintable():
        text = text.translate(_TRANSLATION)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _LONG_RUN.sub(_fewer_marks, text))
        if mark := _MARK_OF_BYTE_ORDER.match(text):
            text = text[mark.end() :]
    # The only white space that is printable is the space.
    if "  " not in text and text.isprintable():
        return text.strip(" ")
    return " ".join(text.split())


def plain_label(text: str) -> str:
    """Do what :func:`plain_text` does, for texts that come again and again."""
    return _known(text) if len(text) <= _SHORT else plain_text(text)


_known = lru_cache(_REMEMBERED)(plain_text)


def _without_tags(text: str) -> str:
    kept: list[str] = []
    position = 0
    last_end = text.rfind(">")
    # Once an attribute's quote is not closed, quotes are no longer believed:
    # looking for the other one from every tag would take quadratic time.
    quotes = True
    while found := _TAG_START.search(text, position):
        start = found.start()
        name = (found[1] or "").lower()
        if found[1] and name not in _TAGS:
            kept.append(text[position : found.end()])
            position = found.end()
            continue
        kept.append(text[position:start])
        if not found[1]:
            end = text.find("-->", found.end())
            position = end + 3 if end >= 0 else len(text)
            kept.append(" ")
            continue
        if start > last_end:
            # Excerpts are cut at a length, sometimes in a tag.
            if not _CUT_OFF_TAG.match(text, start + 1):
                kept.append(text[start:])
            return "".join(kept)
        rest = _TAG_REST.match(text, found.end()) if quotes else None
        quotes = rest is not None
        position = rest.end() if rest else text.index(">", found.end()) + 1
        if name in _HIDDEN_TAGS and text[start + 1] != "/":
            closing = _HIDDEN_END.search(text, position)
            position = closing.start() if closing else len(text)
        if name in _BREAKING_TAGS:
            kept.append(" ")
    kept.append(text[position:])
    return "".join(kept)


def _fewer_marks(run: re.Match[str]) -> str:
    """Keep the first of very many combining marks on one letter."""
    kept: list[str] = []
    marks = 0
    for character in run[0]:
        is_mark = unicodedata.combining(character) or character in _DOUBLE_MARKS
        marks = marks + 1 if is_mark else 0
        if marks <= _MAX_MARKS:
            kept.append(character)
    return "".join(kept)
