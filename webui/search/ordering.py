"""The order of hits. Ties break by newest, then id, so that pages never overlap."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from webui.search.columns import NO_DATE, Columns, Ints
from webui.search.criteria import Sort
from webui.search.execution import Matches

_LAST = np.iinfo(np.int64).max


def newest_rank(columns: Columns) -> Ints:
    """Place of each document in the order "newest first, then id", undated last; shape (n,)."""
    by_id = np.array(sorted(range(len(columns)), key=columns.ids.__getitem__), np.int64)
    # A stable sort keeps the order by id among equal dates. NO_DATE is the
    # smallest number there is, so its negation overflows: invert instead.
    order = by_id[np.argsort(~columns.published[by_id], kind="stable")]
    rank = np.empty(len(columns), np.int64)
    rank[order] = np.arange(len(columns))
    return rank


def order_hits(matches: Matches, columns: Columns, rank: Ints, sort: Sort) -> Ints:
    """Return the matched documents in the order asked for, those without a value last."""
    docs = matches.docs
    key: npt.NDArray[Any]
    match sort:
        case "relevance":
            key = -matches.scores
        case "newest":
            return docs[np.argsort(rank[docs])]
        case "oldest":
            published = columns.published[docs]
            key = np.where(published == NO_DATE, _LAST, published)
        case "quality":
            key = -columns.quality[docs]
        case "heat":
            # An unknown heat is -1, the least there is.
            key = -columns.heat[docs]
    return docs[np.lexsort((rank[docs], key))]
