"""Labels of documents, against plain lists."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.codec.column_decoding import BytesColumn
from tests.webui.search.library import generated
from webui.search.local.columns.labels import (
    NO_SETS,
    LabelColumn,
    joined_columns,
    label_column,
    part_of,
)

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


@generated(120)
@given(st.lists(_documents, max_size=4), st.data())
def test_labels_are_those_of_the_documents(
    parts: list[list[list[str]]], data: st.DataObject
) -> None:
    """Read segment by segment, each going on from the one before, and counted together."""
    tables, columns = NO_SETS, []
    for documents in parts:
        columns.append(label_column(column_of(documents), SEPARATOR, tables))
        tables = columns[-1].table
    whole = joined_columns(columns)
    documents = [labels for part in parts for labels in part]
    for doc, labels in enumerate(documents):
        assert labels_of(whole, doc) == labels
    some = sorted(data.draw(st.sets(st.sampled_from(range(len(documents)))))) if documents else []
    docs = np.array(some, np.int64)
    counts = dict(zip(whole.values, whole.counts(docs).tolist(), strict=True))
    expected = Counter(label for doc in some for label in documents[doc])
    assert {label: count for label, count in counts.items() if count} == dict(expected)
    wanted = data.draw(st.lists(st.sampled_from([*_LABELS, "unknown"]), max_size=3))
    having = whole.having(wanted, docs)
    assert having.dtype == np.bool_
    assert having.tolist() == [bool(set(wanted) & set(documents[doc])) for doc in some]


@generated(60)
@given(_documents, st.data())
def test_a_part_is_read_like_the_whole(documents: list[list[str]], data: st.DataObject) -> None:
    """Neighbouring documents of a column keep their labels, and can be joined again."""
    whole = label_column(column_of(documents), SEPARATOR)
    cut = data.draw(st.integers(0, len(documents)))
    parts = [part_of(whole, 0, cut), part_of(whole, cut, len(documents))]
    again = joined_columns(parts)
    assert [labels_of(again, doc) for doc in range(len(documents))] == documents


def test_without_a_separator_a_value_is_one_label() -> None:
    """A separator within a single label is part of it."""
    column = label_column(column_of([["a", "b"], [], ["a"]]))
    assert [labels_of(column, doc) for doc in range(3)] == [[f"a{SEPARATOR}b"], [], ["a"]]


@generated(30)
@given(st.integers(200, 400), st.sets(st.integers(0, 199), max_size=3))
def test_labels_of_few_documents_are_counted_alone(count: int, some: set[int]) -> None:
    """Where there are many other labels, as where all labels are counted."""
    documents = [[f"{n}", f"{n // 2}"] if n else [] for n in range(count)]
    column = joined_columns([label_column(column_of(documents), SEPARATOR)])
    docs = np.array(sorted(some), np.int64)
    counts = column.counts(docs)
    found = column.few(docs)
    if found is None:
        assert len(docs) > 1
    else:
        assert np.array_equal(found[0], np.flatnonzero(counts))
        assert np.array_equal(found[1], counts[found[0]])
