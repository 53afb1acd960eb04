"""A Whoosh query of our own: what one query finds, without what another one finds."""

from __future__ import annotations

from typing import Any

from whoosh.matching import FilterMatcher
from whoosh.query import AndNot


class Without(AndNot):  # type: ignore[misc] # Whoosh has no types
    """The matches of ``a`` that are not matches of ``b``, scored as ``a`` scores them.

    The matcher of Whoosh's own ``AndNot`` lets the first match of each segment
    pass when ``b`` begins before it.
    """

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Return Whoosh's iterator over the matches in one segment."""
        found = self.a.matcher(searcher, context)
        excluded = frozenset(self.b.matcher(searcher, searcher.boolean_context()).all_ids())
        return FilterMatcher(found, excluded, exclude=True)
