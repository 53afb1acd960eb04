"""How many articles a part of a query finds, under the filters of the search."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from whoosh.query import NullQuery

from indexer.contract.codec.arrays import Bools, Ints
from webui.search.criteria.criteria import Criteria, SearchedField
from webui.search.local.compiling.compiler import compile_query
from webui.search.local.engine import Matches
from webui.search.local.finding.matching import match_unscored
from webui.search.local.finding.narrowing import narrow
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.query.clauses import joint, leaves, searched_parts
from webui.search.query.parser import ParsedQuery
from webui.search.query.syntax import Group, Leaf, Node, Not, is_constraint

_NONE: Ints = np.empty(0, np.int64)


class Counting:
    """Finds articles by parts of a query; each part once.

    Args:
        snapshot: where to look.
        criteria: the search, whose filters hold.
    """

    def __init__(self, snapshot: Snapshot, criteria: Criteria) -> None:
        self.snapshot = snapshot
        self.criteria = criteria
        self._known: dict[tuple[Node | None, Sequence[SearchedField]], Ints] = {}
        self._flags: dict[tuple[Node | None, Sequence[SearchedField]], Bools] = {}
        self._searchable: dict[Leaf, bool] = {}

    def docs(self, node: Node | None, searched: Sequence[SearchedField] | None = None) -> Ints:
        """Return the documents that a part finds by itself, ascending; none without a part.

        Args:
            node: a part of a query.
            searched: where words without a field are looked for, if not where the search does.
        """
        fields = tuple(searched or self.criteria.searched)
        key = (node, fields)
        if key not in self._known:
            self._known[key] = (
                np.flatnonzero(self._combined(node, fields))
                if isinstance(node, Group) and self._is_plain(node)
                else self._find(node, fields)
            )
        return self._known[key]

    def total(self, node: Node | None, searched: Sequence[SearchedField] | None = None) -> int:
        """Return how many they are."""
        return len(self.docs(node, searched))

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

    def _is_plain(self, group: Group) -> bool:
        """Whether a group finds what its parts find, put together: all of them can be searched."""
        return all(map(self._is_searchable, leaves(group)))

    def _is_searchable(self, leaf: Leaf) -> bool:
        # A query without one of its parts is asked about as often as it has parts.
        if leaf not in self._searchable:
            compiled = compile_query(leaf, self.criteria.match)
            self._searchable[leaf] = compiled is not NullQuery
        return self._searchable[leaf]

    def _combined(self, node: Node, fields: Sequence[SearchedField]) -> Bools:
        """Return which documents a part finds, shape (n,).

        A query without one of its parts is asked for as often as it has parts; executed each
        time, one of a hundred words would take seconds.
        """
        if not isinstance(node, Group):
            key = (node, tuple(fields))
            if key not in self._flags:
                self._flags[key] = self.flags(self.docs(node, fields))
            return self._flags[key]
        parts = searched_parts(node, self.criteria.match)
        wide, narrowing = parts, list[Node]()
        either = joint(node, self.criteria.match) == "or"
        if either and node.operator != "or":
            # Where any of the words will do, what narrows holds anyway.
            narrowing = [part for part in parts if isinstance(part, Not) or is_constraint(part)]
            wide = [part for part in parts if part not in narrowing]
        if not wide:
            wide, narrowing, either = narrowing, [], False
        found = self._combined(wide[0], fields).copy()
        for part in wide[1:]:
            if either:
                found |= self._combined(part, fields)
            else:
                found &= self._combined(part, fields)
        for part in narrowing:
            found &= self._combined(part, fields)
        return found

    def _find(self, node: Node | None, fields: Sequence[SearchedField]) -> Ints:
        match = self.criteria.match
        if node is None or compile_query(node, match, fields) is NullQuery:
            return _NONE
        found = match_unscored(self.snapshot, ParsedQuery("", node), match, fields)
        return narrow(self.snapshot, self.criteria, found).hits.docs
