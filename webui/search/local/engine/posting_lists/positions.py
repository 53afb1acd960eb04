"""Where terms stand, as sorted keys: of some documents, and the documents of some."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import ragged
from indexer.contract.codec.position_decoding import POSITION_BITS, Keys


def located(
    own: npt.NDArray[np.integer], wanted: npt.NDArray[np.integer]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """Return where some numbers stand among others, and whether they do; others are ascending.

    Args:
        own: ascending, shape (m,).
        wanted: shape (n,).

    Returns:
        Of each number that is wanted its place in ``own``, any place where it is not there, and
        whether it is, shape (n,) both.
    """
    if not len(own):
        return np.zeros(len(wanted), np.intp), np.zeros(len(wanted), np.bool_)
    places = np.searchsorted(own, wanted)
    places[places == len(own)] = 0
    return places, own[places] == wanted


def within(keys: Keys, docs: npt.NDArray[np.intp]) -> Keys:
    """Return those of some keys that are of some documents; all are ascending."""
    if 8 * len(docs) > len(keys):
        # Nearly all are; the others do no harm but cost time.
        return keys
    starts = np.searchsorted(keys, docs << POSITION_BITS)
    counts = np.searchsorted(keys, (docs + 1) << POSITION_BITS) - starts
    return keys[ragged(starts, counts)]


def documents_of(keys: Keys, *, repeated: bool = False) -> npt.NDArray[np.intp]:
    """Return the documents of some keys, ascending as these are.

    Args:
        keys: see :data:`POSITION_BITS`.
        repeated: whether a document stands there once for each of its keys.
    """
    docs = (keys >> POSITION_BITS).astype(np.intp, copy=False)
    if repeated:
        return docs
    first = np.ones(len(docs), np.bool_)
    first[1:] = docs[1:] != docs[:-1]
    return docs[first]
