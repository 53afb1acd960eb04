"""The stories of a state in a cluster: found from the signatures of all its articles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from indexer.contract.codec.arrays import Bools, Ints
from indexer.contract.codec.column_decoding import BytesColumn
from indexer.stories.discovery import find_stories
from indexer.stories.signatures import unpack


class Stories(NamedTuple):
    """Which articles are one story, by number.

    Attributes:
        story: the least number of each one's story, its own where it is alone, shape (n,).
        copies: the same for articles whose texts are nearly the same, shape (n,).
    """

    story: Ints
    copies: Ints


def stories_of(signatures: Sequence[bytes], live: Bools, threads: int = 1) -> Stories:
    """Find the stories of articles.

    Args:
        signatures: by number; empty where there is none.
        live: which numbers are articles, shape (n,).
        threads: that may work at a time.
    """
    ends = np.zeros(len(signatures) + 1, np.int64)
    np.cumsum([len(signature) for signature in signatures], out=ends[1:])
    found = find_stories(unpack(BytesColumn(b"".join(signatures), ends)), live, threads)
    return Stories(found.story, found.text)
