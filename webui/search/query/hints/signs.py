"""Signs that mean something elsewhere, or in another place: ``||``, ``!``, ``?``, ``~``, ``=``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from webui.search.query.hints.language import FIELDS
from webui.search.query.hints.outline import Outline, Part, operands_beside, replaced
from webui.search.query.hints.proximity import side_by_side
from webui.search.results.base import Notice

_SIGNS = {"||": "OR", "&&": "AND", "ANDNOT": "NOT"}
_TRUNCATED = re.compile(r"(?P<word>(?:[a-z]+:)?[a-z]{3,})[!$]|(?P<head>[a-z]+)\?(?P<tail>[a-z]+)")
_NEAR_PREFIX = re.compile(r"(?i:near)[0-9]*:")
_FIELD = rf"(?:(?i:{'|'.join(FIELDS)}):)"
_EXACT_TOO_EARLY = re.compile(
    rf"(?P<lead>-?{_FIELD}?)=+(?P<name>(?:{_FIELD}|(?i:near[0-9]*|atleast[0-9]+):)+)=?(?=[\w\"(*])"
)
_EXACT_OPEN = re.compile(rf"(?P<lead>-?{_FIELD}?)=+(?P<word>[^=]*\*.*|[^=]+~[0-9]*)")
# Within quotes: a word with a sign, and a star that stands for a word.
_OPEN_INSIDE = re.compile(r"\w\*|\*\w|\w~(?!\w)")
_STARS = re.compile(r"(?<=\S)\s+\*(?:\s+\*)*\s+(?=\S)")
_PLAIN_OR_OPEN = re.compile(r"[\w*.'’-]*[\w*]~?")


def other_signs(text: str, outline: Outline) -> Iterator[Notice]:
    """Notice ``||``, ``&&`` and ``ANDNOT``."""
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


def misplaced_slop(text: str, outline: Outline) -> Iterator[Notice]:
    """Notice a distance after a bracket, or after words that have one, where it means nothing."""
    changes: list[tuple[int, int, str]] = []
    found: list[Part] = []
    for part in outline.every():
        is_near = part.kind == "phrase" and _NEAR_PREFIX.search(part.prefix)
        if not part.suffix or not (is_near or part.kind == "group"):
            continue
        found.append(part)
        words = side_by_side(part) if part.kind == "group" else ""
        has_words = re.search(r"\s", words.strip()) and part.suffix != "~"
        if has_words and re.fullmatch(rf"-?{_FIELD}?=?", part.prefix):
            changes.append((part.start, part.end, f'{part.prefix}"{words}"{part.suffix}'))
        else:
            changes.append((part.end - len(part.suffix), part.end, ""))
    if found:
        after = "a bracket" if found[0].kind == "group" else "near"
        message = f"“{found[0].suffix}” after {after} was passed over; it may stand after quotes."
        query = replaced(text, changes)
        yield Notice(code="slop_after_bracket", message=message, query=query)


def other_wildcards(text: str, outline: Outline) -> Iterator[Notice]:
    """Notice ``secur!``, ``secur$`` and ``wom?n``, and ``*`` and ``~`` within quotes."""
    if outline.is_prose:
        return
    changes, messages, is_whole = [], [], True
    for part in outline.every():
        if part.kind == "word" and (match := _TRUNCATED.fullmatch(part.text)):
            pattern = f"{match['word']}*" if match["word"] else f"{match['head']}*{match['tail']}"
            changes.append((part.start, part.end, pattern))
            messages.append(
                f"The sign in “{part.text[:50]}” stands for nothing here; * stands for any letters."
            )
        elif part.kind == "phrase" and (sign := _open_sign(part.quoted)):
            messages.append(
                f"“{sign}” in quotes was passed over: words in quotes are compared as they are."
            )
            if instead := _without_quotes(part):
                changes.append((part.start, part.end, instead))
            else:
                is_whole = False
    if messages:
        query = replaced(text, changes) if is_whole else None
        yield Notice(code="other_wildcard", message=messages[0], query=query)


def _open_sign(quoted: str) -> str:
    """Return the sign in quotes that would stand for letters or words elsewhere."""
    if found := _OPEN_INSIDE.search(quoted):
        return "~" if "~" in found[0] else "*"
    return "*" if _STARS.search(quoted) else ""


def _without_quotes(part: Part) -> str:
    """Write a phrase with signs as words with signs, or as a phrase that has gaps."""
    lead = re.fullmatch(rf"(-?{_FIELD}?)(?:(?i:near)[0-9]+:)?({_FIELD}?)=?", part.prefix)
    if lead is None:
        return ""
    if not _OPEN_INSIDE.search(part.quoted):
        if part.suffix or _NEAR_PREFIX.search(part.prefix):
            return ""
        gaps = max(found[0].count("*") for found in _STARS.finditer(part.quoted))
        return f'{part.prefix}"{_STARS.sub(" ", part.quoted)}"~{gaps + 1}'
    words = part.quoted.split()
    if not all(map(_PLAIN_OR_OPEN.fullmatch, words)):
        return ""
    words = [word.lower() if word in ("OR", "AND", "NOT") else word for word in words]
    shown = " ".join(word for word in words if word != "*")
    return lead[1] + lead[2] + (f"({shown})" if " " in shown else shown)


def misplaced_exact(text: str, outline: Outline) -> Iterator[Notice]:
    """Notice an equals sign before a field, an operator, a bracket or a word with a sign."""
    changes: list[tuple[int, int, str]] = []
    is_open = True
    for part in outline.every():
        if early := _EXACT_TOO_EARLY.match(part.text):
            instead = f"{early['lead']}{early['name']}="
            changes.append((part.start, part.start + early.end(), instead))
            is_open = False
        elif part.kind == "word" and (found := _EXACT_OPEN.fullmatch(part.text)):
            changes.append((part.start, part.end, found["lead"] + found["word"]))
        elif part.kind == "group" and re.fullmatch(rf"-?{_FIELD}?=", part.prefix):
            sign_at = part.start + len(part.prefix) - 1
            changes.append((sign_at, sign_at + 1, ""))
            changes += [
                (one.start, one.start, "=")
                for one in part.inside
                if one.is_bare and one.kind in ("word", "phrase")
            ]
            is_open = False
    if not changes:
        return
    message = "“=” was passed over: it stands at once before a word or a quote."
    if is_open:
        message = (
            "“=” was passed over: it asks for one form of a word, and words with * or ~ are"
            " compared as they are written anyway."
        )
    yield Notice(code="misplaced_exact", message=message, query=replaced(text, changes))
