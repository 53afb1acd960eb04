"""Whoosh's syntax tree of a text → ours.

Whoosh tags and groups the text (operators, quotes, brackets, fields); its own
way from there to queries is not used, because it drops what it does not know
and raises on odd input.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from whoosh.qparser import plugins
from whoosh.qparser import syntax as whoosh_syntax

from webui.search.criteria.dates import today as current_day
from webui.search.query.field_values import ValueNotUnderstoodError, read_value
from webui.search.query.hints.language import (
    FIELDS,
    MAX_COUNT,
    MAX_DISTANCE,
    MAX_SLOP,
    VALUES,
    TextField,
)
from webui.search.query.syntax import (
    AtLeast,
    Everything,
    Fuzzy,
    Group,
    Near,
    Node,
    Not,
    Pattern,
    Phrase,
    Word,
)
from webui.search.query.tagging import AtLeastNode, NearNode, PatternNode, PhraseNode, tagged
from webui.search.query.terms import words
from webui.search.results.base import Notice

# A long question is some 300 characters; Whoosh's tagger works in time
# proportional to length times the number of taggers.
MAX_LENGTH = 2000
MAX_LEAVES = 200
MAX_DEPTH = 30
# No two articles share a sentence of fifty.
MAX_PHRASE_WORDS = 50
# Patterns and fuzzy words; each is compared with all words of the index.
MAX_OPEN_WORDS = 20

# Not an address, and not a time of day or the Re: of a mail.
_UNKNOWN_FIELD = re.compile(r"([a-z]{3,}):(?!//)\S")
_WORD = re.compile(r"\w+")
_PLAIN = re.compile(r"\w+(?:\s+\w+)*")
_DANGLING = frozenset({"AND", "OR", "NOT"})
_OPEN = re.compile(r"[*~]")


def read_tree(text: str, notices: list[Notice], today: date | None = None) -> Node | None:
    """Read a text; None where nothing is left of it.

    Args:
        text: without unprintable characters.
        notices: what the reader should know is put here.
        today: the day from which ``7d`` counts back, in UTC; None: the one that it is.

    Raises:
        Exception: of nearly any kind, on odd input, and on a text that is beyond the limits.
    """
    if _depth(text) > MAX_DEPTH:
        raise ValueError("too many brackets inside each other")
    reading = _Reading(notices, today or current_day())
    tree = reading.text(text)
    if reading.leaves > MAX_LEAVES or reading.open_words > MAX_OPEN_WORDS:
        raise ValueError("too many parts")
    return tree


def is_plain(text: str) -> bool:
    """Whether a text is words and spaces, none of them an operator, as nearly all are."""
    return _PLAIN.fullmatch(text) is not None and not _DANGLING.intersection(text.split())


def plain_words(text: str, start: int = 0) -> Node | None:
    """Read a text as words and nothing else, :data:`MAX_LEAVES` of them at the most.

    Args:
        text: to be read.
        start: where it stands in the query.
    """
    found = [Word(match[0], None, start + match.start()) for match in re.finditer(r"\w+", text)]
    return _group("side by side", found[:MAX_LEAVES])


def _depth(text: str) -> int:
    deepest = depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return deepest


def _group(operator: Any, children: list[Any]) -> Node | None:
    if len(children) > 1:
        return Group(operator, tuple(children))
    return children[0] if children else None


class _Reading:
    """One walk over Whoosh's syntax tree."""

    def __init__(self, notices: list[Notice], today: date) -> None:
        self.notices = notices
        self.today = today
        self.leaves = 0
        self.open_words = 0

    def text(self, text: str) -> Node | None:
        """Read a query. Nearly all are plain words, which Whoosh would take ten times as long for.

        Raises:
            Exception: of nearly any kind, on odd input.
        """
        if not is_plain(text):
            return self.node(tagged(text))
        found = [
            Word(self._shortened(match[0]), None, match.start()) for match in _WORD.finditer(text)
        ]
        self.leaves += len(found)
        return _group("side by side", found)

    def node(self, node: Any) -> Node | None:
        """Translate a node of Whoosh's; None where nothing is left of it."""
        if isinstance(node, whoosh_syntax.NotGroup):
            child = _group("side by side", self._children(node))
            # NOT NOT x is x.
            return child.child if isinstance(child, Not) else Not(child) if child else None
        if isinstance(node, whoosh_syntax.GroupNode):
            operators = {whoosh_syntax.AndGroup: "and", whoosh_syntax.OrGroup: "or"}
            return _group(operators.get(type(node), "side by side"), self._children(node))
        self.leaves += 1
        return self._leaf(node)

    def _children(self, group: Any) -> list[Node]:
        return [child for part in group if (child := self.node(part)) is not None]

    def _leaf(self, node: Any) -> Node | None:
        name = (getattr(node, "fieldname", None) or "").lower()
        text = getattr(node, "text", "") or ""
        if name in VALUES:
            return self._value(name, text)
        field: Any = FIELDS.get(name)
        if isinstance(node, PhraseNode):
            slop = min(max(node.slop, 1), MAX_SLOP)
            text = self._shortened(text)
            if not text.strip():
                return None
            return Phrase(text, slop, field, node.textstartchar, exact=node.exact)
        if isinstance(node, NearNode):
            return self._near(node, FIELDS.get(node.inside.lower(), field))
        if isinstance(node, AtLeastNode):
            return self._at_least(node, FIELDS.get(node.inside.lower(), field))
        if isinstance(node, plugins.FuzzyTermPlugin.FuzzyTermNode):
            self.open_words += 1
            # That there is no form to keep is said by ``other_signs``.
            return Fuzzy(text.lstrip("="), min(max(node.maxdist, 1), MAX_DISTANCE), field)
        if isinstance(node, PatternNode):
            self.open_words += 1
            text = text.lstrip("=")
            return Pattern(text, field) if text.strip("*") or field else Everything()
        if isinstance(node, whoosh_syntax.WordNode) and text not in _DANGLING:
            # That there is no such field is said by ``other_fields``.
            if field is None and _UNKNOWN_FIELD.match(text):
                return plain_words(text, node.startchar or 0)
            exact = text.startswith("=") and bool(words(text))
            bare = text.lstrip("=") if exact else text
            start = (node.startchar or 0) + len(text) - len(bare)
            return Word(self._shortened(bare), field, start, exact=exact)
        return None

    def _near(self, node: NearNode, field: TextField | None) -> Node | None:
        text, distance = self._shortened(node.text), min(max(node.distance, 1), MAX_SLOP)
        if not text.strip():
            return None
        return Near(text, distance, field, node.start, exact=node.exact)

    def _at_least(self, node: AtLeastNode, field: TextField | None) -> Node | None:
        if node.slop is None and (open_word := _OPEN.search(node.text)):
            message = (
                "atleast counts a word, or a phrase in quotes; one with * or ~ was searched"
                " without being counted."
            )
            self._notice(Notice(code="not_understood", message=message))
            self.open_words += 1
            if "*" in node.text:
                return Pattern(node.text.replace("~", ""), field)
            return Fuzzy(node.text[: open_word.start()], 1, field)
        text, count = self._shortened(node.text), min(max(node.count, 1), MAX_COUNT)
        if not text.strip():
            return None
        term: Word | Phrase = Word(text, field, node.start, exact=node.exact)
        if node.slop is not None:
            slop = min(max(node.slop, 1), MAX_SLOP)
            term = Phrase(text, slop, field, node.start, exact=node.exact)
        return term if count == 1 else AtLeast(count, term)

    def _shortened(self, text: str) -> str:
        tokens = words(text)
        if len(tokens) <= MAX_PHRASE_WORDS:
            return text
        message = f"Only the first {MAX_PHRASE_WORDS} words of a phrase were read."
        self._notice(Notice(code="shortened", message=message))
        return text[: tokens[MAX_PHRASE_WORDS - 1].end]

    def _value(self, name: str, text: str) -> Node | None:
        try:
            return read_value(name, text, self.today)
        except ValueNotUnderstoodError as error:
            self._notice(Notice(code="not_understood", message=str(error)))
            return plain_words(text)

    def _notice(self, notice: Notice) -> None:
        if notice not in self.notices:
            self.notices.append(notice)
