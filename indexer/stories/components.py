"""What is connected with what."""

from __future__ import annotations

import numpy as np

from indexer.contract.codec.arrays import Ints


def components(count: int, left: Ints, right: Ints) -> Ints:
    """Return the smallest member of each node's connected component, shape (count,).

    Args:
        count: number of nodes.
        left, right: the two ends of each edge, shape (e,).

    Labels spread along edges and are then shortened by pointer jumping, as in
    Shiloach and Vishkin, "An O(log n) parallel connectivity algorithm" (1982).
    """
    label = np.arange(count)
    while True:
        before = label.copy()
        low = np.minimum(label[left], label[right])
        np.minimum.at(label, label[left], low)
        np.minimum.at(label, label[right], low)
        while not np.array_equal(shorter := label[label], label):
            label = shorter
        if np.array_equal(label, before):
            return label
