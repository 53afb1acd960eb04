"""Texts of one field, document by document → its postings."""

from __future__ import annotations

from array import array
from typing import Any

import numpy as np
from whoosh.formats import Positions

from indexer.contract.codec.arrays import Ints
from indexer.contract.schema import PASSAGE_GAP
from indexer.segments.encoding.runs import NO_RUNS, Runs
from indexer.segments.encoding.value_encoding import push_positions
from indexer.segments.inverting.field_builders import FieldBuilder
from indexer.segments.inverting.sorting import ranked, runs_of, sort_places
from indexer.segments.inverting.tokens import Chain, TokenTable


class TextBuilder(FieldBuilder):
    """Of a field with positions or frequencies, whose analyzer is understood.

    Args:
        field: of Whoosh.
        table: of tokens, with the same analyzer but for the stems.
        chain: what the field's analyzer does.
    """

    def __init__(self, field: Any, table: TokenTable, chain: Chain) -> None:
        super().__init__(field)
        self._table = table
        self._stem = chain.stem
        self._with_tokens = array("i")
        self._counts = array("I")
        self._tokens = array("I")
        # Where a passage begins that is not the first one of its document.
        self._breaks = array("I")

    def add(self, doc: int, value: Any) -> int:
        """See :class:`FieldBuilder`; a tuple of texts is passages."""
        tokens = self._of_passages(value) if type(value) is tuple else self._table.numbers(value)
        if tokens:
            self._with_tokens.append(doc)
            self._counts.append(len(tokens))
            self._tokens.extend(tokens)
        return len(tokens)

    def _of_passages(self, passages: tuple[str, ...]) -> list[int]:
        tokens: list[int] = []
        for passage in passages:
            found = self._table.numbers(passage)
            if tokens and found:
                self._breaks.append(len(self._tokens) + len(tokens))
            tokens += found
        return tokens

    def copy(self, other: TextBuilder) -> None:
        """Have the same texts as another builder with the same table, from now on."""
        self._table, self._tokens, self._breaks = other._table, other._tokens, other._breaks
        self._with_tokens, self._counts = other._with_tokens, other._counts

    def lengths(self, count: int) -> Ints:
        """See :class:`FieldBuilder`."""
        lengths = np.zeros(count, np.int64)
        lengths[np.frombuffer(self._with_tokens, np.int32)] = np.frombuffer(self._counts, np.uint32)
        return lengths

    def runs(self) -> Runs:
        """See :class:`FieldBuilder`."""
        tokens = np.frombuffer(self._tokens, np.uint32)
        if not len(tokens):
            return NO_RUNS
        used = np.flatnonzero(np.bincount(tokens))
        terms, places = ranked(self._table.terms(used.tolist(), self._stem))
        rank = np.zeros(int(used[-1]) + 1, np.int64)
        rank[used] = places
        counts = np.frombuffer(self._counts, np.uint32).astype(np.int64)
        order, term = sort_places(rank[tokens])
        doc = np.repeat(np.frombuffer(self._with_tokens, np.int32), counts)[order]
        begins = np.ones(len(doc), np.bool_)
        begins[1:] = (term[1:] != term[:-1]) | (doc[1:] != doc[:-1])
        firsts = np.flatnonzero(begins)
        frequencies = np.diff(firsts, append=len(doc))
        positions = None
        if isinstance(self.field.format, Positions):
            position = self._positions(counts)[order]
            steps = np.diff(position, prepend=0)
            steps[begins] = position[begins]
            values, ends = push_positions(frequencies, steps, self.field.format)
            positions = position.astype(np.uint32)
        else:
            values = frequencies.astype(">u4").tobytes()
            ends = np.arange(1, len(firsts) + 1) * 4
        weights = frequencies.astype(np.float32)
        return runs_of(terms, term[firsts], doc[firsts], weights, values, ends, positions)

    def _positions(self, counts: Ints) -> Ints:
        """Return where each token stands in its document, given how many each document has."""
        begins = np.cumsum(counts) - counts
        positions: Ints = np.arange(len(self._tokens)) - np.repeat(begins, counts)
        if len(self._breaks):
            breaks = np.frombuffer(self._breaks, np.uint32)
            passage = np.cumsum(np.bincount(breaks, minlength=len(positions)))
            positions += PASSAGE_GAP * (passage - np.repeat(passage[begins], counts))
        return positions
