"""Sets of documents of one segment, with scores: the values that a query tree computes with.

A set is kept in one of two forms. Sparse: the document numbers, ascending. Dense: one
flag for each document of the segment; adding up two dense sets takes a tenth of the time
that it takes to merge their document numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Bools
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.engine.posting_lists.positions import located

Numbers = npt.NDArray[np.intp]
"""Document numbers, in the type that NumPy indexes with."""
Floats = npt.NDArray[np.float32]

# A set of more than one in so many documents is dense: whole arrays are faster, and smaller.
DENSE = 8
# To look a number up takes as long as to make so many flags.
_MANY = 500


@dataclass(frozen=True, slots=True)
class DocSet:
    """Documents of a segment of ``size`` documents.

    Attributes:
        size: how many documents the segment has, deleted ones included.
        docs: numbers of the documents, ascending, intp, shape (n,); None in a dense set.
        mask: which documents are in it, shape (size,); None in a sparse set.
        scores: float32 of shape (n,) in a sparse set; of shape (size,), 0 outside the
            mask, in a dense one. A single float stands for the same score in all of
            them. None where nobody asked for scores.
    """

    size: int
    docs: Numbers | None
    mask: Bools | None
    scores: Floats | float | None

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        arrays = (self.docs, self.mask, self.scores)
        return sum(array.nbytes for array in arrays if isinstance(array, np.ndarray))

    @property
    def estimate(self) -> int:
        """The number of documents; for a dense set, which would have to count them, the size."""
        return self.size if self.docs is None else len(self.docs)

    def has(self, docs: Numbers) -> Bools:
        """Return for each of some documents, ascending, whether it is in the set."""
        if self.docs is None or _MANY * len(docs) > self.size + len(self.docs):
            return self.flags()[docs]
        return located(self.docs, docs)[1]

    def scores_of(self, docs: Numbers) -> Floats:
        """Return the score of each of some documents, ascending; 0 where it is not in the set."""
        if self.docs is None:
            if isinstance(self.scores, np.ndarray):
                return self.scores[docs]
            return self.flags()[docs] * np.float32(self.scores or 0)
        places, found = located(self.docs, docs)
        if not isinstance(self.scores, np.ndarray):
            return found * np.float32(self.scores or 0)
        return np.where(found, self.scores[places] if len(self.scores) else 0, np.float32(0))

    @property
    def count(self) -> int:
        """The number of documents."""
        return int(np.count_nonzero(self.flags())) if self.docs is None else len(self.docs)

    def all_scores(self) -> Floats:
        """Return the scores as an array, of the shape that :attr:`scores` has."""
        if isinstance(self.scores, np.ndarray):
            return self.scores
        score = np.float32(self.scores or 0)
        return self.flags() * score if self.docs is None else np.full(len(self.docs), score)

    def numbers(self) -> Numbers:
        """Return the numbers of the documents, ascending."""
        return np.flatnonzero(self.flags()) if self.docs is None else self.docs

    def flags(self) -> Bools:
        """Return which documents are in the set, shape (size,)."""
        if self.mask is not None:
            return self.mask
        mask = np.zeros(self.size, np.bool_)
        mask[self.docs] = True
        return mask

    def scored(self, score: float | None) -> DocSet:
        """Return the same documents with the same score each, or without any (None)."""
        return self.with_scores(None if score is None else float(score))

    def with_scores(self, scores: Floats | float | None) -> DocSet:
        """Return the same documents with other scores, shaped as :attr:`scores` is."""
        # ``dataclasses.replace`` takes ten times as long.
        return DocSet(self.size, self.docs, self.mask, scores)

    def times(self, factor: float) -> DocSet:
        """Return the same documents with their scores multiplied."""
        if factor == 1 or self.scores is None:
            return self
        if isinstance(self.scores, np.ndarray):
            return self.with_scores(self.scores * np.float32(factor))
        return self.with_scores(self.scores * factor)


def empty(size: int) -> DocSet:
    """Return the set without any document."""
    return DocSet(size, np.empty(0, np.intp), None, 0.0)


def everything(size: int, score: float | None) -> DocSet:
    """Return the set of all documents."""
    return DocSet(size, None, np.ones(size, np.bool_), None).scored(score)


def from_numbers(size: int, docs: npt.NDArray[np.integer], score: float | None) -> DocSet:
    """Return the set of some documents, ascending, each with the same score."""
    found = DocSet(size, docs.astype(np.intp), None, None).scored(score)
    if len(docs) * DENSE <= size:
        return found
    return replace(found, docs=None, mask=found.flags())


def laid_out(size: int, docs: Numbers, scores: Floats) -> DocSet:
    """Return a set in the form that suits its size.

    Args:
        size: documents of the segment.
        docs: numbers, ascending, shape (n,).
        scores: float32, shape (n,).
    """
    if len(docs) * DENSE <= size:
        return DocSet(size, docs, None, scores)
    mask, all_scores = np.zeros(size, np.bool_), np.zeros(size, np.float32)
    mask[docs] = True
    all_scores[docs] = scores
    return DocSet(size, None, mask, all_scores)


def intersection(sets: Sequence[DocSet]) -> DocSet:
    """Return the documents that are in all sets; their scores are added up."""
    scored = all(one.scores is not None for one in sets)
    sparse = sorted((one for one in sets if one.docs is not None), key=lambda one: one.estimate)
    dense = [one for one in sets if one.docs is None]
    if sparse:
        docs = sparse[0].numbers()
        for other in (*dense, *sparse[1:]):
            if not len(docs):
                break
            docs = docs[other.has(docs)]
    else:
        mask = dense[0].flags()
        for other in dense[1:]:
            mask = mask & other.flags()
        if np.count_nonzero(mask) * DENSE > len(mask):
            return DocSet(sets[0].size, None, mask, _added(dense, mask) if scored else None)
        docs = np.flatnonzero(mask)
    scores = None
    if scored:
        scores = np.zeros(len(docs), np.float32)
        for one in sets:
            checkpoint()
            scores += one.scores_of(docs)
    return DocSet(sets[0].size, docs, None, scores)


def union(sets: Sequence[DocSet], *, greatest: bool = False) -> DocSet:
    """Return the documents that are in any set; their scores are added up.

    Args:
        sets: at least one.
        greatest: take the greatest of a document's scores, not their sum.
    """
    sets = [one for one in sets if one.docs is None or len(one.docs)] or [sets[0]]
    if len(sets) == 1:
        return sets[0]
    size = sets[0].size
    scored = all(one.scores is not None for one in sets)
    if sum(one.estimate for one in sets) * DENSE > size:
        return _dense_union(sets, size, scored, greatest)
    every = np.concatenate([one.numbers() for one in sets])
    # Each part is sorted already, which a stable sort makes use of.
    order = np.argsort(every, kind="stable")
    ordered = every[order]
    first = np.ones(len(ordered), np.bool_)
    first[1:] = ordered[1:] != ordered[:-1]
    docs = ordered[first]
    if not scored:
        return DocSet(size, docs, None, None)
    scores = np.concatenate([one.all_scores() for one in sets])[order]
    combine = np.maximum if greatest else np.add
    return DocSet(size, docs, None, combine.reduceat(scores, np.flatnonzero(first)))


def difference(found: DocSet, excluded: DocSet) -> DocSet:
    """Return the documents of one set that are not in another, with their scores."""
    if found.docs is not None:
        return _kept(found, found.docs, ~excluded.has(found.docs))
    mask = found.flags() & ~excluded.flags()
    return replace(found, mask=mask, scores=_within(found.scores, mask))


def restricted(found: DocSet, required: DocSet) -> DocSet:
    """Return the documents of one set that are in another too, scored as in the first."""
    if found.docs is not None:
        return _kept(found, found.docs, required.has(found.docs))
    if required.docs is not None:
        docs = required.docs[found.has(required.docs)]
        scores = found.scores if found.scores is None else found.scores_of(docs)
        return DocSet(found.size, docs, None, scores)
    mask = found.flags() & required.flags()
    return replace(found, mask=mask, scores=_within(found.scores, mask))


def with_bonus(found: DocSet, bonus: DocSet) -> DocSet:
    """Return the documents of one set; those in another one too get its scores added."""
    if found.scores is None or bonus.scores is None:
        return found
    if found.docs is not None:
        return found.with_scores(found.all_scores() + bonus.scores_of(found.docs))
    mask = found.flags()
    scores = found.all_scores()
    if bonus.docs is None:
        return found.with_scores(scores + np.where(mask, bonus.all_scores(), 0))
    docs = bonus.docs[found.has(bonus.docs)]
    scores = scores.copy()
    scores[docs] += bonus.scores_of(docs)
    return found.with_scores(scores)


def _dense_union(sets: Sequence[DocSet], size: int, scored: bool, greatest: bool) -> DocSet:
    mask = np.zeros(size, np.bool_)
    scores = np.zeros(size, np.float32) if scored else None
    # A score may be negative, so that "greatest" cannot start from zero.
    for one in sets:
        checkpoint()
        docs = one.docs
        if scores is not None and docs is not None:
            own = one.all_scores()
            if greatest:
                own = np.where(mask[docs], np.maximum(scores[docs], own), own)
                scores[docs] = own
            else:
                scores[docs] += own
        elif scores is not None:
            flags = one.flags()
            own = one.all_scores()
            if greatest:
                scores = np.where(mask & flags, np.maximum(scores, own), scores + own)
            else:
                scores += own
        if docs is not None:
            mask[docs] = True
        else:
            mask |= one.flags()
    return DocSet(size, None, mask, scores)


def _added(sets: Sequence[DocSet], mask: Bools) -> Floats | float:
    """Add up the scores of dense sets where the mask is set."""
    if not any(isinstance(one.scores, np.ndarray) for one in sets):
        return float(sum(one.scores or 0 for one in sets))
    total = np.zeros(len(mask), np.float32)
    for one in sets:
        checkpoint()
        if isinstance(one.scores, np.ndarray):
            total += one.scores
        else:
            total += np.float32(one.scores or 0)
    total *= mask
    return total


def _within(scores: Floats | float | None, mask: Bools) -> Floats | float | None:
    return scores * mask if isinstance(scores, np.ndarray) else scores


def _kept(found: DocSet, docs: Numbers, keep: Bools) -> DocSet:
    scores = found.scores[keep] if isinstance(found.scores, np.ndarray) else found.scores
    return replace(found, docs=docs[keep], scores=scores)
