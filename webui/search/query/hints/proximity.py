"""Operators of other tools between words that stand near each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product

from webui.search.query.hints.language import MAX_SLOP
from webui.search.query.hints.outline import Outline, Part, operands_beside, replaced
from webui.search.results.base import Notice

NEAR_ALONE = 15
"""Positions, of NEAR without a number: as far as Web of Science takes it."""

# Nexis, Westlaw, ProQuest, Web of Science, Ovid, Factiva, EBSCO: w/5, NEAR/5, N/5, adj5, near5,
# N5; and those that keep the order: pre/5, P/5, onear/5, pre5.
_NEAR = re.compile(
    r"(?i:near|nr|n|within|w|adj|)/([0-9]{1,3})|(?i:near|adj)([0-9]{1,3})|(?i:n)([0-9]{1,2})"
)
_IN_ORDER = re.compile(r"(?:(?i:pre|p|onear)/|\+)([0-9]{1,3})|(?i:pre)([0-9]{1,3})")
# Within a sentence or a paragraph.
_SENTENCE = re.compile(r"(?i:w|near|pre|)/(?i:sent|para|seg|s|p)")
_LEAD = re.compile(r"((?i:title|excerpt|topic):)?(=?)")
_SIMPLE = re.compile(r"\w[\w.'’-]*")
# Of brackets with OR, so many pairs are written out.
_MOST_PAIRS = 12
_Way = tuple[str, bool, str]
"""A field with its colon or nothing, whether no other form will do, and words."""


def proximity(text: str, outline: Outline) -> Iterator[Notice]:
    """Notice ``azure w/5 outage`` and the like."""
    for level in outline.levels():
        yield from _of_level(text, level)


def _of_level(text: str, level: Sequence[Part]) -> Iterator[Notice]:
    place = 1
    while place < len(level) - 1:
        part = level[place]
        written = _how_near(part.text) if part.kind == "word" else None
        if written is None or not operands_beside(level, place):
            place += 1
            continue
        first = last = place
        while last + 2 < len(level) - 1 and level[last + 2].text == part.text:
            last += 2
        operands = level[first - 1 : last + 2 : 2]
        before, after = written
        message = f'“{part.text}” was read as a word; here one writes {before}"…"{after}.'
        if _SENTENCE.fullmatch(part.text):
            message = (
                f'“{part.text}” was read as a word; there are no sentences here, only {before}"…".'
            )
        # A bracket may belong to the word before it, as in title(azure).
        is_apart = not text[: operands[0].start][-1:].strip("() ")
        terms = _pairs(operands, before, after) if is_apart else ""
        query = replaced(text, [(operands[0].start, operands[-1].end, terms)]) if terms else None
        yield Notice(code="other_operator", message=message, query=query)
        place = last + 2


def _how_near(text: str) -> tuple[str, str] | None:
    """Return what stands before and after the quotes for an operator; None of other words."""
    if found := _NEAR.fullmatch(text):
        return f"near{_within(found)}:", ""
    if found := _IN_ORDER.fullmatch(text):
        return "", "" if (within := _within(found)) == 1 else f"~{within}"
    if text == "NEAR" or _SENTENCE.fullmatch(text):
        return f"near{NEAR_ALONE}:", ""
    return ("", "") if text.lower() == "adj" else None


def _within(found: re.Match[str]) -> int:
    digits = next(group for group in found.groups() if group)
    return min(max(int(digits), 1), MAX_SLOP)


def _pairs(operands: Sequence[Part], before: str, after: str) -> str:
    """Write words near each other, each pair of what brackets join by OR; empty if that is none."""
    every = list(product(*map(_alternatives, operands)))
    if not 0 < len(every) <= _MOST_PAIRS:
        return ""
    shown = []
    for ways in every:
        fields, forms = {field for field, _, _ in ways} - {""}, {exact for _, exact, _ in ways}
        # All that is near each other stands in one field, and is compared in one way.
        if len(fields) > 1 or len(forms) > 1:
            return ""
        lead = "".join(fields) + before + "=" * forms.pop()
        shown.append(f'{lead}"{" ".join(words for _, _, words in ways)}"{after}')
    return f"({' OR '.join(shown)})" if len(shown) > 1 else shown[0]


def _alternatives(part: Part) -> list[_Way]:
    """Return the words of an operand, one of which has to stand there; none of what is no words."""
    if (lead := _LEAD.match(part.text)) is None:
        return []
    field, exact, rest = (lead[1] or "").lower(), bool(lead[2]), part.text[lead.end() :]
    if part.kind == "word":
        return [(field, exact, rest)] if _SIMPLE.fullmatch(rest) else []
    if part.suffix or part.prefix != lead[0]:
        return []
    if part.kind == "phrase":
        return [(field, exact, part.quoted.strip())] if re.search(r"\w", part.quoted) else []
    sides, joints = part.inside[::2], part.inside[1::2]
    if len(part.inside) % 2 == 0 or any(joint.kind != "OR" for joint in joints):
        return []
    inside = [_alternatives(side) if side.kind != "group" else [] for side in sides]
    if not all(inside) or any(own for found in inside for own, _, _ in found if field):
        return []
    return [(field or own, exact or form, words) for found in inside for own, form, words in found]


def side_by_side(group: Part) -> str:
    """Return the words in a bracket; empty where there is anything else, or a quote of its own."""
    if len(group.inside) == 1 and group.inside[0].kind == "phrase" and group.inside[0].is_bare:
        return group.inside[0].quoted
    simple = all(one.kind == "word" and _SIMPLE.fullmatch(one.text) for one in group.inside)
    return " ".join(one.text for one in group.inside) if simple else ""
