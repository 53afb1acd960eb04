"""The tree of a front matter: values with their places in the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from indexer.reporting.failure import Cause


class ContentError(Exception):
    """The content of a front matter is wrong.

    Attributes:
        cause: as in ``ArticleError``.
        reason: what is wrong, as a clause without a full stop.
        offset: where, in characters from the beginning of the text.
    """

    def __init__(self, cause: Cause, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.cause = cause
        self.reason = reason
        self.offset = offset


class Meaning(NamedTuple):
    """What a single value stands for.

    Attributes:
        value: as PyYAML's safe loader gives it; None where it is none of its type.
        problem: why it is none, as it goes on behind the field's name; else empty.
    """

    value: object
    problem: str = ""


@dataclass(slots=True, eq=False)
class ScalarNode:
    """A single value, not yet resolved to a type.

    Attributes:
        value: its text.
        tag: the explicit tag, or None.
        implicit: PyYAML's two flags: whether the tag is guessed when plain, and when quoted.
        offset: where it begins, in characters from the beginning of the text.
        meaning: what it stands for, once that was found out. Aliases name one node very often.
    """

    value: str
    tag: str | None
    implicit: tuple[bool, bool]
    offset: int
    meaning: Meaning | None = None


@dataclass(slots=True, eq=False)
class SequenceNode:
    """A list."""

    tag: str | None
    offset: int
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class MappingNode:
    """Keys and values, in the order of the text; a key may stand in it twice."""

    tag: str | None
    offset: int
    pairs: list[tuple[Node, Node]] = field(default_factory=list)


Node: TypeAlias = ScalarNode | SequenceNode | MappingNode
