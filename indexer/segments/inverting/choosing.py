"""Which builder a field of a schema needs."""

from __future__ import annotations

from typing import Any

from whoosh.analysis import IDAnalyzer, IDTokenizer
from whoosh.fields import DATETIME, ID, NUMERIC
from whoosh.formats import Existence, Frequency, Positions

from indexer.segments.inverting.field_builders import (
    AnyBuilder,
    FieldBuilder,
    NumberBuilder,
    WholeBuilder,
)
from indexer.segments.inverting.texts import TextBuilder
from indexer.segments.inverting.tokens import Chain, TokenTable


def builder_for(field: Any, table: TokenTable | None, chain: Chain | None) -> FieldBuilder:
    """Return a builder for a field of a Whoosh schema.

    Args:
        field: of Whoosh.
        table: of tokens of the field's analyzer, if that is understood.
        chain: what the analyzer does, if that is understood.

    Raises:
        NotImplementedError: the field keeps vectors, or its words apart for spelling.
    """
    if not field.indexed:
        return FieldBuilder(field)
    if field.vector or field.separate_spelling():
        raise NotImplementedError(f"{field!r} keeps what is not written here")
    plain = field.format.field_boost == 1
    kind = type(field.format)
    is_text = plain and kind in (Positions, Frequency) and not field.column_type
    if is_text and table is not None and chain is not None:
        return TextBuilder(field, table, chain)
    if plain and type(field) is ID and kind is Existence and _is_whole(field.analyzer):
        return WholeBuilder(field)
    if type(field) in (NUMERIC, DATETIME) and _has_one_term(field):
        return NumberBuilder(field)
    return AnyBuilder(field)


def _is_whole(analyzer: Any) -> bool:
    return isinstance(analyzer, IDTokenizer) or analyzer == IDAnalyzer()


def _has_one_term(field: Any) -> bool:
    return field.numtype is int and not field.shift_step and not field.decimal_places
