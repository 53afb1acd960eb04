"""Texts one after the other, of which a few are exchanged for others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.contract.codec.arrays import Ints
from indexer.contract.codec.column_decoding import BytesColumn


def spliced(old: BytesColumn, places: Ints, values: Sequence[bytes], size: int) -> BytesColumn:
    """Return a column of so many texts: those of another one, but for some places.

    Args:
        old: the other one; what is beyond it is empty.
        places: where there are other texts, each once, in any order, shape (p,).
        values: these, one for each place.
        size: how many there are.
    """
    kept = min(size, len(old))
    lengths = np.zeros(size, np.int64)
    lengths[:kept] = np.diff(old.ends[: kept + 1])
    lengths[places] = [len(value) for value in values]
    if not lengths.any():
        # First ids are, mostly: this takes no memory.
        return BytesColumn(b"", np.broadcast_to(np.zeros(1, np.int64), size + 1))
    ends = np.zeros(size + 1, np.int64)
    np.cumsum(lengths, out=ends[1:])
    order = np.argsort(places, kind="stable")
    ordered = places[order]
    # What stands between two of the places is taken over as it is.
    starts = old.ends[np.minimum(np.concatenate([[0], ordered + 1]), kept)].tolist()
    stops = old.ends[np.minimum(np.concatenate([ordered, [kept]]), kept)].tolist()
    data, pieces = memoryview(old.data), list[bytes | memoryview]()
    for start, stop, place in zip(starts, stops, [*order.tolist(), -1], strict=True):
        if start < stop:
            pieces.append(data[start:stop])
        if place >= 0:
            pieces.append(values[place])
    return BytesColumn(b"".join(pieces), ends)
