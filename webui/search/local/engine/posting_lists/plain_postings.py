"""The postings of a segment that stand ready as plain arrays: of which fields, and how read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Bools, ragged
from indexer.contract.codec.plain.plain_file import PlainFile
from indexer.contract.codec.plain.plain_terms import Places, PlainTerms, term_groups
from indexer.contract.codec.position_decoding import POSITION_BITS, Keys
from indexer.contract.codec.posting_decoding import Postings
from webui.search.local.engine.posting_lists.positions import located


class CodedPostings(NamedTuple):
    """The postings of a term in all fields of a group.

    Attributes:
        docs: ascending, shape (n,).
        codes: of each posting: a row of ``PlainTerms.counts``, shape (n,).
    """

    docs: Places
    codes: npt.NDArray[Any]

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return self.docs.nbytes + self.codes.nbytes


NO_POSTINGS = CodedPostings(np.empty(0, np.intp), np.empty(0, np.uint8))


class PlainPostings:
    """The groups of fields of a segment whose postings are plain arrays.

    Args:
        plain: the arrays.
    """

    def __init__(self, plain: PlainFile) -> None:
        self._of_field = {
            field: terms for terms in term_groups(plain).values() for field in terms.fields
        }

    def group(self, fields: Iterable[str]) -> PlainTerms | None:
        """Return the group that has all of some fields; None where there is none."""
        groups = [self._of_field.get(field) for field in fields]
        return groups[0] if groups and all(group is groups[0] for group in groups) else None


def coded_postings(terms: PlainTerms, term: bytes) -> CodedPostings:
    """Return the postings of a term in a group; none where it has no such term."""
    place = terms.find(term)
    if place is None:
        return NO_POSTINGS
    # The cache may outlast the segment, and nothing mapped may.
    return CodedPostings(terms.docs(place), terms.codes(place).copy())


def weighted(terms: PlainTerms, weights: Sequence[tuple[str, float]]) -> npt.NDArray[np.float32]:
    """Return the weighted sum of the counts in some fields, by code, float32, shape (c,)."""
    columns = [terms.fields.index(field) for field, _ in weights]
    factors = np.array([weight for _, weight in weights], np.float32)
    sums: npt.NDArray[np.float32] = terms.counts[:, columns].astype(np.float32) @ factors
    return sums


def stands_in(terms: PlainTerms, fields: Iterable[str]) -> Bools:
    """Return by code whether a term stands in any of some fields, shape (c,)."""
    columns = [terms.fields.index(field) for field in fields]
    return np.asarray(terms.counts[:, columns].any(axis=1))


def positions_in(
    terms: PlainTerms, postings: CodedPostings, term: bytes, field: str, wanted: Places | None
) -> Keys:
    """Return where a term stands in a field of some documents, perhaps in others, too, as keys.

    Args:
        terms: of the group.
        postings: of the term.
        term: the same.
        field: of the group.
        wanted: documents, ascending; None for all.
    """
    place = terms.find(term)
    if place is None:
        return np.empty(0, np.int64)
    counts = terms.narrow_counts[:, terms.fields.index(field)].take(postings.codes)
    positions = terms.positions(place, field)
    docs = postings.docs
    # Others than are wanted do no harm, and leaving few of them out costs time.
    if wanted is None or 2 * len(wanted) > len(docs):
        every: Keys = _spread(docs, counts) + positions
        return every
    kept = np.flatnonzero(_among(docs, wanted))
    sizes = counts[kept].astype(np.intp)
    begins = np.cumsum(counts, dtype=np.intp)[kept] - sizes
    keys: Keys = _spread(docs[kept], sizes) + positions[ragged(begins, sizes)]
    return keys


def _spread(docs: Places, counts: npt.NDArray[Any]) -> Keys:
    """Return the first key of each of some documents, as often as its count says."""
    there = np.flatnonzero(counts)
    docs, counts = docs.take(there), counts.take(there)
    # Most words stand in most texts once, and to repeat takes long, be it once.
    keys: Keys = docs << POSITION_BITS
    return keys if len(keys) == 0 or counts.max() == 1 else np.repeat(keys, counts)


def _among(docs: Places, wanted: Places) -> Bools:
    """Return which of some documents are among others; both are ascending."""
    if len(wanted) and 8 * len(docs) > int(wanted[-1]):
        mask = np.zeros(max(int(docs[-1]), int(wanted[-1])) + 1, np.bool_)
        mask[wanted] = True
        return mask[docs]
    return located(wanted, docs)[1]


def of_field(terms: PlainTerms, field: str, coded: CodedPostings) -> Postings:
    """Return the postings of one field of a group."""
    counts = terms.counts[:, terms.fields.index(field)].astype(np.float32)[coded.codes]
    kept = np.flatnonzero(counts)
    weights = counts[kept]
    return Postings(coded.docs[kept].astype(np.int32), None if (weights == 1).all() else weights)


def of_several(terms: PlainTerms, field: str, wanted: Iterable[bytes]) -> Places:
    """Return the documents of any of some terms in a field, in no order, some of them twice."""
    found = {place for term in wanted if (place := terms.find(term)) is not None}
    docs, codes = terms.of_several(np.array(sorted(found), np.int64))
    own: Places = docs[stands_in(terms, (field,))[codes]]
    return own
