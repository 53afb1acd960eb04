"""``near5:`` and ``atleast2:``, written so that they are read as words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from webui.search.query.hints.language import FIELDS
from webui.search.query.hints.outline import Outline, Part, replaced
from webui.search.query.hints.proximity import NEAR_ALONE, side_by_side
from webui.search.results.base import Notice

_LEAD = rf"(?P<lead>-?(?:(?i:{'|'.join(FIELDS)}):)?)"
_NEAR = re.compile(rf"{_LEAD}(?P<name>(?i:near)(?P<number>[0-9]*)):(?P<rest>.*)", re.DOTALL)
_AT_LEAST = re.compile(rf"{_LEAD}(?P<name>(?i:atleast)(?P<number>[0-9]+))(?P<colon>:?)")
_Change = tuple[int, int, str]


def near_and_often(text: str, outline: Outline) -> Iterator[Notice]:
    """Notice counts and distances with something else than what they take after them."""
    for level in outline.levels():
        for place, part in enumerate(level):
            following = level[place + 1] if place + 1 < len(level) else None
            if following is not None and following.is_operator:
                following = None
            # What follows a quote at once is no operator, whatever it is.
            is_apart = not text[: part.start][-1:].strip("() ")
            found = _near(part, following) or _often(part, following)
            if found and is_apart:
                message, change = found
                # Nor is a bracket or a quote the end of what something follows at once.
                is_whole = change is not None and not text[change[1] :][:1].strip('() "')
                query = replaced(text, [change]) if change is not None and is_whole else None
                yield Notice(code="other_operator", message=message, query=query)


def _near(part: Part, following: Part | None) -> tuple[str, _Change | None] | None:
    found = _NEAR.fullmatch(part.text) if part.kind != "NOT" else None
    if found is None:
        return None
    lead, number, rest = found["lead"], found["number"], found["rest"]
    operator = f"{lead}near{number or NEAR_ALONE}:"
    message = f"“{found['name']}:” was read as a word: near takes words in quotes at once after it."
    if part.kind == "phrase":
        # With a number it is read as what it is.
        if number or part.prefix != found["lead"] + found["name"] + ":":
            return None
        message = "“near:” was read as a word: near takes a number, such as near15:."
        return message, (part.start, part.start + len(part.prefix), operator)
    if part.kind == "group":
        words = side_by_side(part)
        return message, (part.start, part.end, f'{operator}"{words}"') if words else None
    if rest:
        alone = re.fullmatch(r"=?\w[\w.'’-]*", rest)
        return message, (part.start, part.end, lead + rest) if alone else None
    if following is not None and following.kind == "phrase" and following.prefix in ("", "="):
        return message, (part.start, following.start, operator)
    if following is not None and following.kind == "group" and following.is_bare:
        words = side_by_side(following)
        return message, (part.start, following.end, f'{operator}"{words}"') if words else None
    return message, None


def _often(part: Part, following: Part | None) -> tuple[str, _Change | None] | None:
    shown = part.prefix if part.kind == "group" else part.text
    found = _AT_LEAST.fullmatch(shown)
    if found is None:
        return None
    operator = f"atleast{found['number']}:"
    message = f"“{found['name']}” was read as a word; here one writes {operator}word."
    counted = part
    if part.kind == "word":
        if following is None:
            return (message, None) if found["colon"] else None
        counted = following
    words = counted.inside if counted.kind == "group" else (counted,)
    is_one = len(words) == 1 and words[0].kind in ("word", "phrase")
    if not is_one or not re.fullmatch(r'=?(?:"[^"]*"(?:~[0-9]+)?|[^\s()"*~:=]+)', words[0].text):
        return message, None
    instead = f"{found['lead']}{operator}{words[0].text}"
    return message, (part.start, counted.end, instead)
