"""Builders of fields give what Whoosh's own fields give, value by value."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.analysis import RegexTokenizer
from whoosh.fields import BOOLEAN, DATETIME, ID, KEYWORD, NUMERIC, STORED, TEXT, Schema
from whoosh.formats import Positions
from whoosh.util.numeric import length_to_byte

from indexer.contract.analysis import stemming_analyzer, words_analyzer
from indexer.segments.building import SegmentBuilder
from indexer.segments.inverting.choosing import builder_for
from indexer.segments.inverting.field_builders import (
    AnyBuilder,
    FieldBuilder,
    NumberBuilder,
    WholeBuilder,
)
from indexer.segments.inverting.texts import TextBuilder
from tests.indexer.segments.inverting.test_tokens import TEXTS
from tests.indexer.segments.library import Posting, postings_of
from tests.support.passages import whoosh_takes_passages
from tests.webui.search.library import generated

pytestmark = pytest.mark.oracle


def whole_moments() -> DATETIME:
    """Return a field of moments with one term each."""
    field = DATETIME(sortable=True)
    field.shift_step = 0
    return field


def numeric(bits: int, signed: bool, step: int = 0) -> tuple[NUMERIC, st.SearchStrategy[Any]]:
    """Return a field of numbers, and what it can hold."""
    field = NUMERIC(int, bits, signed=signed, shift_step=step, sortable=True)
    limits = (field.min_value, field.max_value)
    return field, st.integers(*limits) | st.sampled_from(
        [*limits, limits[1] // 2, limits[1] // 2 + 1]
    )


def positioned(field: KEYWORD) -> KEYWORD:
    """Let a field of keywords keep positions."""
    field.format = Positions()
    return field


MOMENTS = st.datetimes() | st.sampled_from(
    [datetime.min, datetime.max, datetime(1970, 1, 1), datetime(2021, 8, 1, 1, 2, 3, 999_999)]
)
WORDS, STEMS = words_analyzer(), stemming_analyzer()
SPACED = st.lists(st.sampled_from(["a", "b", "ab", "é"]), max_size=8).map(" ".join)
PASSAGES = st.lists(SPACED | st.sampled_from(["", "!", "run Running", "b " * 300]), max_size=6).map(
    tuple
)
REPEATED = st.lists(st.sampled_from(["run", "Running", "a", "東京"]), max_size=300).map(" ".join)

KINDS: dict[str, tuple[Any, st.SearchStrategy[Any], type]] = {
    **{
        f"{bits} bits, {signed=}": (*numeric(bits, signed), NumberBuilder)
        for bits in (8, 16, 32, 64)
        for signed in (False, True)
    },
    "steps": (*numeric(64, True, 8), AnyBuilder),
    "real": (NUMERIC(float), st.floats(allow_nan=False), AnyBuilder),
    "moments": (whole_moments(), MOMENTS, NumberBuilder),
    "moments with steps": (DATETIME(sortable=True), MOMENTS, AnyBuilder),
    "whole": (ID(sortable=True), TEXTS, WholeBuilder),
    "whole, boosted": (ID(sortable=True, field_boost=2.0), TEXTS, AnyBuilder),
    "flags": (BOOLEAN(), st.booleans(), AnyBuilder),
    "text": (TEXT(analyzer=STEMS), TEXTS | REPEATED, TextBuilder),
    "text, sortable": (TEXT(analyzer=STEMS, sortable=True), TEXTS | REPEATED, AnyBuilder),
    "text, boosted": (TEXT(analyzer=STEMS, field_boost=2.5), TEXTS | REPEATED, AnyBuilder),
    "text, spans": (TEXT(analyzer=WORDS, chars=True), TEXTS, AnyBuilder),
    "text, flat": (TEXT(analyzer=WORDS, phrase=False), TEXTS | REPEATED, TextBuilder),
    "keywords": (KEYWORD(analyzer=WORDS), TEXTS | REPEATED, TextBuilder),
    "keywords in order": (positioned(KEYWORD(analyzer=WORDS)), TEXTS | REPEATED, TextBuilder),
    "passages": (TEXT(analyzer=STEMS), PASSAGES | TEXTS, TextBuilder),
    "passages, keywords": (positioned(KEYWORD(analyzer=WORDS)), PASSAGES, TextBuilder),
    "passages, slowly": (TEXT(analyzer=STEMS, field_boost=2.5), PASSAGES, AnyBuilder),
    "domains": (KEYWORD(analyzer=RegexTokenizer(r"\S+")), SPACED, AnyBuilder),
    "scorable": (KEYWORD(scorable=True, commas=True), SPACED, AnyBuilder),
    "stored": (STORED(), TEXTS, FieldBuilder),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@generated(50)
@given(st.data())
def test_fields_are_indexed_as_whoosh_does_it(kind: str, data: st.DataObject) -> None:
    """Postings, lengths and column are those that the field itself gives."""
    field, strategy, builder = KINDS[kind]
    values = data.draw(st.lists(st.none() | strategy, max_size=6))
    source = SegmentBuilder(Schema(field=field, other=STORED()))
    assert type(source._fields["field"]) is builder
    for value in values:
        source.add({"other": 1} if value is None else {"field": value})
    expected: dict[bytes, list[Posting]] = defaultdict(list)
    lengths = []
    for doc, value in enumerate(values):
        with whoosh_takes_passages():
            items = [] if value is None or not field.indexed else list(field.index(value))
        for term, _, weight, encoded in items:
            expected[term].append((doc, weight, encoded))
        lengths.append(length_to_byte(sum(item[1] for item in items)) if field.scorable else 0)
    size = field.format.fixed_value_size() if field.indexed else 0
    assert postings_of(source.runs("field"), size) == expected
    assert source.lengths("field").tolist() == lengths
    column = source.column("field")
    if not field.column_type or all(value is None for value in values):
        assert column is None
        return
    assert column is not None
    default = field.column_type.default_value()
    wanted = [default if value is None else field.to_column_value(value) for value in values]
    assert list(column) == wanted


@pytest.mark.parametrize("count", [0, 1, 200, 254, 255, 300, 70_000, 106_373, 106_374, 200_000])
def test_lengths_are_rounded_as_whoosh_does_it(count: int) -> None:
    """The lengths of texts, short and very long."""
    source = SegmentBuilder(Schema(body=TEXT(analyzer=WORDS)))
    source.add({"body": "a " * count})
    assert source.lengths("body").tolist() == [length_to_byte(count)]


WRONG = [
    *[
        ("32 bits, signed=True", value)
        for value in ("text", 1.5, 2**31, -(2**31) - 1, None, True, [1])
    ],
    ("8 bits, signed=False", -1),
    ("64 bits, signed=False", 2**64),
    *[("moments", value) for value in ("2021", 5, datetime(2021, 8, 1, tzinfo=UTC))],
    *[("whole", value) for value in (b"bytes", 5, None, "lone \ud800")],
    *[("text", value) for value in (b"bytes", 5)],
]


@pytest.mark.parametrize(("kind", "value"), WRONG)
def test_a_wrong_value_is_an_error(kind: str, value: object) -> None:
    """What a field cannot hold is refused when it is added."""
    source = SegmentBuilder(Schema(field=KINDS[kind][0]))
    with pytest.raises((ValueError, TypeError)):
        source.add({"field": value})


def test_an_unknown_field_is_an_error() -> None:
    """A name that is not in the schema is refused."""
    with pytest.raises(KeyError):
        SegmentBuilder(Schema(field=ID())).add({"other": "x"})


def test_fields_with_other_words_share_a_text() -> None:
    """Two fields index one text, each with its own analyzer."""
    other = RegexTokenizer(r"\S+") | WORDS.items[1] | WORDS.items[2]
    schema = Schema(one=TEXT(analyzer=WORDS), two=TEXT(analyzer=other), three=TEXT(analyzer=STEMS))
    source = SegmentBuilder(schema)
    text = "x-y running z"
    source.add(dict.fromkeys(("one", "two", "three"), text))
    assert source.runs("one").terms == [b"running", b"x", b"y", b"z"]
    assert source.runs("two").terms == [b"running", b"x-y", b"z"]
    assert source.runs("three").terms == [b"run", b"x", b"y", b"z"]


@pytest.mark.parametrize("field", [TEXT(vector=True), TEXT(analyzer=STEMS, spelling=True)])
def test_what_is_not_written_is_refused(field: Any) -> None:
    """A field that keeps vectors, or words apart for spelling, has no builder."""
    with pytest.raises(NotImplementedError):
        builder_for(field, None, None)


def test_many_values_are_remembered_and_forgotten() -> None:
    """Postings of texts that come back are those of the first time, however many there are."""
    source = SegmentBuilder(Schema(field=KINDS["domains"][0]))
    values = [f"w{n % 4500} x" for n in range(10_000)]
    for value in values:
        source.add({"field": value})
    found = postings_of(source.runs("field"), 4)
    assert [doc for doc, *_ in found[b"w7"]] == [7, 4507, 9007]
    assert len(found[b"x"]) == 10_000
    assert np.array_equal(source.lengths("field"), np.zeros(10_000))
