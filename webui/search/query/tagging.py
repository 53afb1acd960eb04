"""Query text → Whoosh's syntax tree: what of a text is a word, a phrase, a field or an operator.

Whoosh's parser tags and groups the text; its plugins are configured here.
"""

from __future__ import annotations

import re
import threading
from typing import Any

from whoosh.qparser import plugins
from whoosh.qparser import syntax as whoosh_syntax
from whoosh.qparser.default import QueryParser
from whoosh.qparser.taggers import RegexTagger

from webui.search.query.hints.language import FIELDS, VALUES

_FIELD = rf"(?P<text>(?i:{'|'.join((*FIELDS, *VALUES))})):(?=\S)"
_NOT = r"(^|(?<=[\s()]))(NOT(?=\s)|-(?=[\w\"(*=]))"
# An equals sign within a word (x="y") says nothing of the form.
_PHRASE = r'((?<![^\s():-])(?P<exact>=))?"(?P<text>[^"]*)"(~(?P<slop>[0-9]+))?'
_INSIDE = rf"((?P<inside>(?i:{'|'.join(FIELDS)})):)?(?P<exact>=)?"
# A distance after a bracket, or after words that have one, means nothing, and is no word.
_PASSED_OVER = r"(~[0-9]*(?![^\s()]))?"
_NEAR = rf'(?<![^\s():-])(?i:near)(?P<number>[0-9]+):{_INSIDE}"(?P<text>[^"]*)"{_PASSED_OVER}'
_CLOSING = rf"[)]{_PASSED_OVER}"
_FUZZINESS = r"(?<=\S)~(?P<maxdist>[0-9]+)?(/(?P<prefix>[1-9][0-9]*))?"
_AT_LEAST = (
    rf"(?<![^\s():-])(?i:atleast)(?P<number>[0-9]+):{_INSIDE}"
    r'("(?P<phrase>[^"]*)"(~(?P<slop>[0-9]+))?|(?P<word>[^\s()"]+))'
)


class _SideBySide(whoosh_syntax.GroupNode):  # type: ignore[misc]
    """Parts without an operator between them."""


class PatternNode(whoosh_syntax.TextNode):  # type: ignore[misc]
    """A word with at least one ``*``."""


class PhraseNode(plugins.PhrasePlugin.PhraseNode):  # type: ignore[misc]
    """Words in quotes.

    Attributes:
        exact: whether an equals sign stands in front.
    """

    exact = False


class NearNode(whoosh_syntax.TextNode):  # type: ignore[misc]
    """Words in quotes that stand near each other.

    Attributes:
        distance: as it was written.
        inside: the name of a field between the operator and the quotes; empty without one.
        exact: whether an equals sign stands in front of the quotes.
        start: where the text begins.
    """

    def __init__(self, match: re.Match[str]) -> None:
        super().__init__(match["text"])
        self.distance = int(match["number"])
        self.inside = match["inside"] or ""
        self.exact = match["exact"] is not None
        self.start = match.start("text")


class AtLeastNode(whoosh_syntax.TextNode):  # type: ignore[misc]
    """A word, or words in quotes, that stand some times.

    Attributes:
        count: as it was written.
        inside: the name of a field between the operator and the word; empty without one.
        exact: whether an equals sign stands in front of the word or the quotes.
        slop: of words in quotes; None of a word.
        start: where the text begins.
    """

    def __init__(self, match: re.Match[str]) -> None:
        name = "word" if match["phrase"] is None else "phrase"
        super().__init__(match[name])
        self.count = int(match["number"])
        self.inside = match["inside"] or ""
        self.exact = match["exact"] is not None
        self.slop = int(match["slop"] or 1) if name == "phrase" else None
        self.start = match.start(name)


class _NodePlugin(plugins.Plugin):  # type: ignore[misc]
    """Makes a node of what an expression matches."""

    def __init__(self, expr: str, node: Any) -> None:
        tagger = RegexTagger(expr)
        tagger.create = lambda _parser, match: node(match)
        self._tagger = tagger

    def taggers(self, parser: Any) -> list[Any]:
        # Before all others: what stands in it is its own.
        return [(self._tagger, -1)]


class _PatternPlugin(plugins.TaggingPlugin):  # type: ignore[misc]
    """Unlike in Whoosh's own, ``?`` stays a question mark."""

    expr = r"(?P<text>[^\s()\"*~]*\*[^\s()\"~]*)"
    nodetype = PatternNode
    priority = 1


class _PhraseTagger(RegexTagger):  # type: ignore[misc]
    def create(self, parser: Any, match: re.Match[str]) -> PhraseNode:
        node = PhraseNode(match["text"], match.start("text"), int(match["slop"] or 1))
        node.exact = match["exact"] is not None
        return node


class _PhrasePlugin(plugins.Plugin):  # type: ignore[misc]
    def taggers(self, parser: Any) -> list[Any]:
        return [(_PhraseTagger(_PHRASE), 0)]


def _make_parser() -> Any:
    operators = plugins.OperatorsPlugin(AndNot=None, AndMaybe=None, Require=None, Not=_NOT)
    return QueryParser(
        None,
        None,
        group=_SideBySide,
        plugins=[
            plugins.WhitespacePlugin(),
            plugins.FieldsPlugin(expr=_FIELD, remove_unknown=False),
            _NodePlugin(_NEAR, NearNode),
            _NodePlugin(_AT_LEAST, AtLeastNode),
            _PhrasePlugin(),
            plugins.GroupPlugin(closeexpr=_CLOSING),
            plugins.FuzzyTermPlugin(_FUZZINESS),
            _PatternPlugin(),
            operators,
        ],
    )


class _Parser(threading.local):
    """A parser for each thread: making one takes longer than its work."""

    def __init__(self) -> None:
        self.parser = _make_parser()

    def process(self, text: str) -> Any:
        """Return Whoosh's syntax tree of a text."""
        return self.parser.process(text)


_PARSER = _Parser()
# Whoosh makes expressions of its taggers when it first parses: not in somebody's first search.
_PARSER.process("word")


def tagged(text: str) -> Any:
    """Return Whoosh's syntax tree of a text.

    Raises:
        Exception: of nearly any kind, on odd input.
    """
    return _PARSER.process(text)
