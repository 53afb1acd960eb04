"""How many articles a part of a query finds, under the filters of the search."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from whoosh.query import NullQuery

from indexer.contract.codec.arrays import Bools, Ints
from webui.search.criteria.criteria import Criteria
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.compiling.compiler import compile_query
from webui.search.local.engine import Matches
from webui.search.local.finding.matching import match_unscored
from webui.search.local.finding.narrowing import narrow
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.query.clauses import joint, searched_parts
from webui.search.query.parser import ParsedQuery
from webui.search.query.syntax import Group, Node, Not, is_constraint

_NONE: Ints = np.empty(0, np.int64)

Bits = npt.NDArray[np.uint8]
"""Which documents are among some, eight of them a byte, shape (⌈n / 8⌉,).

A query of two hundred words is counted without each of them: that is forty thousand times that
two sets are put together, and hundreds of sets that are kept.
"""


class Counting:
    """Finds articles by parts of a query; each part once.

    Args:
        snapshot: where to look.
        criteria: the search, whose filters hold.
    """

    def __init__(self, snapshot: Snapshot, criteria: Criteria) -> None:
        self.snapshot = snapshot
        self.criteria = criteria
        self._known: dict[Node, Bits] = {}
        # By their identities, since to hash a query takes longer than to count it.
        self._by_identity: dict[int, tuple[Node, Bits]] = {}
        self._searchable: dict[int, tuple[Node, bool]] = {}

    def docs(self, node: Node | None) -> Ints:
        """Return the documents that a part finds by itself, ascending; none without a part."""
        return _NONE if node is None else np.flatnonzero(self.flags_of(node))

    def total(self, node: Node | None) -> int:
        """Return how many they are."""
        return 0 if node is None else int(np.count_nonzero(self.flags_of(node)))

    def flags_of(self, node: Node | None) -> Bools:
        """Return which documents a part finds by itself, shape (n,)."""
        size = len(self.snapshot.columns)
        if node is None:
            return np.zeros(size, np.bool_)
        return np.unpackbits(self._bits(node), count=size).view(np.bool_)

    def unasked(self) -> Ints:
        """Return the documents that the search would find without its query, ascending."""
        live = self.snapshot.live_docs
        every = Matches(live, np.zeros(len(live), np.float32))
        return narrow(self.snapshot, self.criteria, every).hits.docs

    def flags(self, docs: Ints) -> Bools:
        """Return which documents are among some, shape (n,)."""
        flags = np.zeros(len(self.snapshot.columns), np.bool_)
        flags[docs] = True
        return flags

    def _bits(self, node: Node) -> Bits:
        checkpoint()
        known = self._by_identity.get(id(node))
        if known is not None:
            return known[1]
        if isinstance(node, Group) and self._is_searchable(node):
            # It finds what its parts find, put together.
            found = self._combined(node)
        elif node in self._known:
            found = self._known[node]
        else:
            found = self._known[node] = np.packbits(self.flags(self._find(node)))
        self._by_identity[id(node)] = node, found
        return found

    def _is_searchable(self, node: Node) -> bool:
        """Whether all leaves of a part can be searched."""
        known = self._searchable.get(id(node))
        if known is None:
            if isinstance(node, Group):
                is_searchable = all(map(self._is_searchable, node.children))
            elif isinstance(node, Not):
                is_searchable = self._is_searchable(node.child)
            else:
                is_searchable = compile_query(node, self.criteria.match) is not NullQuery
            known = self._searchable[id(node)] = node, is_searchable
        return known[1]

    def _combined(self, node: Group) -> Bits:
        parts = searched_parts(node, self.criteria.match)
        wide, narrowing = parts, list[Node]()
        either = joint(node, self.criteria.match) == "or"
        if either and node.operator != "or":
            # Where any of the words will do, what narrows holds anyway.
            narrowing = [part for part in parts if isinstance(part, Not) or is_constraint(part)]
            wide = [part for part in parts if part not in narrowing]
        if not wide:
            wide, narrowing, either = narrowing, [], False
        join = np.bitwise_or if either else np.bitwise_and
        found = self._bits(wide[0]).copy()
        for part in wide[1:]:
            join(found, self._bits(part), out=found)
        for part in narrowing:
            found &= self._bits(part)
        return found

    def _find(self, node: Node) -> Ints:
        match, fields = self.criteria.match, self.criteria.searched
        if compile_query(node, match, fields) is NullQuery:
            return _NONE
        found = match_unscored(self.snapshot, ParsedQuery("", node), match, fields)
        return narrow(self.snapshot, self.criteria, found).hits.docs
