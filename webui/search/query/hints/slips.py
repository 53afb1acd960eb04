"""Quotes and brackets without their other half."""

from __future__ import annotations

import re
from collections.abc import Iterator

from webui.search.query.hints.outline import Outline, replaced
from webui.search.results.base import Notice

# What a phrase that nobody closed, or opened, does not reach over.
_AFTER = re.compile(r"\s+(?:OR|AND|NOT)(?=\s)|[()]|\s+-(?=\w)|\s+\w+:(?=\S)")
_BEFORE = re.compile(r"(?:(?<=\s)|^)(?:OR|AND|NOT)\s+|[()\"]\s*|(?:(?<=\s)|^)(?:-|\w+:)")
_EMPTY = re.compile(r"\(\s*\)")


def unclosed_quote(text: str, outline: Outline) -> Iterator[Notice]:
    """Notice a quote without another one; sizes in inches have none either."""
    at = outline.stray
    if at is None or text[:at][-1:].isdigit():
        return
    before, after = text[:at], text[at + 1 :]
    if before.strip() and not before[-1].isspace() and before[-1] not in "(:=-":
        begins = max((found.end() for found in _BEFORE.finditer(before)), default=0)
        if not before[begins:].strip():
            return
        message = (
            "A quote was closed that was not opened; the words before it were read one by one."
        )
        query = replaced(text, [(begins, begins, '"')])
    else:
        if not re.search(r"\w", after):
            return
        limit = _AFTER.search(after)
        ends = at + 1 + len((after[: limit.start()] if limit else after).rstrip())
        message = "A quote was not closed; the words after it were read one by one."
        query = replaced(text, [(ends, ends, '"')])
    yield Notice(code="unclosed_quote", message=message, query=query)


def unbalanced_bracket(text: str, outline: Outline) -> Iterator[Notice]:
    """Notice brackets without another half, which are passed over."""
    if not outline.unclosed and not outline.surplus:
        return
    query = "(" * outline.surplus + text + ")" * outline.unclosed
    while _EMPTY.search(query):
        query = _EMPTY.sub("", query)
    what = "is not closed" if outline.unclosed else "closes none that was opened"
    yield Notice(
        code="unbalanced_bracket",
        message=f"A bracket {what}; it was passed over.",
        query=query.strip() or None,
    )
