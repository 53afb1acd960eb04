"""Nodes of a front matter → Python values of the wanted type, or where they differ from it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import yaml

from indexer.parsing.full.compose import MAX_DEPTH, MERGE_KEY
from indexer.parsing.full.nodes import (
    ContentError,
    MappingNode,
    Meaning,
    Node,
    ScalarNode,
    SequenceNode,
)
from indexer.reporting.failure import Cause

_PREFIX = "tag:yaml.org,2002:"
_TEXT, _MERGE, _MAP, _SEQ = (_PREFIX + kind for kind in ("str", "merge", "map", "seq"))
_RESOLVER = yaml.resolver.Resolver()

# No number or date that fits is longer. PyYAML's base-60 numbers take
# quadratic time, and Python refuses decimal ones of more than 4,300 digits.
_MAX_NUMBER_LENGTH = 100

_SCALAR_KINDS = {"int": "number", "float": "number", "timestamp": "date"}

_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "true or false"),
    (int, "a number"),
    (float, "a decimal number"),
    (date, "a date"),
    (bytes, "binary data"),
    (SequenceNode, "a list"),
    (MappingNode, "a mapping"),
)


def value(name: str, node: Node) -> object:
    """Return the value of the scalar field ``name`` as PyYAML's safe loader gives it.

    Other nodes are their own value. A node is read once, however often it is asked for.

    Raises:
        ContentError: the text is not one of its type, such as the date 2021-13-45.
    """
    if not isinstance(node, ScalarNode):
        return node
    meaning = node.meaning
    if meaning is None:
        meaning = node.meaning = _meaning(node)
    if meaning.problem:
        reason = f"{name} is not a valid {meaning.problem}"
        raise ContentError(Cause.IMPOSSIBLE_VALUE, reason, node.offset)
    return meaning.value


def _meaning(node: ScalarNode) -> Meaning:
    tag = node.tag
    if tag is None or tag == "!":
        tag = _RESOLVER.resolve(  # type: ignore[no-untyped-call]
            yaml.ScalarNode, node.value, node.implicit
        )
    if tag == _TEXT:
        return Meaning(node.value)
    kind = _SCALAR_KINDS.get(tag.removeprefix(_PREFIX), "value")
    if kind in ("number", "date") and len(node.value) > _MAX_NUMBER_LENGTH:
        return Meaning(None, f"{kind}: it is too long")
    try:
        return Meaning(
            yaml.constructor.SafeConstructor().construct_document(
                yaml.ScalarNode(tag, node.value, None, None)
            )
        )
    # Its constructors raise whatever int(), datetime() and the like do.
    except Exception:
        return Meaning(None, kind)


def text(name: str, node: Node) -> str | None:
    """Return the text of the field ``name``, or None for null."""
    found = value(name, node)
    if found is None or isinstance(found, str):
        return found
    hint = "; put it in quotes" if isinstance(found, int | float | date) else ""
    raise _wrong_type(name, "text", found, node, hint)


def integer(name: str, node: Node, limit: int) -> int | None:
    """Return the integer of the field ``name``, nearer to 0 than ``limit``; None for null."""
    found = value(name, node)
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int):
        raise _wrong_type(name, "a whole number", found, node)
    if not -limit < found < limit:
        reason = f"{name} must lie between -{limit} and {limit}"
        raise ContentError(Cause.IMPOSSIBLE_VALUE, reason, node.offset)
    return found


def flag(name: str, node: Node) -> bool:
    """Return the truth value of the field ``name``; null is false."""
    found = value(name, node)
    if found is not None and not isinstance(found, bool):
        raise _wrong_type(name, "true or false", found, node)
    return bool(found)


def moment(name: str, node: Node) -> datetime | None:
    """Return the time of the field ``name``, aware and in UTC; None for null and for year 1.

    Without an offset it is taken to be UTC, without a time of day midnight. The year
    1 is how some importers write "no date".
    """
    found = value(name, node)
    if isinstance(found, str):
        if not found.strip():
            return None
        try:
            found = datetime.fromisoformat(found.strip())
        except ValueError as error:
            reason = f"{name} is not a valid date"
            raise ContentError(Cause.IMPOSSIBLE_VALUE, reason, node.offset) from error
    if found is None:
        return None
    if not isinstance(found, date):
        raise _wrong_type(name, "a date", found, node)
    if found.year == 1:
        return None
    if not isinstance(found, datetime):
        return datetime(found.year, found.month, found.day, tzinfo=UTC)
    if found.tzinfo is None:
        return found.replace(tzinfo=UTC)
    try:
        return found.astimezone(UTC)
    except OverflowError as error:
        reason = f"{name} is outside the calendar"
        raise ContentError(Cause.IMPOSSIBLE_VALUE, reason, node.offset) from error


def items(name: str, node: Node) -> list[Node]:
    """Return the items of the list field ``name``; none for null."""
    if isinstance(node, SequenceNode) and node.tag in (None, "!", _SEQ):
        return node.items
    if value(name, node) is None:
        return []
    raise _wrong_type(name, "a list", value(name, node), node)


class Fields:
    """Reads the wanted fields of mappings, with merge keys; a key's last value wins.

    Args:
        names: the wanted keys of all mappings together. What a mapping merges is
            read once and reduced to these, so that merging cannot grow without bound.
    """

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names
        self._read: dict[MappingNode, dict[str, Node]] = {}
        self._lists: dict[SequenceNode, dict[str, Node]] = {}
        self._depth = 0

    def of(self, name: str, node: Node) -> dict[str, Node] | None:
        """Return the wanted fields of the mapping ``name``; None for null."""
        if isinstance(node, MappingNode) and node.tag in (None, "!", _MAP):
            return self._fields(node)
        if value(name, node) is None:
            return None
        raise _wrong_type(name, "a mapping", value(name, node), node)

    def _fields(self, node: MappingNode) -> dict[str, Node]:
        if node in self._read:
            return self._read[node]
        merged: dict[str, Node] = {}
        own: dict[str, Node] = {}
        for key, child in node.pairs:
            if not isinstance(key, ScalarNode):
                reason = "a key must be a single value"
                raise ContentError(Cause.NOT_PLAIN_DATA, reason, key.offset)
            if _is_merge(key):
                merged.update(self._merged(child))
            elif key.value in self._names and value("a key", key) == key.value:
                own[key.value] = child
        self._read[node] = merged | own
        return self._read[node]

    def _merged(self, node: Node) -> dict[str, Node]:
        if not isinstance(node, SequenceNode):
            return self._merged_all([node], node)
        if node not in self._lists:
            self._lists[node] = self._merged_all(node.items, node)
        return self._lists[node]

    def _merged_all(self, sources: list[Node], node: Node) -> dict[str, Node]:
        merged: dict[str, Node] = {}
        self._depth += 1
        # Anchors can make a mapping merge itself.
        if self._depth > MAX_DEPTH:
            reason = f"{MERGE_KEY} leads to itself, or too deep"
            raise ContentError(Cause.TOO_DEEP, reason, node.offset)
        for source in reversed(sources):
            if not isinstance(source, MappingNode):
                reason = f"{MERGE_KEY} must name mappings, not {_kind(value(MERGE_KEY, source))}"
                raise ContentError(Cause.NOT_PLAIN_DATA, reason, source.offset)
            merged.update(self._fields(source))
        self._depth -= 1
        return merged


def _is_merge(key: ScalarNode) -> bool:
    if key.tag is not None and key.tag != "!":
        return key.tag == _MERGE
    return key.value == MERGE_KEY and key.implicit[0]


def _wrong_type(name: str, wanted: str, found: object, node: Node, hint: str = "") -> ContentError:
    reason = f"{name} must be {wanted}, not {_kind(found)}{hint}"
    return ContentError(Cause.WRONG_TYPE, reason, node.offset)


def _kind(found: object) -> str:
    if found is None:
        return "null"
    if isinstance(found, SequenceNode | MappingNode) and found.tag is not None:
        return f"tagged {found.tag.replace(_PREFIX, '!!')}"
    return next((name for kind, name in _KINDS if isinstance(found, kind)), "text")
