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

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np

from indexer.contract.codec.plain.plain_terms import PlainTerms
from webui.search.local.engine.docset import (
    DocSet,
    Floats,
    Numbers,
    empty,
    from_numbers,
    laid_out,
    union,
)
from webui.search.local.engine.posting_lists.plain_postings import (
    CodedPostings,
    coded_postings,
    stands_in,
    weighted,
)
from webui.search.local.engine.posting_lists.positions import located
from webui.search.local.engine.queries import CombinedTerm
from webui.search.local.engine.segment import Segment
from webui.search.local.engine.statistics import Statistics, byte_lengths, rarity

# Of fewer than one in so many documents, the norms are worked out each time.
_FEW = 20

# A word that so many times as many documents have as the rarest one is frequent beside it.
_MANY_TIMES = 8


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
    idf, key = _rarity_and_key(statistics, query)
    return segment.cached(key, lambda: _scored(segment, statistics, query, idf))


def combined_sets(
    segment: Segment,
    statistics: Statistics,
    queries: Sequence[CombinedTerm],
    wanted: Numbers | None = None,
) -> list[DocSet]:
    """Return the scored documents of several words, of which only those with all are wanted.

    Of a frequent word beside a rare one only these are worked out, unless it was asked for before:
    then all of it is worth keeping.

    Args:
        segment: where to look.
        statistics: of the whole index.
        queries: the words.
        wanted: documents, ascending, beside which no others are; None for all.
    """
    counts = [_count(segment, query) for query in queries]
    rarest = counts.index(min(counts))
    found: dict[int, DocSet] = {}
    if wanted is None or counts[rarest] <= len(wanted):
        found[rarest] = combined_set(segment, statistics, queries[rarest], scored=True)
        wanted = found[rarest].docs
    for place, (query, count) in enumerate(zip(queries, counts, strict=True)):
        if place in found:
            continue
        if wanted is None or count < _MANY_TIMES * len(wanted):
            found[place] = combined_set(segment, statistics, query, scored=True)
        else:
            found[place] = _among(segment, statistics, query, wanted)
    return [found[place].times(query.boost) for place, query in enumerate(queries)]


def scores_in(
    segment: Segment, statistics: Statistics, query: CombinedTerm, docs: Numbers
) -> Floats:
    """Return what :func:`combined_set` scores some documents, 0 without the word, shape (n,).

    Args:
        segment, statistics, query: as there.
        docs: numbers within the segment, ascending, shape (n,).
    """
    return _among(segment, statistics, query, docs).scores_of(docs)


def documents_with(statistics: Statistics, query: CombinedTerm) -> int:
    """Return how many documents of all segments have the word in any of the fields."""
    return statistics.counted((query.weights, query.text), lambda one: _count(one, query))


def _among(segment: Segment, statistics: Statistics, query: CombinedTerm, docs: Numbers) -> DocSet:
    terms = segment.group(query.fields)
    idf, key = _rarity_and_key(statistics, query)
    if terms is None or segment.seen(key):
        return segment.cached(key, lambda: _scored(segment, statistics, query, idf))
    every, codes = coded_postings(terms, query.text.encode())
    places, known = located(every, docs)
    places = places[known]
    found = CodedPostings(every[places], codes[places])
    return _scored_of(segment, statistics, query, idf, _weighed(segment, terms, query, found))


def _rarity_and_key(statistics: Statistics, query: CombinedTerm) -> tuple[float, Hashable]:
    """Return the inverse document frequency of a word, and what its scores are kept under."""
    averages = tuple(statistics.average_length(field) for field, _ in query.measured)
    idf = rarity(statistics.documents, documents_with(statistics, query))
    # What the scores depend on is part of the key: another state of the index has others.
    asked = (query.weights, query.measured, query.text)
    return idf, ("combined score", *asked, idf, averages, statistics.k1, statistics.b(None))


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
    return _weighed(segment, terms, query, coded_postings(terms, query.text.encode()))


def _weighed(
    segment: Segment, terms: PlainTerms, query: CombinedTerm, coded: CodedPostings
) -> DocSet:
    docs, codes = coded
    frequencies = weighted(terms, query.weights).take(codes)
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
    return _scored_of(segment, statistics, query, idf, _frequencies(segment, query))


def _scored_of(
    segment: Segment, statistics: Statistics, query: CombinedTerm, idf: float, found: DocSet
) -> DocSet:
    """Score documents whose scores are the weighted frequencies of a word."""
    tf = found.all_scores()
    norms = _norms(segment, statistics, query, found.docs)
    scores = tf * np.float32(idf * (statistics.k1 + 1))
    scores /= tf + norms
    if found.docs is None:
        return found.with_scores(scores)
    return laid_out(segment.size, found.docs, scores)


def _norms(
    segment: Segment, statistics: Statistics, query: CombinedTerm, docs: Numbers | None
) -> Floats:
    """Return the length norm of each of some documents, or of all (None)."""
    averages = {field: statistics.average_length(field) for field, _ in query.measured}
    b = statistics.b(None)
    average = sum(weight * averages[field] for field, weight in query.measured) or 1

    def of(places: Any, count: int) -> Floats:
        length = np.zeros(count, np.float32)
        for field, weight in query.measured:
            lengths = (weight * byte_lengths()).astype(np.float32)
            length += lengths[segment.field_lengths(field)[places]]
        norms = (statistics.k1 * (1 - b + b * length / average)).astype(np.float32)
        # With a B of 1, a document without the fields has none: nothing to divide by.
        return np.maximum(norms, np.finfo(np.float32).tiny)

    # Of few, the norms of all are not worth it.
    if docs is not None and len(docs) * _FEW < segment.size:
        return of(docs, len(docs))
    key = ("norms", query.measured, tuple(averages.values()), statistics.k1, b)
    # Every frequent word wants them, and they are larger than any word is worth keeping.
    norms = segment.cached_once(key, lambda: of(slice(None), segment.size))
    return norms if docs is None else norms.take(docs)
