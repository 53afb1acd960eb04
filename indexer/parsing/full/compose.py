"""YAML text → the tree of the nodes that are wanted.

PyYAML's own composer is not used: it recurses in C, so that some thousand
brackets crash the process, and it builds every node, although nearly all of a
file is never indexed. Here its parser's events are read one by one, with a
bound on the depth, and what is not wanted is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

import yaml

from indexer.parsing.full.nodes import ContentError, MappingNode, Node, ScalarNode, SequenceNode
from indexer.reporting.failure import Cause

MAX_DEPTH = 64
"""How deeply lists and mappings may be nested: articles need four levels."""

MERGE_KEY = "<<"

Shape: TypeAlias = Mapping[str, "Shape | None"]
"""The wanted keys of a mapping (or of the mappings in a list), each with the shape of its
value; None stands for everything."""

_HINTS = {
    "mapping values are not allowed in this context": "text with a colon must be in quotes",
    "found character that cannot start any token": "indent with spaces, and put text that "
    "begins with a sign in quotes",
    "did not find expected key": "is the line indented as its neighbours are, and every quote "
    "closed?",
    "did not find expected '-' indicator": "is the line indented as its neighbours are?",
    "found unexpected end of stream": "the quote is not closed",
    "could not find expected ':'": "every line is a key, a colon and a value",
}

_UNCLOSED = (
    "found unexpected end of stream",
    "did not find expected ',' or ']'",
    "did not find expected ',' or '}'",
)

_LIBRARY_LIMIT = "exceeded maximum nesting depth"
"""What PyYAML says, from 6.0.4 on, of text that is nested a thousand levels deep."""

# The library compares each with all others. What stands in many quoted lines is no directive,
# but nobody writes so many that look like one.
_DIRECTIVE = re.compile(r"^%TAG", re.MULTILINE)
_MAX_DIRECTIVES = 1000

_KNOWN_TAGS = frozenset(yaml.constructor.SafeConstructor.yaml_constructors) | {"!"}
_MAX_SHOWN_TAG = 60


def compose(text: str, shape: Shape | None) -> Node:
    """Build the tree of the one YAML document in ``text``, as far as ``shape`` wants it.

    Costs time and memory in proportion to the text, whatever it holds: an alias is
    the node that it names, not a copy.

    Raises:
        ContentError: the text is not one YAML document, or is nested more than
            :data:`MAX_DEPTH` deep, or has a tag that is not plain data.
    """
    if text.count("%TAG") > _MAX_DIRECTIVES:
        directives = [found.start() for found in _DIRECTIVE.finditer(text)]
        if len(directives) > _MAX_DIRECTIVES:
            reason = f"more than {_MAX_DIRECTIVES} lines begin with %TAG"
            raise ContentError(Cause.NOT_PLAIN_DATA, reason, directives[_MAX_DIRECTIVES])
    try:
        return _compose(text, shape)
    except _LibraryLimitError as limit:
        # PyYAML reads up to 1,024 characters ahead, since what it reads may turn out to be a
        # key; so its limit may answer before ours is asked. Brackets that are opened more than
        # 900 levels before this place cannot be closed within that distance and be keys: the
        # text up to here is enough to find where ours is exceeded.
        return _compose(text[: limit.offset], shape)


def _compose(text: str, shape: Shape | None) -> Node:
    try:
        return _Composer(text).document(shape)
    except _AnchorMetError:
        return _Composer(text).document(None)


class _AnchorMetError(Exception):
    """What is passed over holds an anchor, so it may be needed elsewhere."""


class _LibraryLimitError(ContentError):
    """PyYAML's own limit on nesting answered, perhaps before ours."""


class _Open(NamedTuple):
    """A list or mapping whose end has not been read."""

    node: SequenceNode | MappingNode
    shape: Shape | None


