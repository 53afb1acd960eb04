"""One word in several fields, scored as if they were one: BM25F as its authors mean it.

Whoosh's BM25F scores each field by itself and adds the scores up, so that a word that
stands in title and text counts nearly twice, and a word that is rare in titles and common
in texts has two different weights. Here the frequencies and lengths of the fields are
weighted and added up first, and scored once: S. Robertson, H. Zaragoza, M. Taylor, "Simple
BM25 extension to multiple weighted fields" (2004). With all weights 1 this is plain BM25 of
the fields' texts, put together.

The inverse document frequency is that of Lucene's ``BM25Similarity``; Whoosh's is never
much below 1, so that the commonest words of a long question outweigh its subject.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from webui.search.local.engine.docset import DocSet, empty, from_numbers, laid_out, union
from webui.search.local.engine.posting_lists.plain_postings import (
    coded_postings,
    stands_in,
    weighted,
)
from webui.search.local.engine.queries import CombinedTerm
from webui.search.local.engine.segment import Segment
from webui.search.local.engine.statistics import Statistics, byte_lengths, rarity


def combined_set(
    segment: Segment, statistics: Statistics, query: CombinedTerm, *, scored: bool
) -> DocSet:
    """Return the documents of a :class:`CombinedTerm`, scored without its boost.

    The score is ``idf * tf * (K1 + 1) / (tf + K1 * ((1 - B) + B * length / average))``: ``tf``,
    ``length`` and ``average`` are sums over the fields, each times its weight, and
    ``idf`` is :func:`rarity` for the number of documents with the word in any of them.
    """
    if not scored:
        found = _frequencies(segment, query).scored(None)
        return from_numbers(segment.size, found.docs, None) if found.docs is not None else found
    found_in = (query.weights, query.text)
    count = statistics.counted(found_in, lambda one: _count(one, query))
    averages = tuple(statistics.average_length(field) for field, _ in query.measured)
    idf, b = rarity(statistics.documents, count), statistics.b(None)
    # What the scores depend on is part of the key: another state of the index has others.
    asked = (query.weights, query.measured, query.text)
    key = ("combined score", *asked, idf, averages, statistics.k1, b)
    return segment.cached(key, lambda: _scored(segment, statistics, query, idf))


def _count(segment: Segment, query: CombinedTerm) -> int:
    """Return how many documents have the word in any of the fields."""
    terms = segment.group(query.fields)
    if terms is None:
        return _frequencies(segment, query).count
    term = query.text.encode()
    if len(query.fields) < len(terms.fields):
        coded = segment.coded(terms, term)
        return int(np.count_nonzero(stands_in(terms, query.fields)[coded.codes]))
    place = terms.find(term)
    return 0 if place is None else terms.count(place)


def _frequencies(segment: Segment, query: CombinedTerm) -> DocSet:
    """Return the documents with the word; their scores are its weighted frequencies."""
    terms = segment.group(query.fields)
    if terms is None:
        key = ("combined", query.weights, query.text)
        return segment.cached(key, lambda: _summed(segment, query))
    # Not kept: its scores are.
    docs, codes = coded_postings(terms, query.text.encode())
    frequencies = weighted(terms, query.weights)[codes]
    if len(query.fields) < len(terms.fields):
        found = np.flatnonzero(stands_in(terms, query.fields)[codes])
        docs, frequencies = docs[found], frequencies[found]
    return DocSet(segment.size, docs, None, frequencies)


def _summed(segment: Segment, query: CombinedTerm) -> DocSet:
    sets = [empty(segment.size)]
    schema = segment.reader.schema
    for field, weight in query.weights:
        if field in schema:
            postings = segment.postings(field, schema[field].to_bytes(query.text))
            weights = postings.weights
            if weights is None:
                weights = np.ones(len(postings), np.float32)
            docs = postings.docs.astype(np.intp)
            sets.append(laid_out(segment.size, docs, weights * np.float32(weight)))
    return union(sets)


def _scored(segment: Segment, statistics: Statistics, query: CombinedTerm, idf: float) -> DocSet:
    found = _frequencies(segment, query)
    norms = _norms(segment, statistics, query)
    if found.docs is not None:
        norms = norms[found.docs]
    tf = found.all_scores()
    factor = np.float32(idf * (statistics.k1 + 1))
    scores = tf * factor / (tf + norms)
    if found.docs is None:
        return found.with_scores(scores)
    return laid_out(segment.size, found.docs, scores)


def _norms(
    segment: Segment, statistics: Statistics, query: CombinedTerm
) -> npt.NDArray[np.float32]:
    """Return the length norm of each document, float32, shape (size,)."""
    averages = {field: statistics.average_length(field) for field, _ in query.measured}
    b = statistics.b(None)

    def make() -> npt.NDArray[np.float32]:
        length = np.zeros(segment.size, np.float32)
        for field, weight in query.measured:
            lengths = (weight * byte_lengths()).astype(np.float32)
            length += lengths[segment.field_lengths(field)]
        average = sum(weight * averages[field] for field, weight in query.measured) or 1
        norms = (statistics.k1 * (1 - b + b * length / average)).astype(np.float32)
        # With a B of 1, a document without the fields has none: nothing to divide by.
        return np.maximum(norms, np.finfo(np.float32).tiny)

    key = ("norms", query.measured, tuple(averages.values()), statistics.k1, b)
    return segment.cached(key, make)
