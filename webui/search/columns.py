"""Columns: one value per document, as arrays, for facets, filters, sorts and stories.

A segment never changes once it is written, so what is read for one stays
valid until it is merged away; a snapshot strings the columns of its segments
together. Document numbers count through all segments.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.schema.fields import LINK_BYTES, TOPIC_SEPARATOR
from webui.search.criteria import FacetName

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NO_DATE = np.iinfo(np.int64).min
"""Stands in :attr:`Columns.published` for "no date"."""
NO_NUMBER = -(2**62)
"""Stands in :attr:`Columns.quality` and :attr:`Columns.heat` for "not given"; less than any."""

# Whoosh's datetimes count microseconds from the year 1.
_EPOCH_MICROSECONDS = 62_135_596_800_000_000
_MISSING_64 = 2**64 - 1
_MISSING_32 = 2**32 - 1
# Whoosh adds this to signed numbers, to make them sort as unsigned ones; not to datetimes.
_OFFSET_32 = 2**31


@dataclass(frozen=True, slots=True)
class LabelColumn:
    """Labels of documents, any number each, in coordinate form.

    Attributes:
        values: every label once; a label's place here is its code.
        docs: document number of each occurrence, ascending, int64, shape (m,).
        codes: code of each occurrence, int64, shape (m,).
    """

    values: list[str]
    docs: Ints
    codes: Ints

    def counts(self, mask: Bools) -> Ints:
        """Return how many of the documents in ``mask`` have each label, shape (len(values),)."""
        return np.bincount(self.codes[mask[self.docs]], minlength=len(self.values))

    def having(self, labels: Iterable[str], size: int) -> Bools:
        """Return a mask of shape (size,) of the documents that have at least one of the labels."""
        codes = {value: code for code, value in enumerate(self.values)}
        wanted = np.isin(self.codes, [codes[label] for label in labels if label in codes])
        mask = np.zeros(size, np.bool_)
        mask[self.docs[wanted]] = True
        return mask


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a segment, or of all segments of a snapshot, one after the other.

    Attributes:
        ids: article ids.
        published: microseconds since 1970, UTC, or :data:`NO_DATE`, shape (n,).
        quality, heat: numbers, or :data:`NO_NUMBER`, shape (n,).
        curated: shape (n,).
        provider, topic, type: the facets.
        web_url: digest of each article's own address, 0 where it has none, uint64, shape (n,).
        related_docs, related_urls: document and URL digest of each ``related`` entry, shape (r,).
    """

    ids: list[str]
    published: Ints
    quality: Ints
    heat: Ints
    curated: Bools
    provider: LabelColumn
    topic: LabelColumn
    type: LabelColumn
    web_url: npt.NDArray[np.uint64]
    related_docs: Ints
    related_urls: npt.NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.ids)

    def labels(self, facet: FacetName) -> LabelColumn:
        """Return the column of a facet."""
        return {"provider": self.provider, "topic": self.topic, "type": self.type}[facet]


def read_columns(reader: Any) -> Columns:
    """Read the columns of one segment through Whoosh's ``SegmentReader``."""
    count = reader.doc_count_all()
    published = _numbers(reader, "published", _MISSING_64)
    known = published != _MISSING_64
    since_1970 = np.full(count, NO_DATE, np.int64)
    since_1970[known] = published[known].astype(np.int64) - _EPOCH_MICROSECONDS
    own, related_docs, related_urls = _links(reader)
    return Columns(
        ids=_texts(reader, "id"),
        published=since_1970,
        quality=_signed_32(reader, "quality"),
        heat=_signed_32(reader, "heat"),
        curated=_numbers(reader, "curated", 255) == 1,
        provider=_labels([text] if text else [] for text in _texts(reader, "provider_label")),
        topic=_labels(
            text.split(TOPIC_SEPARATOR) if text else [] for text in _texts(reader, "topic_labels")
        ),
        type=_labels([text] if text else [] for text in _texts(reader, "type")),
        web_url=own,
        related_docs=related_docs,
        related_urls=related_urls,
    )


