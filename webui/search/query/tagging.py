"""Query text → Whoosh's syntax tree: what of a text is a word, a phrase, a field or an operator.

Whoosh's parser tags and groups the text; its plugins are configured here. What needs no grammar,
as most queries do not, becomes the same tree in a fraction of the time.
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

_NAMES = rf"(?i:{'|'.join((*FIELDS, *VALUES))})"
_FIELD = rf"(?P<text>{_NAMES}):(?=\S)"
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

# A word, the beginning of one, a misspelt one or a phrase, with nothing behind it but a space.
# Before it may stand an operator, NOT and a field; what an operator is called is no word, unless
# it stands in a field.
_PART = re.compile(
    r"((?P<joint>AND|OR)\s+)?(?P<negated>NOT\s+)?(?!(AND|OR|NOT)\b)"
    rf"((?P<field>{_NAMES}):)?"
    r"((?P<word>\w+([-.']\w+)*)((?P<pattern>\*)|(?P<fuzzy>~)(?P<maxdist>[0-9]+)?)?"
    r'|(?P<exact>=)?"(?P<phrase>[^"]*)"(~(?P<slop>[0-9]+))?)(\s+|$)'
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


_GROUPS = {"AND": whoosh_syntax.AndGroup, "OR": whoosh_syntax.OrGroup}


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
    simple = tagged_simply(text)
    return tagged_by_whoosh(text) if simple is None else simple


def tagged_by_whoosh(text: str) -> Any:
    """Return the same, whatever the text, in ten times the time and more.

    Raises:
        Exception: of nearly any kind, on odd input.
    """
    return _PARSER.process(text)


def tagged_simply(text: str) -> Any | None:
    """Return the tree that Whoosh makes of words and phrases without brackets; None of others.

    They are side by side, or all joined by the same operator.
    """
    nodes: list[Any] = []
    joints: list[str | None] = []
    place = len(text) - len(text.lstrip())
    while place < len(text):
        part = _PART.match(text, place)
        if part is None:
            return None
        node = _node(part)
        nodes.append(whoosh_syntax.NotGroup([node]) if part["negated"] else node)
        joints.append(part["joint"])
        place = part.end()
    if not nodes or joints[0] is not None or len(set(joints[1:])) > 1:
        return None
    joint = joints[-1]
    return _SideBySide(nodes if joint is None else [_GROUPS[joint](nodes)])


def _node(part: re.Match[str]) -> Any:
    node: Any
    if part["word"] is None:
        node = PhraseNode(part["phrase"], part.start("phrase"), int(part["slop"] or 1))
        node.exact = part["exact"] is not None
    elif part["pattern"]:
        node = PatternNode(f"{part['word']}*")
    else:
        node = whoosh_syntax.WordNode(part["word"]).set_range(*part.span("word"))
        if part["fuzzy"]:
            distance = int(part["maxdist"] or 1)
            node = plugins.FuzzyTermPlugin.FuzzyTermNode(node, distance, 0)
    node.fieldname = part["field"]
    return node
