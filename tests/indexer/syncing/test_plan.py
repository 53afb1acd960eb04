"""The folder against the index."""

from __future__ import annotations

import numpy as np

from indexer.reporting.failure import Cause
from indexer.scanning.listing import BadName, FoundFile, FoundFiles, Scan
from indexer.syncing.known.indexed import NOTHING, Known
from indexer.syncing.plan import make_plan


def known(*ids: str) -> Known:
    """Return an index of files of one byte and time 1."""
    ones = np.ones(len(ids), np.int64)
    return Known({id: number for number, id in enumerate(ids)}, ones, ones, 1)


def test_tells_new_changed_unchanged_and_gone_files() -> None:
    """A file is read if it is new or if size or time differ; others stay, or have gone."""
    new, larger, touched, same = (
        FoundFile("new.md", 1, 1),
        FoundFile("larger.md", 2, 1),
        FoundFile("touched.md", 1, 2),
        FoundFile("same.md", 1, 1),
    )
    files = FoundFiles([new, larger, touched, same])
    plan = make_plan(Scan(files), known("gone", "larger", "touched", "same"))
    assert plan.to_read == [larger, new, touched]
    assert plan.unchanged == 1
    assert plan.gone == ["gone"]


def test_times_beyond_what_an_index_can_keep_are_the_nearest_that_it_can() -> None:
    """File systems have times before 1677 and after 2262."""
    files = FoundFiles([FoundFile("a.md", 1, -(2**70)), FoundFile("b.md", 1, 2**70)])
    assert list(files.mtimes) == [1 - 2**63, 2**63 - 1]


def test_keeps_what_lies_below_an_unreadable_folder() -> None:
    """Nobody knows whether files below it are there; their neighbours have gone."""
    index = known("a/b", "a/c/d", "ab", "e")
    plan = make_plan(Scan(unreadable=[BadName("a", Cause.NOT_ACCESSIBLE, "closed")]), index)
    assert plan.gone == ["ab", "e"]
    assert plan.kept_below == {"a": 2}
    assert (
        make_plan(Scan(unreadable=[BadName("", Cause.NOT_ACCESSIBLE, "closed")]), index).gone == []
    )


def test_before_there_is_an_index_all_files_are_read() -> None:
    """Nothing is known, and nothing has gone."""
    files = FoundFiles([FoundFile("a.md", 1, 1)])
    assert make_plan(Scan(files), NOTHING) == (list(files), 0, [], {})
    assert make_plan(Scan(), NOTHING) == ([], 0, [], {})
