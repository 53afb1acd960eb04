"""Labels of documents, against plain lists."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.codec.column_decoding import BytesColumn
from indexer.contract.codec.plain.plain_columns import LabelArray, label_sets
from tests.webui.search.library import generated
from webui.search.local.columns.labels import LabelColumn, joined_columns

SEPARATOR = "\x1f"
_LABELS = ["a", "b", "Ü news", "long label " * 9, "日本", "a a"]
_documents = st.lists(st.lists(st.sampled_from(_LABELS), unique=True, max_size=3), max_size=12)


def column_of(documents: list[list[str]]) -> BytesColumn:
    """Return a column of labels, joined."""
    joined = [SEPARATOR.join(labels).encode() for labels in documents]
    ends = np.cumsum([0, *map(len, joined)]).astype(np.int64)
    return BytesColumn(b"".join(joined), ends)


def labels_of(column: LabelColumn, doc: int) -> list[str]:
    """Return the labels of a document."""
    return [column.values[code] for code in column.table.labels_of(column.of[[doc]]).tolist()]


def columns_of(parts: list[list[list[str]]], separator: str | None = SEPARATOR) -> LabelColumn:
    """Return the labels of documents of several segments."""
    spec = LabelArray("labels", separator)
    return joined_columns([label_sets(spec, column_of(documents)) for documents in parts])


@generated(120)
@given(st.lists(_documents, max_size=4), st.data())
def test_labels_are_those_of_the_documents(
    parts: list[list[list[str]]], data: st.DataObject
) -> None:
    """Of however many segments, each with its own numbers, they are counted together."""
    whole = columns_of(parts)
    documents = [labels for part in parts for labels in part]
    for doc, labels in enumerate(documents):
        assert labels_of(whole, doc) == labels
    assert len(set(whole.values)) == len(whole.values)
    every = Counter(label for labels in documents for label in labels)
    assert dict(zip(whole.values, whole.totals.tolist(), strict=True)) == every
    some = sorted(data.draw(st.sets(st.sampled_from(range(len(documents)))))) if documents else []
    docs = np.array(some, np.int64)
    counts = dict(zip(whole.values, whole.counts(docs).tolist(), strict=True))
    expected = Counter(label for doc in some for label in documents[doc])
    assert {label: count for label, count in counts.items() if count} == dict(expected)
    wanted = data.draw(st.lists(st.sampled_from([*_LABELS, "unknown"]), max_size=3))
    having = whole.having(wanted, docs)
    assert having.dtype == np.bool_
    assert having.tolist() == [bool(set(wanted) & set(documents[doc])) for doc in some]


def test_the_numbers_of_the_largest_segment_stay() -> None:
    """What is mapped of it can be used as it is."""
    small, large = [["b"], ["c"]], [["a"], ["b"], []]
    alone, both = columns_of([large]), columns_of([small, large])
    assert both.values[: len(alone.values)] == alone.values
    assert both.of[len(small) :].tolist() == alone.of.tolist()


def test_more_sets_than_a_byte_can_number_are_told_apart() -> None:
    """Numbers are as wide as it takes, also where segments with few sets are joined."""
    parts = [[[f"{part} {number}"] for number in range(200)] for part in "ab"]
    whole = columns_of(parts)
    assert [labels_of(whole, doc) for doc in range(400)] == parts[0] + parts[1]
    assert whole.only_codes(np.arange(400)).tolist() == [
        whole.values.index(label) for (label,) in parts[0] + parts[1]
    ]


def test_without_a_separator_a_value_is_one_label() -> None:
    """A separator within a single label is part of it."""
    column = columns_of([[["a", "b"], [], ["a"]]], None)
    assert [labels_of(column, doc) for doc in range(3)] == [[f"a{SEPARATOR}b"], [], ["a"]]


@generated(30)
@given(st.integers(200, 400), st.sets(st.integers(0, 199), max_size=40))
def test_labels_of_few_documents_are_counted_alone(count: int, some: set[int]) -> None:
    """Where there are many other labels, as where all labels are counted."""
    documents = [[f"{n}", f"{n // 2}"] if n else [] for n in range(count)]
    column = columns_of([documents])
    docs = np.array(sorted(some), np.int64)
    counts = column.counts(docs)
    found = column.few(docs)
    if found is None:
        assert len(docs) > 20
    else:
        pairs = sorted(zip(*found, strict=True))
        assert pairs == [(code, counts[code]) for code in np.flatnonzero(counts).tolist()]
