"""The bytes of a file of aliases → the aliases in it, or where and why it holds none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, NoReturn

from indexer.contract.aliases import (
    LONGEST_NAME,
    Aliases,
    bare_domain,
    decoded_name,
    folded_name,
)
from indexer.parsing.frontmatter import decoded_text, line_and_column
from indexer.parsing.full.compose import compose
from indexer.parsing.full.nodes import ContentError, MappingNode, Node, ScalarNode, SequenceNode
from indexer.parsing.text import plain_label
from indexer.reporting.failure import ArticleError, Cause

# As YAML writes that there is nothing.
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))


def parse_aliases(data: bytes) -> Aliases:
    """Read a mapping from names to lists of their other spellings.

    Raises:
        ArticleError: it cannot be read, or contradicts itself; it says where and why.
    """
    text = decoded_text(data)
    if not any(map(_says_something, text.splitlines())):
        return Aliases()
    try:
        return _AliasFile(text).aliases()
    except ContentError as error:
        position = line_and_column(text, error.offset)
        raise ArticleError(error.cause, error.reason, *position) from error


def _says_something(line: str) -> bool:
    return line.split("#", 1)[0].strip() not in ("", "---", "...")


class _Name(NamedTuple):
    """A name or a spelling, and what it is told from others by."""

    text: str
    folded: str
    domain: str


class _AliasFile:
    """One look at a file: names first, then whose the spellings are."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._names: dict[str, ScalarNode] = {}
        self._claims: dict[str, tuple[str, ScalarNode]] = {}
        # Aliases may name one node very often; each is read once.
        self._known: dict[ScalarNode, _Name] = {}

    def aliases(self) -> Aliases:
        root = compose(self._text, None)
        if not isinstance(root, MappingNode):
            reason = "a mapping is expected: each name, a colon, and a list of its other spellings"
            raise ContentError(Cause.WRONG_TYPE, reason, root.offset)
        named = [(self._name(key), value) for key, value in root.pairs]
        return Aliases.of_entries(
            (name.text, [self._spelling(name, node) for node in _spellings(name.text, value)])
            for name, value in named
        )

    def _name(self, key: Node) -> _Name:
        scalar = _scalar(key, "a name")
        name = self._named(scalar, "a name")
        other = self._names.setdefault(name.folded, scalar)
        if other is not key:
            reason = f"the name “{name.text}” stands in line {self._line(other)}, too"
            _contradiction(f"{reason}; write all of its spellings there", key)
        return name

    def _spelling(self, name: _Name, node: Node) -> str:
        what = f"each spelling of “{name.text}”"
        scalar = _scalar(node, what)
        spelling = self._named(scalar, what)
        for claim in filter(None, (spelling.folded, spelling.domain)):
            other = self._names.get(claim)
            if other is not None and claim != name.folded:
                line = self._line(other)
                self._twice(spelling.text, name.text, f"a name of its own in line {line}", node)
            owner, other = self._claims.setdefault(claim, (name.text, scalar))
            if owner != name.text:
                line = self._line(other)
                self._twice(spelling.text, name.text, f"one of “{owner}” in line {line}", node)
        return spelling.text

    def _named(self, scalar: ScalarNode, what: str) -> _Name:
        """Return a name as a reader of articles would; numbers and dates are texts here, too."""
        if known := self._known.get(scalar):
            return known
        text = "" if _is_null(scalar) else decoded_name(plain_label(scalar.value))
        if not text:
            reason = f"{what} must not be empty"
            raise ContentError(Cause.IMPOSSIBLE_VALUE, reason, scalar.offset)
        if len(text) > LONGEST_NAME:
            reason = f"{what} must not have more than {LONGEST_NAME} characters"
            raise ContentError(Cause.IMPOSSIBLE_VALUE, reason, scalar.offset)
        name = self._known[scalar] = _Name(text, folded_name(text), bare_domain(text))
        return name

    def _twice(self, spelling: str, name: str, other: str, node: Node) -> NoReturn:
        reason = f"“{spelling}” is a spelling of “{name}” here, and {other}"
        _contradiction(f"{reason}; take one of them out", node)

    def _line(self, node: Node) -> int:
        return line_and_column(self._text, node.offset)[0]


def _spellings(name: str, value: Node) -> Iterator[Node]:
    """Yield the nodes of a list, or of the only spelling; none for null."""
    if isinstance(value, SequenceNode):
        yield from value.items
    elif isinstance(value, MappingNode):
        reason = f"the spellings of “{name}” must be a list, not a mapping"
        raise ContentError(Cause.WRONG_TYPE, reason, value.offset)
    elif not _is_null(value):
        yield value


def _scalar(node: Node, what: str) -> ScalarNode:
    if not isinstance(node, ScalarNode):
        kind = "a list" if isinstance(node, SequenceNode) else "a mapping"
        hint = "; text with a colon must be in quotes" if kind == "a mapping" else ""
        reason = f"{what} must be text, not {kind}{hint}"
        raise ContentError(Cause.WRONG_TYPE, reason, node.offset)
    return node


def _is_null(node: ScalarNode) -> bool:
    return node.implicit[0] and node.value in _NULLS


def _contradiction(reason: str, node: Node) -> NoReturn:
    raise ContentError(Cause.CONTRADICTION, reason, node.offset)
