"""The syntax tree of a query: what the researcher said, before fields and terms.

Every node can be written back as query text with ``str``; ``start`` is where the
text of a word or phrase begins in what was typed, and no part of its meaning.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from webui.search.query.hints.language import TextField

CONSTRAINTS: frozenset[str] = frozenset({"topic", "provider", "type"})
"""Text fields that narrow instead of ranking: they hold even when any word may match."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or several that were written as one (``data-driven``).

    Attributes:
        exact: whether no other form of the word will do.
    """

    text: str
    field: TextField | None = None
    start: int = dataclasses.field(default=0, compare=False)
    exact: bool = False

    def __str__(self) -> str:
        return _prefixed(self.field, "=" * self.exact + self.text)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words next to each other in this order, or at most ``slop`` positions apart.

    Attributes:
        exact: whether no other forms of the words will do.
    """

    text: str
    slop: int = 1
    field: TextField | None = None
    start: int = dataclasses.field(default=0, compare=False)
    exact: bool = False

    def __str__(self) -> str:
        near = f"~{self.slop}" if self.slop != 1 else ""
        return _prefixed(self.field, "=" * self.exact + f'"{self.text}"{near}')


@dataclass(frozen=True, slots=True)
class Near:
    """Words near each other in any order: each at most ``distance`` positions from the next.

    Attributes:
        exact: whether no other forms of the words will do.
    """

    text: str
    distance: int
    field: TextField | None = None
    start: int = dataclasses.field(default=0, compare=False)
    exact: bool = False

    def __str__(self) -> str:
        words = "=" * self.exact + f'"{self.text}"'
        return _prefixed(self.field, f"near{self.distance}:{words}")


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A word or a phrase that stands so often, in all the fields together."""

    count: int
    term: Word | Phrase

    @property
    def field(self) -> TextField | None:
        """The field of the word."""
        return self.term.field

    def __str__(self) -> str:
        term = dataclasses.replace(self.term, field=None)
        return _prefixed(self.field, f"atleast{self.count}:{term}")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words in which each ``*`` stands for any letters."""

    text: str
    field: TextField | None = None

    def __str__(self) -> str:
        return _prefixed(self.field, self.text)


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Words within ``distance`` edits (insert, delete, replace, swap)."""

    text: str
    distance: int = 1
    field: TextField | None = None

    def __str__(self) -> str:
        return _prefixed(self.field, f"{self.text}~{self.distance if self.distance != 1 else ''}")


@dataclass(frozen=True, slots=True)
class Published:
    """Published on ``first`` or later and on ``last`` or earlier; None is open-ended."""

    first: date | None
    last: date | None
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Added:
    """First indexed on ``first`` or later and on ``last`` or earlier; None is open-ended."""

    first: date | None
    last: date | None
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Number:
    """``quality`` or ``heat`` between two bounds, both included; None is open-ended."""

    field: Literal["quality", "heat"]
    low: int | None
    high: int | None
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Curated:
    """Marked by the curators."""

    def __str__(self) -> str:
        return "is:curated"


@dataclass(frozen=True, slots=True)
class Everything:
    """``*``: every article."""

    def __str__(self) -> str:
        return "*"


@dataclass(frozen=True, slots=True)
class Not:
    """Without what the child finds."""

    child: Node

    def __str__(self) -> str:
        return f"NOT {_grouped(self.child)}"


@dataclass(frozen=True, slots=True)
class Group:
    """Several parts: ``AND``, ``OR``, or side by side.

    ``side by side`` means all of them, or any, as the search asks.
    """

    operator: Literal["and", "or", "side by side"]
    children: tuple[Node, ...]

    def __str__(self) -> str:
        joint = {"and": " AND ", "or": " OR ", "side by side": " "}[self.operator]
        return joint.join(map(_grouped, self.children))


Leaf = (
    Word | Phrase | Near | AtLeast | Pattern | Fuzzy
    | Published | Added | Number | Curated | Everything
)  # fmt: skip
Node = Leaf | Not | Group


def positive_leaves(node: Node) -> Iterator[Leaf]:
    """Yield the leaves that an article may match because of, in the order of the text."""
    if isinstance(node, Group):
        for child in node.children:
            yield from positive_leaves(child)
    elif not isinstance(node, Not):
        yield node


def looks_everywhere(leaf: Leaf) -> bool:
    """Whether a leaf has no field, and is looked for where such words are looked for."""
    return isinstance(leaf, Word | Phrase | Near | AtLeast | Pattern | Fuzzy) and leaf.field is None


def plain_term(leaf: Leaf) -> Word | Phrase | None:
    """Return the words of a leaf that is looked for by words as they are; None of any other."""
    match leaf:
        case Word() | Phrase():
            return leaf
        case Near(text, distance, field, start, exact):
            return Phrase(text, distance, field, start, exact)
        case AtLeast():
            return leaf.term
    return None


def _prefixed(field: TextField | None, text: str) -> str:
    return f"{field}:{text}" if field else text


def _grouped(node: Node) -> str:
    return f"({node})" if isinstance(node, Group) else str(node)


def is_constraint(node: Node) -> bool:
    """Whether a part narrows the hits without having a say in their order.

    Several that do so together, too, as in ``provider:(a OR b)``.
    """
    if isinstance(node, Group):
        return all(map(is_constraint, node.children))
    if isinstance(node, Not):
        return is_constraint(node.child)
    if isinstance(node, Published | Added | Number | Curated):
        return True
    return getattr(node, "field", None) in CONSTRAINTS
