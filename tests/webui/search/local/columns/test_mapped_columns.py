"""Columns that stand ready in a segment, against those that are decoded from Whoosh's own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Article
from indexer.contract.codec.plain.plain_columns import none_of
from indexer.contract.errors import IndexDamagedError
from indexer.contract.schema import COLUMN_ARRAYS
from tests.webui.search import oracle
from tests.webui.search.library import article, ask, commit, generated, in_segments, opened, write
from webui.search.criteria.facet_specs import FACETS
from webui.search.local.columns.columns import Columns
from webui.search.local.columns.ordering import by_date
from webui.search.local.engine import segment as engine_segment
from webui.search.local.snapshot.local_snapshot import LocalSnapshot
from webui.search.local.snapshot.snapshot import Snapshot

_NUMBERS = (
    *("published", "days", "quality", "heat", "curated", "added"),
    *("added_generation", "changed_generation"),
)


@contextmanager
def decoded() -> Iterator[None]:
    """Let nothing be found ready that is read within the block."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine_segment, "open_plain", lambda _: None)
        yield


def numbers(column: Any) -> list[int | None]:
    """Return the numbers of a column, None for none."""
    if column.dtype == np.bool_:
        return [bool(value) for value in column]
    none = none_of(column)
    return [None if value == none else value for value in column.tolist()]


def contents(columns: Columns) -> dict[str, Any]:
    """Return all that columns say."""
    said: dict[str, Any] = {name: numbers(getattr(columns, name)) for name in _NUMBERS}
    said |= {"ids": list(columns.ids), "first_ids": list(columns.first_ids)}
    for facet in FACETS:
        of = columns.labels(facet)
        said[facet] = [
            [of.values[code] for code in of.table.labels_of(of.of[[doc]]).tolist()]
            for doc in range(len(columns))
        ]
    return said


def counts(snapshot: Snapshot) -> dict[str, Any]:
    """Return the counts over all documents that are live."""
    totals = snapshot.totals
    said: dict[str, Any] = {
        facet: {
            label: count
            for label, count in zip(
                snapshot.columns.labels(facet).values, totals.labels(facet).tolist(), strict=True
            )
            if count
        }
        for facet in FACETS
    }
    return said | {
        "calendar": totals.calendar.tolist(),
        "days": totals.days.tolist(),
        "articles": snapshot.articles,
        "live": snapshot.live_docs.tolist(),
        "order": by_date(
            snapshot.live_docs, snapshot.columns, "newest", None, snapshot.by_id
        ).tolist(),
    }


@pytest.mark.slow
@generated(50)
@given(oracle.indexes(), st.data())
def test_what_stands_ready_is_what_would_be_decoded(
    index: tuple[list[list[Article]], set[str], list[Article]], data: st.DataObject
) -> None:
    """Of segments of ours, of Whoosh's and of both, with deletions and after Whoosh has merged."""
    segments, deleted, _ = index
    stock = data.draw(st.sets(st.integers(0, max(len(segments) - 1, 0))))
    merge = data.draw(st.booleans())
    with tempfile.TemporaryDirectory() as name:
        folder = write(Path(name), *segments, deleted=deleted, stock=stock)
        if merge:
            commit(folder, merge=True)
            commit(folder)
        snapshot = LocalSnapshot.open(folder)
        with decoded():
            other = LocalSnapshot.open(folder)
        assert all(segment.plain is None for segment in other.segments)
        assert contents(snapshot.columns) == contents(other.columns)
        assert counts(snapshot) == counts(other)
        # Whatever a state takes over from another one that was read otherwise.
        after = LocalSnapshot.open(folder, previous=other)
        other.close()
        assert contents(after.columns) == contents(snapshot.columns)
        after.close()
        snapshot.close()