def concatenate(parts: Sequence[Columns]) -> Columns:
    """String the columns of segments together, in the order of the segments."""
    bases = np.cumsum([0, *(len(part) for part in parts)])[:-1].tolist()
    return Columns(
        ids=[article_id for part in parts for article_id in part.ids],
        published=_joined([part.published for part in parts], np.int64),
        quality=_joined([part.quality for part in parts], np.int64),
        heat=_joined([part.heat for part in parts], np.int64),
        curated=_joined([part.curated for part in parts], np.bool_),
        provider=_joined_labels([part.provider for part in parts], bases),
        topic=_joined_labels([part.topic for part in parts], bases),
        type=_joined_labels([part.type for part in parts], bases),
        web_url=_joined([part.web_url for part in parts], np.uint64),
        related_docs=_joined(
            [part.related_docs + base for part, base in zip(parts, bases, strict=True)], np.int64
        ),
        related_urls=_joined([part.related_urls for part in parts], np.uint64),
    )


def _numbers(reader: Any, field: str, missing: int) -> npt.NDArray[np.uint64]:
    if not reader.has_column(field):
        return np.full(reader.doc_count_all(), missing, np.uint64)
    column = reader.column_reader(field, translate=False)
    return np.fromiter((column[doc] for doc in range(reader.doc_count_all())), np.uint64)


def _signed_32(reader: Any, field: str) -> Ints:
    raw = _numbers(reader, field, _MISSING_32).astype(np.int64)
    return np.where(raw == _MISSING_32, NO_NUMBER, raw - _OFFSET_32)


def _bytes(reader: Any, field: str) -> list[bytes]:
    if not reader.has_column(field):
        return [b""] * reader.doc_count_all()
    column = reader.column_reader(field, translate=False)
    return [column[doc] for doc in range(reader.doc_count_all())]


def _texts(reader: Any, field: str) -> list[str]:
    return [value.decode() for value in _bytes(reader, field)]


def _links(reader: Any) -> tuple[npt.NDArray[np.uint64], Ints, npt.NDArray[np.uint64]]:
    values = _bytes(reader, "links")
    lengths = np.array([len(value) // LINK_BYTES for value in values], np.int64)
    digests = np.frombuffer(b"".join(values), ">u8").astype(np.uint64)
    firsts = np.cumsum(lengths) - lengths
    own = np.zeros(len(values), np.uint64)
    own[lengths > 0] = digests[firsts[lengths > 0]]
    is_related = np.ones(len(digests), np.bool_)
    is_related[firsts[lengths > 0]] = False
    docs = np.repeat(np.arange(len(values)), lengths)
    return own, docs[is_related], digests[is_related]


def _labels(documents: Iterable[Iterable[str]]) -> LabelColumn:
    codes_by_value: dict[str, int] = {}
    docs: list[int] = []
    codes: list[int] = []
    for doc, labels in enumerate(documents):
        for label in labels:
            docs.append(doc)
            codes.append(codes_by_value.setdefault(label, len(codes_by_value)))
    return LabelColumn(list(codes_by_value), np.array(docs, np.int64), np.array(codes, np.int64))


def _joined(arrays: Sequence[npt.NDArray[Any]], dtype: Any) -> npt.NDArray[Any]:
    return np.concatenate(arrays) if arrays else np.empty(0, dtype)


def _joined_labels(parts: Sequence[LabelColumn], bases: Sequence[int]) -> LabelColumn:
    codes_by_value: dict[str, int] = {}
    docs, codes = [], []
    for part, base in zip(parts, bases, strict=True):
        translation = np.array(
            [codes_by_value.setdefault(value, len(codes_by_value)) for value in part.values],
            np.int64,
        )
        docs.append(part.docs + base)
        codes.append(translation[part.codes])
    return LabelColumn(list(codes_by_value), _joined(docs, np.int64), _joined(codes, np.int64))
