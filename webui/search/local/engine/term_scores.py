"""Scored postings of single terms."""

from __future__ import annotations

import numpy as np

from webui.search.local.engine.docset import DocSet, empty, from_numbers, laid_out
from webui.search.local.engine.segment import Segment
from webui.search.local.engine.statistics import Statistics


def term_set(
    segment: Segment, statistics: Statistics, field: str, term: bytes, *, scored: bool
) -> DocSet:
    """Return the documents with a term, scored by BM25 where the field keeps lengths.

    Args:
        segment: where to look.
        statistics: of the whole index.
        field, term: the term.
        scored: whether anybody asks for the scores.
    """
    if not scored:
        return segment.cached(("set", field, term), lambda: _unscored(segment, field, term))
    if not statistics.is_scored(field):
        return _by_weight(segment, field, term)
    # What the scores depend on is part of the key: another state of the index has others.
    idf = statistics.idf(statistics.frequency(field, term))
    depends_on = (idf, statistics.average_length(field), statistics.k1, statistics.b(field))
    key = ("scored", field, term, depends_on)
    return segment.cached(key, lambda: _by_bm25(segment, statistics, field, term, idf))


def _unscored(segment: Segment, field: str, term: bytes) -> DocSet:
    return from_numbers(segment.size, segment.postings(field, term).docs, None)


def _by_weight(segment: Segment, field: str, term: bytes) -> DocSet:
    postings = segment.postings(field, term)
    if postings.weights is None:
        return from_numbers(segment.size, postings.docs, 1.0)
    return laid_out(segment.size, postings.docs.astype(np.intp), postings.weights)


def _by_bm25(
    segment: Segment, statistics: Statistics, field: str, term: bytes, idf: float
) -> DocSet:
    """``idf * weight * (K1 + 1) / (weight + norm)``, as ``whoosh.scoring.bm25``."""
    postings = segment.postings(field, term)
    if not len(postings):
        return empty(segment.size)
    docs = postings.docs.astype(np.intp)
    weights = np.float32(1) if postings.weights is None else postings.weights
    norms = statistics.norms(field)[segment.field_lengths(field)[docs]]
    scores = weights * np.float32(idf * (statistics.k1 + 1)) / (weights + norms)
    return laid_out(segment.size, docs, scores.astype(np.float32, copy=False))
