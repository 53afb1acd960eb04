"""Sets of articles by their numbers, as they are sent to the cluster.

They go there as a Roaring bitmap, of which a ``terms`` query may be made since OpenSearch 2.17:
a million numbers are an eighth of a megabyte. The format is
https://github.com/RoaringBitmap/RoaringFormatSpec, without runs.
"""

from __future__ import annotations

import struct
from base64 import b64encode
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from indexer.contract.codec.arrays import Ints
from webui.search.cluster.texts.asking import Clause

_COOKIE = 12346
# A container has the numbers with the same upper half: as they are, or where they are many as bits.
_CONTAINER_BITS = 16
_MOST_AS_ARRAY = 4096


def numbered(docs: Ints) -> Clause:
    """Return the query for the articles with some numbers, ascending."""
    bitmap = b64encode(roaring(docs)).decode("ascii")
    return {"terms": {"number": [bitmap], "value_type": "bitmap"}}


def roaring(numbers: Ints) -> bytes:
    """Return numbers, ascending and not negative, as a Roaring bitmap."""
    keys, starts = np.unique(numbers >> _CONTAINER_BITS, return_index=True)
    bounds: Sequence[int] = [*starts.tolist(), len(numbers)]
    parts = [
        _container((numbers[start:stop] & (2**_CONTAINER_BITS - 1)).astype("<u2"))
        for start, stop in pairwise(bounds)
    ]
    sizes = np.diff(bounds)
    head = struct.pack("<II", _COOKIE, len(keys))
    head += np.stack([keys, sizes - 1], axis=1).astype("<u2").tobytes()
    lengths = [len(head) + 4 * len(keys), *map(len, parts)]
    offsets = np.cumsum(lengths)[: len(keys)].astype("<u4").tobytes()
    return head + offsets + b"".join(parts)


def _container(low: Any) -> bytes:
    if len(low) <= _MOST_AS_ARRAY:
        array: bytes = low.tobytes()
        return array
    bits = np.zeros(2**_CONTAINER_BITS, np.uint8)
    bits[low] = 1
    return np.packbits(bits, bitorder="little").tobytes()