class _Composer:
    def __init__(self, text: str) -> None:
        self._encoded = text.encode()
        self._parse: Callable[[], Any] = yaml.CSafeLoader(self._encoded).get_event
        self._anchors: dict[str, Node] = {}
        self._depth = 0

    def document(self, shape: Shape | None) -> Node:
        self._next()  # the stream starts
        self._next()  # the document starts
        root = self._tree(shape)
        self._next()  # the document ends
        event = self._next()
        if not isinstance(event, yaml.StreamEndEvent):
            reason = "a second YAML document starts here"
            raise ContentError(Cause.NOT_YAML, reason, event.start_mark.index)
        return root

    def _next(self) -> Any:
        try:
            return self._parse()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            problem = error.problem or error.context or "not readable"
            if problem in _UNCLOSED:
                # It is noticed at the end of the text; what helps is where it begins.
                mark = error.context_mark or mark
            hint = f" ({_HINTS[problem]})" if problem in _HINTS else ""
            kind = _LibraryLimitError if problem == _LIBRARY_LIMIT else ContentError
            reason = f"not YAML: {problem}{hint}"
            raise kind(Cause.NOT_YAML, reason, mark.index if mark else 0) from error
        except yaml.reader.ReaderError as error:
            offset = len(self._encoded[: error.position].decode(errors="ignore"))
            raise ContentError(Cause.NOT_YAML, f"not YAML: {error.reason}", offset) from error

    def _tree(self, shape: Shape | None) -> Node:
        """Build a node and all below it, without recursion."""
        root, opened = self._node(self._next(), shape)
        stack = [opened] if opened else []
        while stack:
            parent = stack[-1]
            event = self._next()
            if isinstance(event, yaml.CollectionEndEvent):
                self._depth -= 1
                stack.pop()
            elif isinstance(parent.node, SequenceNode):
                node, opened = self._node(event, parent.shape)
                parent.node.items.append(node)
                if opened:
                    stack.append(opened)
            elif opened := self._pair(event, parent.node, parent.shape):
                stack.append(opened)
        return root

    def _pair(self, event: Any, parent: MappingNode, shape: Shape | None) -> _Open | None:
        """Read a key, whose event is given, and its value."""
        if shape is not None and event.anchor is not None:
            raise _AnchorMetError
        offset = event.start_mark.index
        if isinstance(event, yaml.CollectionStartEvent):
            reason = "a key must be a single value; text that begins with a brace must be in quotes"
            raise ContentError(Cause.NOT_PLAIN_DATA, reason, offset)
        key, _ = self._node(event, None)
        if shape is not None and isinstance(key, ScalarNode) and key.value != MERGE_KEY:
            if key.value not in shape:
                self._pass_over()
                return None
            shape = shape[key.value]
        value, opened = self._node(self._next(), shape)
        parent.pairs.append((key, value))
        return opened

    def _node(self, event: Any, shape: Shape | None) -> tuple[Node, _Open | None]:
        """Return the node of an event, and whether it has yet to be filled."""
        offset = event.start_mark.index
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                reason = "not YAML: the alias names no anchor before it"
                raise ContentError(Cause.NOT_YAML, reason, offset)
            return self._anchors[event.anchor], None
        _check_tag(event)
        node: Node
        opened: _Open | None = None
        if isinstance(event, yaml.ScalarEvent):
            node = ScalarNode(event.value, event.tag, event.implicit, offset)
        else:
            self._enter(offset)
            kind = SequenceNode if isinstance(event, yaml.SequenceStartEvent) else MappingNode
            node = kind(event.tag, offset)
            opened = _Open(node, shape)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        return node, opened

    def _enter(self, offset: int) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            reason = f"nested more than {MAX_DEPTH} levels deep"
            raise ContentError(Cause.TOO_DEEP, reason, offset)

    def _pass_over(self) -> None:
        """Read past one node and all below it."""
        outside = self._depth
        while True:
            event = self._next()
            kind = type(event)
            if kind is yaml.SequenceEndEvent or kind is yaml.MappingEndEvent:
                self._depth -= 1
            elif event.anchor is not None:
                raise _AnchorMetError
            else:
                if event.tag is not None:
                    _check_tag(event)
                if kind is not yaml.ScalarEvent:
                    self._enter(event.start_mark.index)
            if self._depth == outside:
                return


def _check_tag(event: Any) -> None:
    if event.tag is not None and event.tag not in _KNOWN_TAGS:
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        if len(tag) > _MAX_SHOWN_TAG:
            tag = tag[:_MAX_SHOWN_TAG] + "…"
        reason = f"the tag {tag} is not plain data"
        raise ContentError(Cause.NOT_PLAIN_DATA, reason, event.start_mark.index)
