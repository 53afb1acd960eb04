"""The stories of a state in a cluster: found from the signatures of all its articles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.contract.codec.arrays import Bools
from indexer.contract.codec.column_decoding import BytesColumn
from indexer.stories.discovery import Found, find_stories
from indexer.stories.signatures import unpack
from indexer.stories.updating import update_stories


def stories_of(
    signatures: Sequence[bytes], live: Bools, threads: int = 1, before: Found | None = None
) -> Found:
    """Find the stories of articles; documents are their numbers.

    Args:
        signatures: by number; empty where there is none.
        live: which numbers are articles, shape (n,).
        threads: that may work at a time.
        before: what was found in an earlier state, if it is known.
    """
    ends = np.zeros(len(signatures) + 1, np.int64)
    np.cumsum([len(signature) for signature in signatures], out=ends[1:])
    column = unpack(BytesColumn(b"".join(signatures), ends))
    if before is None:
        return find_stories(column, live, threads)
    return update_stories(column, live, before, threads)
