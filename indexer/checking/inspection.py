"""Compare one segment of the index with the articles that are stored in it."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from whoosh.util.numeric import byte_to_length, length_to_byte

from indexer.checking.walking import TermsAsWalked, differing_columns
from indexer.committing.documents import document
from indexer.contract.aliases import Aliases
from indexer.contract.article import Fingerprint, Provider, article_from_stored
from indexer.contract.codec.column_decoding import read_bytes
from indexer.contract.history import impossible, read_first_ids, read_histories
from indexer.contract.opening import is_damage
from indexer.contract.schema import FIRST_ID, HISTORY_COLUMNS, LINK_BYTES
from indexer.segments.inverting.passages import postings_of_value

_64_BITS = (1 << 64) - 1

_ANY_FILE = Fingerprint(size=0, mtime=0, digest="")

# Columns whose values do not follow from what is stored of the document.
_NOT_DERIVED = (
    *("related", "file_size", "file_mtime", "file_digest"),
    *HISTORY_COLUMNS,
    FIRST_ID,
)


class SegmentInspection:
    """Reads all of a segment, and computes anew what its articles are indexed as.

    Args:
        reader: Whoosh's, of the segment.
        generation: of the state that it is part of.
        aliases: that are in force in it; None where that is not known.

    For each field and document the postings are added up to one number, so that
    lost, foreign and altered ones show, in memory that does not grow with the text.

    Attributes:
        live_ids: of the articles that are not deleted; complete when the problems were read.
    """

    def __init__(self, reader: Any, generation: int, aliases: Aliases | None = None) -> None:
        self._reader = reader
        self._generation = generation
        self._aliases = aliases
        self._count = int(reader.doc_count_all())
        self._fields = dict(reader.schema.items())
        self._expected = self._empty_sums()
        self._found = self._empty_sums()
        self.live_ids: list[str] = []

    def problems(self) -> Iterator[str]:
        """Read everything; yield a sentence for each thing that is wrong."""
        # Whoosh trusts its files: reading damaged ones can raise nearly anything.
        try:
            columns = {
                name: self._reader.column_reader(name, translate=False)
                for name, field in self._fields.items()
                if field.column_type
            }
        except Exception as error:
            yield f"the columns cannot be opened: {_described(error)}"
            return
        try:
            for name, column in columns.items():
                yield from differing_columns(self._reader, name, column)
        except Exception as error:
            yield f"the columns cannot be read whole: {_described(error)}"
        for number in range(self._count):
            try:
                yield from self._document(number, columns)
            except Exception as error:
                yield f"document {number} cannot be read: {_described(error)}"
        try:
            yield from self._histories()
        except Exception as error:
            yield f"when articles were first indexed cannot be read: {_described(error)}"
        try:
            yield from self._postings()
        except Exception as error:
            yield f"the postings cannot be read: {_described(error)}"
            return
        yield from self._differences()

    def _empty_sums(self) -> dict[str, array[int]]:
        return {
            name: array("Q", bytes(8 * self._count))
            for name, field in self._fields.items()
            if field.indexed
        }

    def _document(self, number: int, columns: Mapping[str, Any]) -> Iterator[str]:
        stored = self._reader.stored_fields(number)
        article = article_from_stored(stored)
        fields = document(article, _ANY_FILE)
        if not self._reader.is_deleted(number):
            self.live_ids.append(article.id)
            if not self._is_called_rightly(article.provider):
                yield f"document {number}: its provider is not called what the aliases say"
        for name, column in columns.items():
            if name not in _NOT_DERIVED and column[number] != self._column_value(name, fields):
                yield f"document {number}: the column {name} is not what is stored"
        if len(columns["related"][number]) % LINK_BYTES:
            yield f"document {number}: the related URLs are cut off"
        for name in _NOT_DERIVED:
            columns[name][number]
        for name in self._expected.keys() & fields.keys():
            yield from self._expect(number, name, fields[name])

    def _is_called_rightly(self, provider: Provider | None) -> bool:
        if provider is None or self._aliases is None:
            return True
        return self._aliases.applied(provider) == provider

    def _histories(self) -> Iterator[str]:
        histories = read_histories(self._reader)
        wrong = impossible(histories, self._generation)
        for number in np.flatnonzero(wrong).tolist():
            yield f"document {number}: it cannot have been indexed and changed when it says"
        first_ids = read_first_ids(self._reader)
        ids = read_bytes(self._reader, "id")
        for number in np.flatnonzero(np.diff(first_ids.ends)).tolist():
            # Raises where it is no UTF-8.
            first_id = first_ids[number].decode()
            if first_id.encode() == ids[number] or not histories[number].any():
                yield f"document {number}: it cannot have been first indexed as {first_id!r}"

    def _column_value(self, name: str, fields: Mapping[str, Any]) -> Any:
        field = self._fields[name]
        if name not in fields:
            return field.column_type.default_value()
        return field.to_column_value(fields[name])

    def _expect(self, number: int, name: str, value: Any) -> Iterator[str]:
        field = self._fields[name]
        length = 0
        for term, frequency, weight, payload in postings_of_value(field, value):
            self._add(self._expected, name, number, (term, float(weight), payload))
            length += frequency
        if field.scorable:
            rounded = byte_to_length(length_to_byte(length))
            if (self._reader.doc_field_length(number, name) or 0) != rounded:
                yield f"document {number}: the length of {name} is not that of its text"

    def _postings(self) -> Iterator[str]:
        # The segment reader hides deleted documents; the term counts include them.
        terms = self._reader.codec().terms_reader(self._reader.storage(), self._reader.segment())
        walked = TermsAsWalked(self._reader)
        try:
            before = ("", b"")
            for (name, term), info in terms.items():
                if not before < (name, term):
                    yield f"the terms of {name} are out of order"
                    return
                before = (name, term)
                yield from walked.compare(name, term, info)
                yield from self._term(terms, walked, name, term, info)
            yield from walked.finish()
        finally:
            terms.close()

    def _term(
        self, terms: Any, walked: TermsAsWalked, name: str, term: bytes, info: Any
    ) -> Iterator[str]:
        if terms.term_info(name, term).extent() != info.extent():
            yield f"a term of {name} is not found by its name"
        matcher = terms.matcher(name, term, self._fields[name].format)
        first = last = -1
        count = 0
        docs: list[int] = []
        weights: list[float] = []
        weight = heaviest = 0.0
        while matcher.is_active():
            number = matcher.id()
            if not last < number < self._count:
                yield f"a term of {name} names a document that does not exist: {number}"
                return
            self._add(self._found, name, number, (term, matcher.weight(), matcher.value() or b""))
            docs.append(number)
            weights.append(matcher.weight())
            first = number if first < 0 else first
            last = number
            count += 1
            weight += matcher.weight()
            heaviest = max(heaviest, matcher.weight())
            matcher.next()
        if count != info.doc_frequency():
            yield f"a term of {name} has {count} documents instead of {info.doc_frequency()}"
        # Whoosh skips postings by these.
        stated = (info.weight(), info.max_weight(), info.min_id(), info.max_id())
        if stated != (weight, heaviest, first, last):
            yield f"what is stated of a term of {name} is not what its postings are"

        yield from walked.compare_postings(name, docs, weights)

    def _add(
        self, sums: dict[str, array[int]], name: str, number: int, posting: tuple[Any, ...]
    ) -> None:
        sums[name][number] = (sums[name][number] + hash(posting)) & _64_BITS

    def _differences(self) -> Iterator[str]:
        for name, expected in self._expected.items():
            found = self._found[name]
            for number in range(self._count):
                if expected[number] != found[number]:
                    yield f"document {number}: the postings of {name} are not those of its text"


def _described(error: Exception) -> str:
    """Describe what damage raised; what the system raised is passed on, as it is no damage.

    Memory that there is not enough of is what a garbled length asks for.
    """
    if isinstance(error, OSError) and not is_damage(error):
        raise error
    return f"{type(error).__name__}: {error}"