def test_what_is_of_one_segment_is_not_copied(tmp_path: Path) -> None:
    """All its arrays are those of the file, and nobody can write into them."""
    several = [
        article(f"{n}", published="2021-03-01", quality=n, heat=n, topics=("T",)) for n in range(3)
    ]
    snapshot = LocalSnapshot.open(write(tmp_path / "index", several))
    for name in _NUMBERS:
        column = getattr(snapshot.columns, name)
        assert not column.flags.writeable
        assert not column.flags.owndata
    assert not snapshot.columns.labels("topic").of.flags.writeable
    assert snapshot.columns.nbytes == 0
    snapshot.close()


def test_a_column_that_is_asked_for_late_is_read_after_a_commit(tmp_path: Path) -> None:
    """A state takes over the segments of the one before, whose files are closed by then."""
    folder = write(tmp_path / "index", [article("a", published="2021-03-01", quality=3)])
    before = LocalSnapshot.open(folder)
    commit(folder, [article("b", published="2021-03-02")])
    now = LocalSnapshot.open(folder, previous=before)
    before.close()
    assert numbers(now.columns.quality) == [3, None]
    assert list(now.columns.ids) == ["a", "b"]
    assert [hit.id for hit in ask(now, sort="quality").hits] == ["a", "b"]
    now.close()


def test_a_column_that_another_version_left_out_is_decoded(tmp_path: Path) -> None:
    """Which columns stand ready may change, and no segment is written again for it."""
    fewer = COLUMN_ARRAYS._replace(numbers=COLUMN_ARRAYS.numbers[:1])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.committing.article_segments.COLUMN_ARRAYS", fewer)
        folder = write(tmp_path / "index", [article("a", published="2021-03-01", quality=3)])
    snapshot = LocalSnapshot.open(folder)
    assert numbers(snapshot.columns.quality) == [3]
    assert numbers(snapshot.columns.days) == [18_687]
    snapshot.close()


def test_numbers_of_any_width_are_joined(tmp_path: Path) -> None:
    """What is narrow in one segment and wide in another; none is less than any of them."""
    values: list[list[int | None]] = [
        [1, None, -(2**15)],
        [2**31 - 2, None, -(2**31) + 1],
        [None],
        [-1],
    ]
    segments = [
        [article(f"{place}/{n}", quality=value, heat=value or 0) for n, value in enumerate(part)]
        for place, part in enumerate(values)
    ]
    with opened(*segments) as snapshot:
        quality = snapshot.columns.quality
        assert numbers(quality) == [value for part in values for value in part]
        assert [hit.quality for hit in ask(snapshot, sort="quality", size=20).hits] == [
            *sorted(
                (value for part in values for value in part if value is not None), reverse=True
            ),
            *[None] * 3,
        ]


@pytest.mark.parametrize("least", [-(2**31), -(2**15) - 1, -(2**15), -5, 0, 2**31 - 1])
@pytest.mark.parametrize("cuts", [[], [2]])
def test_no_least_quality_is_met_where_none_is_given(least: int, cuts: list[int]) -> None:
    """However narrow the numbers are among which one stands for none."""
    values = [10, None, -5, None, 3]
    articles = [article(f"{n}", quality=value) for n, value in enumerate(values)]
    with opened(*in_segments(articles, cuts)) as snapshot:
        found = ask(snapshot, min_quality=least).hits
        assert {hit.quality for hit in found} == {
            value for value in values if value is not None and value >= least
        }


def test_damage_of_a_column_is_found_when_it_is_used(tmp_path: Path) -> None:
    """Whether by whoever opens the index or by whoever needs the column: there is no answer."""
    many = [article(f"{n:05}", published="2021-03-01", quality=n % 77) for n in range(1000)]
    folder = write(tmp_path / "index", many)
    (path,) = folder.glob("*.seg")
    sound = LocalSnapshot.open(folder)
    wanted = sound.columns.quality.tobytes()
    sound.close()
    raw = path.read_bytes()
    assert raw.count(wanted) == 1
    place = raw.index(wanted) + len(wanted) // 2
    path.write_bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])
    with pytest.raises(IndexDamagedError, match="not as they were written"):
        ask(LocalSnapshot.open(folder), sort="quality")
