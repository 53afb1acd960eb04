"""Which articles of a story are copies of another one, and which are independent reports."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from webui.search.local.columns.columns import Columns
from webui.search.local.columns.ordering import Key, by_date
from webui.search.local.grouping.partition import Docs, Stories


def originals(stories: Stories, columns: Columns, by_id: Sequence[Key]) -> Docs:
    """Return the number of the document that each one copies; its own where it copies none.

    The earliest of those whose texts are nearly the same is the original of them all: the
    undated come last, ties break by id.

    Args:
        stories: of all live documents.
        columns: of all documents.
        by_id: what documents are sorted by to stand in the order of their ids.

    Returns:
        Document numbers, int32, shape (n,).
    """
    original = np.arange(len(stories.story), dtype=np.int32)
    docs, text = stories.together, stories.text
    count = np.bincount(text[docs], minlength=len(original))
    several = np.sort(docs[count[text[docs]] > 1]).astype(np.int64)
    ordered = by_date(several, columns, "oldest", None, by_id)
    _, first, which = np.unique(text[ordered], return_index=True, return_inverse=True)
    original[ordered] = ordered[first][which]
    return original
