"""Fields that there are not: those of other search tools, and misspelt ones."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from itertools import pairwise

from webui.search.query.hints.language import FIELDS, VALUES
from webui.search.query.hints.outline import Outline, replaced
from webui.search.results.base import Notice

_NAME = re.compile(r"-?(?P<name>[A-Za-z]{2,}):(?!//)")
# How others call what is a field here; empty where nothing says that of an article.
_OTHER_NAMES = {
    **dict.fromkeys(("publisher", "source", "publication", "pub", "newspaper"), "provider"),
    **dict.fromkeys(("media", "outlet", "feed", "rst", "so"), "provider"),
    **dict.fromkeys(("headline", "hl", "hd", "ti", "head", "intitle", "allintitle"), "title"),
    **dict.fromkeys(("body", "text", "content", "abstract", "summary", "description"), "excerpt"),
    **dict.fromkeys(("lead", "hlead", "lp", "snippet", "intext"), "excerpt"),
    **dict.fromkeys(("subject", "tag", "tags", "keyword", "keywords", "category", "su"), "topic"),
    **dict.fromkeys(("domain", "url", "host", "hostname", "link"), "site"),
    **dict.fromkeys(("date", "pubdate", "pd", "day", "month", "year"), "published"),
    **dict.fromkeys(("since",), "after"),
    **dict.fromkeys(("until",), "before"),
    **dict.fromkeys(("byline", "author", "by", "language", "lang", "la", "country"), ""),
    **dict.fromkeys(("region", "company", "person", "filetype", "section"), ""),
}  # fmt: skip
_KNOWN = (*FIELDS, *VALUES)
# Operators; what is wrong with them is said elsewhere.
_OPERATORS = ("near", "atleast")


def fields_before_brackets(text: str, outline: Outline) -> Iterator[Notice]:
    """Notice ``HEADLINE(azure)``, as Nexis and ProQuest write fields."""
    changes, first = [], ""
    for level in outline.levels():
        for part, group in pairwise(level):
            name = part.text.lower()
            meant = _OTHER_NAMES.get(name, name if name in FIELDS else "")
            if meant and group.kind == "group" and not group.prefix and part.end == group.start:
                first = first or f"“{part.text}” was read as a word; here one writes {meant}:(…)."
                changes.append((part.start, part.end, f"{meant}:"))
    if changes:
        yield Notice(code="other_operator", message=first, query=replaced(text, changes))


def unknown_fields(text: str, outline: Outline) -> Iterator[Notice]:
    """Notice fields that there are not, with the one that is meant, once for each name."""
    places: dict[str, list[int]] = {}
    for part in outline.every():
        found = _NAME.match(part.text)
        if found is None or part.text == found[0]:
            continue
        name = found["name"]
        is_other = name.lower() in _OTHER_NAMES
        if name.lower() in (*_KNOWN, *_OPERATORS):
            continue
        if not (is_other or (len(name) > 2 and name.islower())):
            continue
        places.setdefault(name, []).append(part.start + found.start("name"))
    for name, starts in places.items():
        meant = _OTHER_NAMES.get(name.lower())
        if meant is None:
            close = difflib.get_close_matches(name, _KNOWN, n=1)
            meant = close[0] if close else ""
            hint = f"did you mean “{meant}:”?" if meant else f"known are {', '.join(_KNOWN)}."
        else:
            hint = f"here it is called {meant}." if meant else "there is none for that."
        message = f"There is no field “{name[:50]}”, so it was read as a word; {hint}"
        changes = [(start, start + len(name), meant) for start in starts]
        query = replaced(text, changes) if meant else None
        yield Notice(code="not_understood", message=message, query=query)
