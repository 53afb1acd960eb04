"""Queries that stand for many terms: patterns, fuzzy words, variations and ranges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.fields import DATETIME
from whoosh.query import NumericRange, Or

from webui.search.local.engine.docset import DocSet, empty, from_numbers, union
from webui.search.local.engine.queries import AnyWord, ColumnRange
from webui.search.local.engine.segment import Segment
from webui.search.local.engine.statistics import Statistics
from webui.search.local.engine.term_scores import term_set

# Whoosh reads all matches ahead in a segment of up to so many documents (``Or._matcher``)
# and then gives up the scores of words that were to count alike.
_SMALL_SEGMENT = 5000


def any_term_set(segment: Segment, field: str, terms: Iterable[bytes]) -> DocSet:
    """Return the documents with at least one of the terms, without scores.

    Unlike :func:`union` of their sets it keeps nothing of each term, so that thousands of
    them push nothing else out of the cache.
    """
    docs = segment.documents_of(field, terms)
    if sum(map(len, docs)) == 0:
        return empty(segment.size).scored(None)
    mask = np.zeros(segment.size, np.bool_)
    mask[np.concatenate(docs)] = True
    return from_numbers(segment.size, np.flatnonzero(mask), None)


def any_word_set(segment: Segment, query: AnyWord) -> DocSet:
    """Return the documents of an :class:`AnyWord`, each with its boost."""
    schema = segment.reader.schema
    if query.fieldname not in schema:
        return empty(segment.size)
    to_bytes = schema[query.fieldname].to_bytes
    # Not the words themselves: they may take more bytes than what they find.
    digest = blake2b("\0".join(query.words).encode(), digest_size=16).digest()
    found = segment.cached(
        ("any", query.fieldname, digest),
        lambda: any_term_set(segment, query.fieldname, map(to_bytes, query.words)),
    )
    return found.scored(query.boost)


def expanded_set(
    segment: Segment, statistics: Statistics, query: Any, terms: Sequence[bytes], *, scored: bool
) -> DocSet:
    """Return the documents of a query that stands for terms, as ``MultiTerm.matcher`` does.

    One term is scored as itself. Several are scored alike only if Whoosh reads ahead; else
    the scores of the terms are added up, whatever ``constantscore`` says.

    Args:
        segment: where to look.
        statistics: of the whole index.
        query: Whoosh's ``MultiTerm``.
        terms: that it stands for in this segment.
        scored: whether anybody asks for the scores.
    """
    field = query.field()
    if not terms:
        return empty(segment.size)
    if len(terms) == 1:
        return term_set(segment, statistics, field, terms[0], scored=scored)
    few = len(terms) < Or.TOO_MANY_CLAUSES and (len(terms) == 2 or segment.size > _SMALL_SEGMENT)
    constant = query.constantscore and not few
    if constant or not scored:
        found = segment.cached(("expanded", query), lambda: any_term_set(segment, field, terms))
        return found.scored(1.0 if scored else None)
    sets = [term_set(segment, statistics, field, term, scored=True) for term in terms]
    return union(sets).times(query.boost)


def number_range_set(segment: Segment, query: NumericRange) -> DocSet:
    """Return the documents whose value in a column is within a range, with the query's boost.

    Args:
        segment: where to look.
        query: on a field whose column holds the one value of each document; the column's
            default stands for no value.
    """
    numbers = segment.numbers(query.fieldname)
    if not len(numbers):
        return empty(segment.size)
    found = segment.cached(("range", query), lambda: _in_range(segment, query, numbers))
    return found.scored(query.boost)


def column_range_set(segment: Segment, query: ColumnRange) -> DocSet:
    """Return the documents whose number in a column is within bounds; nothing is scored."""
    numbers = segment.numbers(query.fieldname)
    passed = np.ones(len(numbers), np.bool_)
    if query.low is not None:
        passed &= numbers >= query.low
    if query.high is not None:
        passed &= numbers <= query.high
    return from_numbers(segment.size, np.flatnonzero(passed), None)


def _in_range(segment: Segment, query: NumericRange, numbers: npt.NDArray[Any]) -> DocSet:
    field = segment.reader.schema[query.fieldname]

    def stored(number: Any) -> Any:
        # A date's column holds the number that the query has; others are shifted there.
        return number if isinstance(field, DATETIME) else field.to_column_value(number)

    mask = numbers != field.column_type.default_value()
    if query.start is not None:
        low = stored(query.start)
        mask &= numbers > low if query.startexcl else numbers >= low
    if query.end is not None:
        high = stored(query.end)
        mask &= numbers < high if query.endexcl else numbers <= high
    return from_numbers(segment.size, np.flatnonzero(mask), None)
