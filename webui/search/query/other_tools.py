"""Operators and signs of other search tools, and how they are written here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, product

from webui.search.query.outline import Outline, Part, operands_beside, replaced
from webui.search.query.tagging import FIELDS
from webui.search.results.base import Notice

# Nexis, Westlaw, ProQuest, Web of Science, Ovid, Factiva: w/5, NEAR/5, N/5, adj5, near5; and
# those that keep the order: pre/5, P/5, onear/5.
_NEAR = re.compile(r"(?i:near|nr|n|within|w|adj|)/([0-9]{1,3})|(?i:near|adj)([0-9]{1,3})")
_IN_ORDER = re.compile(r"(?:(?i:pre|p|onear)/|\+)([0-9]{1,3})")
# Within a sentence or a paragraph.
_SENTENCE = re.compile(r"(?i:w|near|pre|)/(?i:sent|para|seg|s|p)")
_FARTHEST = 100
# As far as Web of Science takes a bare NEAR.
_NEAR_ALONE = 15
_SIGNS = {"||": "OR", "&&": "AND", "ANDNOT": "NOT"}
_TRUNCATED = re.compile(r"(?P<word>(?:[a-z]+:)?[a-z]{3,})[!$]|(?P<head>[a-z]+)\?(?P<tail>[a-z]+)")
_AT_LEAST = re.compile(r"(?i:atleast)([0-9]{1,2})")
_SIMPLE = re.compile(r"\w[\w.'’-]*")
# Of brackets with OR, so many pairs are written out.
_MOST_PAIRS = 12


def other_operators(text: str, outline: Outline) -> Iterator[Notice]:
    """Notice proximity, counts and signs as other tools write them."""
    for level in outline.levels():
        yield from _proximity(text, level)
        yield from _counts(text, level)
    signs = [
        part
        for level in outline.levels()
        for place, part in enumerate(level)
        if part.text in _SIGNS and operands_beside(level, place)
    ]
    if signs:
        first = signs[0].text
        message = f"“{first}” is no operator here and was passed over; write {_SIGNS[first]}."
        if first == "ANDNOT":
            message = "“ANDNOT” was read as a word; write NOT."
        changes = [(part.start, part.end, _SIGNS[part.text]) for part in signs]
        yield Notice(code="other_operator", message=message, query=replaced(text, changes))


def _proximity(text: str, level: Sequence[Part]) -> Iterator[Notice]:
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
        terms = _pairs(operands, before, after)
        query = replaced(text, [(operands[0].start, operands[-1].end, terms)]) if terms else None
        yield Notice(code="other_operator", message=message, query=query)
        place = last + 2


def _how_near(text: str) -> tuple[str, str] | None:
    """Return what stands before and after the quotes for an operator; None of other words."""
    if found := _NEAR.fullmatch(text):
        return f"near{_within(found[1] or found[2])}:", ""
    if found := _IN_ORDER.fullmatch(text):
        return "", f"~{_within(found[1])}"
    if text == "NEAR" or _SENTENCE.fullmatch(text):
        return f"near{_NEAR_ALONE}:", ""
    return ("", "") if text == "ADJ" else None


def _within(digits: str) -> int:
    return min(max(int(digits), 1), _FARTHEST)


def _pairs(operands: Sequence[Part], before: str, after: str) -> str:
    """Write words near each other, each pair of what brackets join by OR; empty if that is none."""
    ways = [_alternatives(part) for part in operands]
    every = [" ".join(words) for words in product(*ways)]
    if not 0 < len(every) <= _MOST_PAIRS:
        return ""
    shown = " OR ".join(f'{before}"{words}"{after}' for words in every)
    return f"({shown})" if len(every) > 1 else shown


def _alternatives(part: Part) -> list[str]:
    """Return the words of an operand, one of which has to stand there; none of what is no words."""
    if not part.is_bare:
        return []
    if part.kind == "word":
        return [part.text] if _SIMPLE.fullmatch(part.text) else []
    if part.kind == "phrase":
        return [part.text.strip('"')]
    sides, joints = part.inside[::2], part.inside[1::2]
    if len(part.inside) % 2 == 0 or any(joint.kind != "OR" for joint in joints):
        return []
    inside = [_alternatives(side) if side.kind != "group" else [] for side in sides]
    return [words for found in inside for words in found] if all(inside) else []


def _counts(text: str, level: Sequence[Part]) -> Iterator[Notice]:
    for part, following in pairwise(level):
        if (found := _AT_LEAST.fullmatch(part.text)) is None or following.is_operator:
            continue
        yield _count(text, part.start, following, found[1])
    for part in level:
        if part.kind == "word" and re.match(r"(?i:near)[0-9]{1,4}:", part.text):
            message = f"“{part.text[:50]}” was read as a word: near takes words in quotes."
            yield Notice(code="other_operator", message=message)
        operator = part.prefix[:-1]
        if part.kind != "group" or not part.prefix.endswith(":"):
            continue
        if found := _AT_LEAST.fullmatch(operator):
            yield _count(text, part.start, part, found[1])
        elif re.fullmatch(r"(?i:near)[0-9]{1,4}", operator):
            words = _side_by_side(part)
            instead = [(part.start, part.end, f'{part.prefix}"{words}"')]
            message = f"“{operator}” takes words in quotes; it was read as a word."
            query = replaced(text, instead) if words else None
            yield Notice(code="other_operator", message=message, query=query)


def _count(text: str, start: int, counted: Part, times: str) -> Notice:
    """Notice a count of the part that follows it, or that is in its brackets."""
    words = counted.inside if counted.kind == "group" else (counted,)
    query = None
    if len(words) == 1 and words[0].is_bare and words[0].kind != "group":
        instead = f"atleast{times}:{words[0].text}"
        query = replaced(text, [(start, counted.end, instead)])
    message = f"“atleast{times}” was read as a word; here one writes atleast{times}:word."
    return Notice(code="other_operator", message=message, query=query)


def slop_after_bracket(text: str, outline: Outline) -> Iterator[Notice]:
    """Notice a distance after a bracket, where it means nothing."""
    groups = [part for part in outline.every() if part.kind == "group" and part.suffix]
    if not groups:
        return
    changes = [
        (part.start, part.end, f'{part.prefix}"{words}"{part.suffix}')
        for part in groups
        if (words := _side_by_side(part))
    ]
    message = f"“{groups[0].suffix}” after a bracket was passed over; it may stand after quotes."
    query = replaced(text, changes) if len(changes) == len(groups) else None
    yield Notice(code="slop_after_bracket", message=message, query=query)


def _side_by_side(group: Part) -> str:
    """Return the words in a bracket; empty where there is anything else."""
    simple = all(one.kind == "word" and _SIMPLE.fullmatch(one.text) for one in group.inside)
    return " ".join(one.text for one in group.inside) if simple else ""


def other_wildcards(text: str, outline: Outline) -> Iterator[Notice]:
    """Notice ``secur!``, ``secur$`` and ``wom?n``."""
    found = [
        (part, match)
        for part in outline.every()
        if part.kind == "word" and (match := _TRUNCATED.fullmatch(part.text))
    ]
    if not found or outline.is_prose:
        return
    changes = []
    for part, match in found:
        pattern = f"{match['word']}*" if match["word"] else f"{match['head']}*{match['tail']}"
        changes.append((part.start, part.end, pattern))
    first = found[0][0].text
    message = f"The sign in “{first[:50]}” stands for nothing here; * stands for any letters."
    yield Notice(code="other_wildcard", message=message, query=replaced(text, changes))


def misplaced_exact(text: str, outline: Outline) -> Iterator[Notice]:
    """Notice an equals sign before a field or a bracket."""
    changes: list[tuple[int, int, str]] = []
    for part in outline.every():
        sign = re.match(rf"(-?)=((?i:{'|'.join(FIELDS)}):)(?==?[\w\"(])", part.text)
        if sign:
            changes.append((part.start, part.start + sign.end(), f"{sign[1]}{sign[2]}="))
        elif part.kind == "group" and part.prefix.endswith("="):
            sign_at = part.start + len(part.prefix) - 1
            changes.append((sign_at, sign_at + 1, ""))
            changes += [
                (one.start, one.start, "=")
                for one in part.inside
                if one.is_bare and one.kind in ("word", "phrase")
            ]
    if not changes:
        return
    message = "“=” was passed over: it stands at once before a word or a quote."
    yield Notice(code="misplaced_exact", message=message, query=replaced(text, changes))
