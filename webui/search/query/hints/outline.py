"""What a query text is made of as one sees it: words, quotes, brackets and operators.

The parser says what a text means; this is for what may be meant by it, where that differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["word", "phrase", "group", "OR", "AND", "NOT"]

_PIECE = re.compile(r'"[^"]*"|[()"]|\s+|[^\s()"]+')
_SLOP = re.compile(r"~[0-9]+(?![^\s()])")
# After a bracket it means nothing, with or without a number.
_PASSED_OVER = re.compile(r"~[0-9]*(?![^\s()])")
_OPERATORS: dict[str, Kind] = {"OR": "OR", "AND": "AND", "NOT": "NOT"}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a text.

    Attributes:
        kind: what it is.
        text: as it stands there.
        start, end: where; the end is excluded.
        prefix: what stands before the quote or the bracket at once: ``title:``, ``-``.
        suffix: what stands after it at once: ``~5``.
        inside: of a group, what is in the brackets.
    """

    kind: Kind
    text: str
    start: int
    prefix: str = ""
    suffix: str = ""
    inside: tuple[Part, ...] = ()

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)

    @property
    def quoted(self) -> str:
        """What stands between the quotes of a phrase."""
        return self.text[len(self.prefix) :].split('"')[1]

    @property
    def is_operator(self) -> bool:
        """Whether it joins or leaves out others."""
        return self.kind in _OPERATORS

    @property
    def is_bare(self) -> bool:
        """Whether it is nothing but a word, a phrase or a bracket."""
        return not self.prefix and not self.suffix


@dataclass(slots=True)
class Outline:
    """The parts of a text, brackets that have no other half left out.

    Attributes:
        top: the outermost parts.
        unclosed: how many brackets are opened and not closed.
        surplus: how many are closed and were not opened.
        stray: the place of a quote without another one; None where there is none.
    """

    top: tuple[Part, ...] = ()
    unclosed: int = 0
    surplus: int = 0
    stray: int | None = None

    def levels(self) -> Iterator[tuple[Part, ...]]:
        """Yield what stands side by side, of the text and of each pair of brackets."""
        levels = [self.top]
        while levels:
            level = levels.pop(0)
            yield level
            levels += [part.inside for part in level if part.kind == "group"]

    def every(self) -> list[Part]:
        """Return all parts, those in brackets too, in the order of the text."""
        found = [part for level in self.levels() for part in level]
        return sorted(found, key=lambda part: part.start)

    @property
    def is_prose(self) -> bool:
        """Whether this is many words and nothing else, such as a headline that was pasted."""
        return len(self.top) > _PROSE and all(part.kind == "word" for part in self.top)


# A search string without any operator seldom has more words.
_PROSE = 8


@dataclass(slots=True)
class _Open:
    start: int
    prefix: str
    parts: list[Part] = field(default_factory=list)


def outline_of(text: str) -> Outline:
    """Take a text apart. Any text has parts."""
    found = Outline()
    stack = [_Open(0, "")]
    at, prefix = 0, ""
    while at < len(text):
        piece = _PIECE.match(text, at)
        # Each character begins a piece.
        shown = piece[0] if piece else text[at]
        start, at = at, at + len(shown)
        if shown.isspace():
            continue
        if _is_prefix(shown, text[at : at + 1]):
            prefix = shown
            continue
        begins = start - len(prefix)
        if shown == "(":
            stack.append(_Open(begins, prefix))
        elif shown == ")":
            if len(stack) > 1:
                at = _close(text, at, stack)
            else:
                found.surplus += 1
                at += len(_suffix(_PASSED_OVER, text, at))
        elif shown == '"':
            found.stray = start
        elif shown.startswith('"'):
            suffix = _suffix(_SLOP, text, at)
            at += len(suffix)
            part = Part("phrase", text[begins:at], begins, prefix, suffix)
            stack[-1].parts.append(part)
        else:
            kind = _OPERATORS.get(shown, "word")
            stack[-1].parts.append(Part(kind, shown, start))
        prefix = ""
    found.unclosed = len(stack) - 1
    found.top = tuple(part for level in stack for part in level.parts)
    return found


def _is_prefix(word: str, following: str) -> bool:
    return word[-1] in ":=-" and following in ("(", '"')


def _close(text: str, at: int, stack: list[_Open]) -> int:
    """Put what was opened last into a group; return where it ends."""
    inner = stack.pop()
    suffix = _suffix(_PASSED_OVER, text, at)
    at += len(suffix)
    shown = text[inner.start : at]
    group = Part("group", shown, inner.start, inner.prefix, suffix, tuple(inner.parts))
    stack[-1].parts.append(group)
    return at


def _suffix(wanted: re.Pattern[str], text: str, at: int) -> str:
    slop = wanted.match(text, at)
    return slop[0] if slop else ""


def operands_beside(level: Sequence[Part], place: int) -> bool:
    """Whether something that is no operator stands before and after a place."""
    inside = 0 < place < len(level) - 1
    return inside and not level[place - 1].is_operator and not level[place + 1].is_operator


def replaced(text: str, changes: Sequence[tuple[int, int, str]]) -> str:
    """Return a text with some parts replaced.

    Args:
        text: whole.
        changes: start, end and what stands there instead; none overlaps another.
    """
    for start, end, instead in sorted(changes, reverse=True):
        text = text[:start] + instead + text[end:]
    return text
