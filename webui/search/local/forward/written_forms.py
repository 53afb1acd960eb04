"""In which form a word is written most often."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.contract.codec.arrays import Bools
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.forward.forward_index import ForwardIndex


def written_forms(
    index: ForwardIndex, docs: Bools, items: Sequence[tuple[int, ...]]
) -> list[tuple[str, ...]]:
    """Return the forms in which telling stems stand most often in title and excerpt.

    Args:
        index: of all documents.
        docs: in which ones, shape (n,).
        items: a stem, or two that follow one another in at least one of the documents.

    Returns:
        The form of each; of those that are as frequent the first one by its letters.
    """
    forms, stems = index.lexicon.forms, index.stems()
    wanted = np.zeros(len(index.lexicon.stems) + 1, np.bool_)
    wanted[[item[0] for item in items]] = True
    at = np.flatnonzero(wanted[stems])
    at = at[docs[index.docs_at(at)]]
    at = at[np.argsort(stems[at], kind="stable")]
    own = stems[at]
    found = []
    for first, *second in items:
        checkpoint()
        low, high = np.searchsorted(own, [first, first + 1])
        places = at[low:high]
        following = np.zeros(len(places), np.int64)
        if second:
            places = places[stems[places + 1] == second[0]]
            following = index.forms[places + 1].astype(np.int64)
        keys = index.forms[places].astype(np.int64) * len(forms) + following
        different, counts = np.unique(keys, return_counts=True)
        best = int(different[np.argmax(counts)])
        found.append((forms[best // len(forms)], *([forms[best % len(forms)]] if second else [])))
    return found
