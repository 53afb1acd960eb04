"""In which fields the words of a query stand, of all that it found at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from whoosh.query import NullQuery

from webui.search.criteria.criteria import SEARCHED, SearchedField
from webui.search.local.compiling.compiler import compile_query
from webui.search.local.exporting.matching_words import words_in
from webui.search.local.finding.find import Found
from webui.search.local.finding.matching import match_unscored
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.query.parser import ParsedQuery

SETS: tuple[tuple[SearchedField, ...], ...] = tuple(
    tuple(field for place, field in enumerate(SEARCHED) if number >> place & 1)
    for number in range(2 ** len(SEARCHED))
)
"""Every set of fields, by its number."""


def matched_fields(snapshot: Snapshot, found: Found) -> npt.NDArray[np.uint8]:
    """Return for each hit the number of the set of fields in which words of the query stand.

    Each field is searched once, for any of the words.

    Returns:
        Places in :data:`SETS`, shape (n,).
    """
    docs = found.hits.docs
    sets = np.zeros(len(docs), np.uint8)
    searched, match = found.matched.searched, found.matched.match
    for place, field in enumerate(SEARCHED):
        node = words_in(found.parsed.tree, field, searched, match)
        if node is None or compile_query(node, match, (field,)) is NullQuery:
            continue
        having = match_unscored(snapshot, ParsedQuery("", node), match, (field,)).docs
        flags = np.zeros(len(snapshot.columns), np.bool_)
        flags[having] = True
        sets |= flags[docs].astype(np.uint8) << np.uint8(place)
    return sets
