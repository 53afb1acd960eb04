"""Which articles of a story are copies of another one, and which are independent reports."""

from __future__ import annotations

import numpy as np

from indexer.contract.codec.arrays import Ints
from webui.search.local.columns.columns import Columns
from webui.search.local.columns.ordering import Key, by_date
from webui.search.local.grouping.components import Stories


def originals(stories: Stories, columns: Columns, id_rank: Key) -> Ints:
    """Return the number of the document that each one copies; its own where it copies none.

    A copy is an article whose title is that of an earlier one of its story
    (``indexer.contract.stories.titles`` says which titles are the same). The earliest is the
    original of them all: the undated come last, ties break by id.

    Args:
        stories: of all live documents.
        columns: of all documents.
        id_rank: a number for each of some documents, in the order of their ids.

    Returns:
        Document numbers, shape (n,).
    """
    original = np.arange(len(stories.story))
    docs = stories.together[columns.titles[stories.together] != 0]
    story, titles = stories.story[docs], columns.titles[docs]
    order = np.lexsort((titles, story))
    docs, story, titles = docs[order], story[order], titles[order]
    begins = np.ones(len(docs), np.bool_)
    begins[1:] = (story[1:] != story[:-1]) | (titles[1:] != titles[:-1])
    text = np.cumsum(begins) - 1
    text_of = np.full(len(original), -1)
    text_of[docs] = text
    several = np.sort(docs[np.bincount(text)[text] > 1])
    ordered = by_date(several, columns, "oldest", None, id_rank)
    _, first, which = np.unique(text_of[ordered], return_index=True, return_inverse=True)
    original[ordered] = ordered[first][which]
    return original
