"""The order of ids, told from their bytes: no more of them are read than it takes.

UTF-8 sorts as the characters do, so ids are compared as bytes, of which eight at a time are a
number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Ints
from indexer.contract.codec.plain.column_reading import Texts
from webui.search.deadlines.deadline import in_steps
from webui.search.local.columns.columns import Ids

IdKey = Callable[[Ints], npt.NDArray[Any]]

Words = npt.NDArray[np.uint64]
"""Eight bytes of each of some ids, big-endian; zeros beyond an id's end."""

_BYTES = 8
# Ids that agree in so many words are few.
_WORDS = 8
# So few are compared whole, in less time than word by word.
_FEW = 50
# So many are read before the deadline is looked at again.
_AT_ONCE = 2**12


def id_keys(ids: Ids, within: Callable[[], AbstractContextManager[None]]) -> list[IdKey]:
    """Return what documents are sorted by to stand in the order of their ids.

    Each is asked about those that the ones before leave tied, and gives a number for each of
    some documents; the last one, their ranks among these, leaves none tied.

    Args:
        ids: of all documents.
        within: gives a context in which they are read.
    """

    def key(numbers: IdKey) -> IdKey:
        def ask(docs: Ints) -> npt.NDArray[Any]:
            with within():
                return numbers(docs)

        return ask

    words = [partial(_word, ids, word) for word in range(_WORDS)]
    return [*map(key, words), key(partial(_ranks, ids))]


def texts_of_ids(ids: Ids, docs: Ints) -> list[str]:
    """Return the ids of some documents."""
    parts = [docs[start : start + _AT_ONCE] for start in range(0, len(docs), _AT_ONCE)]
    return [value.decode() for some in in_steps(parts, 1) for value in _values(ids, some[0])]


def _values(ids: Ids, docs: Ints) -> list[bytes]:
    found = [b""] * len(docs)
    for part, own, which in _by_part(ids, docs):
        if len(own) <= _FEW:
            # Of what is mapped only this much is looked at then.
            values = [part[doc] for doc in own.tolist()]
        else:
            starts, ends, data = part.ends[own].tolist(), part.ends[own + 1].tolist(), part.data
            values = [bytes(data[start:end]) for start, end in zip(starts, ends, strict=True)]
        if which is None:
            return values
        for place, value in zip(which.tolist(), values, strict=True):
            found[place] = value
    return found


def _by_part(ids: Ids, docs: Ints) -> Iterator[tuple[Texts, Ints, Ints | None]]:
    """Yield each column that has some of the documents, their numbers and places; None: all."""
    if len(ids.parts) == 1:
        yield ids.parts[0], docs, None
        return
    of = np.searchsorted(ids.bases, docs, "right") - 1
    for number in np.unique(of).tolist():
        which = np.flatnonzero(of == number)
        yield ids.parts[number], docs[which] - ids.bases[number], which


def _word(ids: Ids, word: int, docs: Ints) -> Words | Ints:
    if len(docs) <= _FEW:
        return _ranks(ids, docs)
    found = np.zeros(len(docs), np.uint64)
    for part, own, which in _by_part(ids, docs):
        found[slice(None) if which is None else which] = _words_of(part, own, word * _BYTES)
    return found


def _words_of(part: Texts, docs: Ints, offset: int) -> Words:
    """Return the eight bytes at an offset of some values, zeros beyond their ends."""
    starts = part.ends[docs] + offset
    left = np.clip(part.ends[docs + 1] - starts, 0, _BYTES)
    raw = np.frombuffer(part.data, np.uint8)
    if len(raw) < _BYTES:
        raw = np.concatenate([raw, np.zeros(_BYTES, np.uint8)])
    anywhere = np.ndarray(len(raw) - _BYTES + 1, ">u8", raw, strides=(1,))
    # The last values end where no eight bytes follow: read sooner, and shifted.
    within = np.minimum(starts, len(anywhere) - 1)
    shift = (_BYTES * np.minimum(starts - within, _BYTES - 1)).astype(np.uint64)
    words = anywhere[within].astype(np.uint64) << shift
    beyond = (_BYTES * (_BYTES - np.maximum(left, 1))).astype(np.uint64)
    kept: Words = np.where(left > 0, words >> beyond << beyond, np.uint64(0))
    return kept


def _ranks(ids: Ids, docs: Ints) -> Ints:
    values = _values(ids, docs)
    order = sorted(range(len(values)), key=values.__getitem__)
    rank = np.empty(len(docs), np.int64)
    rank[order] = np.arange(len(docs))
    return rank
