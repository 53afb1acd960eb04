"""Documents → what a segment is written from, held in memory."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from isal import isal_zlib
from whoosh.util.numeric import byte_to_length

from indexer.contract.codec.column_decoding import BytesColumn, joined
from indexer.segments.encoding.column_encoding import Column
from indexer.segments.encoding.runs import Runs
from indexer.segments.inverting.choosing import builder_for
from indexer.segments.inverting.field_builders import FieldBuilder
from indexer.segments.inverting.texts import TextBuilder
from indexer.segments.inverting.tokens import Find, Stem, TokenTable, understood

# Saves a quarter of these bytes, a tenth of the index, in a twenty-fifth of a first sync.
_LEVEL = 1
_PROTOCOL = 4

# Measured on short articles: what a document takes beside its stored fields and tokens,
# and a token, in all fields and while they are written.
_DOCUMENT_BYTES = 3000
_TOKEN_BYTES = 90

_LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], np.int64)


class Shortcuts(NamedTuple):
    """What is known of a schema, so that less has to be done; nothing changes by it.

    Attributes:
        finders: for the expressions of analyzers, functions that find the same tokens, or
            what becomes the same in lower case.
        stemmers: for the stemmers of analyzers, functions that return the same.
        copies: fields that always have the text of another field, whose analyzer has the
            same tokens; by their names.
    """

    finders: Mapping[Any, Find] = MappingProxyType({})
    stemmers: Mapping[Any, Stem] = MappingProxyType({})
    copies: Mapping[str, str] = MappingProxyType({})


NO_SHORTCUTS = Shortcuts()


class SegmentBuilder:
    """Collects documents; a source of ``write_segment``.

    Args:
        schema: Whoosh's.
        shortcuts: what is known of it.

    Raises:
        NotImplementedError: a field keeps what is not written here, such as vectors.
    """

    def __init__(self, schema: Any, shortcuts: Shortcuts = NO_SHORTCUTS) -> None:
        self._shortcuts = shortcuts
        self._tables: list[TokenTable] = []
        self._fields = {name: self._builder(field) for name, field in schema.items()}
        copies = {}
        for name, original in shortcuts.copies.items():
            copy, builder = self._fields[name], self._fields[original]
            if isinstance(copy, TextBuilder) and isinstance(builder, TextBuilder):
                copy.copy(builder)
                copies[name] = original
        self._plan = {
            name: (builder.add, bool(builder.field.stored), copies.get(name))
            for name, builder in self._fields.items()
        }
        self._stored: list[bytes] = []
        self._nbytes = 0

    @property
    def count(self) -> int:
        """The number of documents."""
        return len(self._stored)

    @property
    def nbytes(self) -> int:
        """Bytes, roughly, that the documents take until they are written."""
        return self._nbytes

    def add(self, document: Mapping[str, Any]) -> None:
        """Add a document: values by the names of their fields, none of them None.

        Raises:
            KeyError: there is no field of this name.
            ValueError and others: a field cannot hold its value. The builder must not be
                written then: fields before that one hold theirs.
        """
        doc = len(self._stored)
        stored = {}
        count = 0
        for name, value in document.items():
            add, is_stored, original = self._plan[name]
            if original is None:
                count += add(doc, value)
            elif document[original] is not value:
                raise ValueError(f"{name} has not the text of {original}")
            if is_stored:
                stored[name] = value
        kept = isal_zlib.compress(pickle.dumps(stored, _PROTOCOL), _LEVEL)
        self._stored.append(kept)
        self._nbytes += _DOCUMENT_BYTES + len(kept) + _TOKEN_BYTES * count

    def runs(self, field: str) -> Runs:
        """Return the postings of an indexed field."""
        return self._fields[field].runs()

    def lengths(self, field: str) -> npt.NDArray[np.uint8]:
        """Return the rounded length of a field in each document, shape (count,)."""
        builder = self._fields[field]
        if not builder.field.scorable:
            return np.zeros(self.count, np.uint8)
        places = np.searchsorted(_LENGTHS, builder.lengths(self.count))
        return np.minimum(places, len(_LENGTHS) - 1).astype(np.uint8)

    def has_column(self, field: str) -> bool:
        """Tell whether any document has a value in the column of a field."""
        return bool(self._fields[field].docs)

    def column(self, field: str) -> Column | None:
        """Return the column of a field; None where no document has a value."""
        return self._fields[field].column(self.count)

    def stored(self) -> BytesColumn:
        """Return the stored fields of each document, pickled and compressed."""
        return joined(self._stored)

    def _builder(self, field: Any) -> FieldBuilder:
        chain = understood(field.analyzer) if field.indexed else None
        if chain is None:
            return builder_for(field, None, None)
        table = next((table for table in self._tables if table.serves(chain)), None)
        if table is None:
            finders = self._shortcuts.finders
            table = TokenTable(chain, finders.get(chain.expression, chain.expression.findall))
            self._tables.append(table)
        stemmers = self._shortcuts.stemmers
        return builder_for(field, table, chain._replace(stem=stemmers.get(chain.stem, chain.stem)))
