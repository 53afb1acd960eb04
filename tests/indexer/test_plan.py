"""The folder against the index."""

from __future__ import annotations

from indexer.known import KnownFile
from indexer.plan import make_plan
from indexer.scan import BadName, FoundFile, Scan


def test_tells_new_changed_unchanged_and_gone_files() -> None:
    """A file is read if it is new or if size or time differ; others stay, or have gone."""
    new, larger, touched, same = (
        FoundFile("new.md", 1, 1),
        FoundFile("larger.md", 2, 1),
        FoundFile("touched.md", 1, 2),
        FoundFile("same.md", 1, 1),
    )
    known = {id: KnownFile(0, 1, 1) for id in ("larger", "touched", "same", "gone")}
    plan = make_plan(Scan([new, larger, touched, same]), known)
    assert plan.to_read == [new, larger, touched]
    assert plan.unchanged == 1
    assert plan.gone == ["gone"]


def test_keeps_what_lies_below_an_unreadable_folder() -> None:
    """Nobody knows whether files below it are there; their neighbours have gone."""
    known = {id: KnownFile(0, 1, 1) for id in ("a/b", "a/c/d", "ab", "e")}
    plan = make_plan(Scan(unreadable=[BadName("a", "closed")]), known)
    assert plan.gone == ["ab", "e"]
    assert plan.kept_below == {"a": 2}
    assert make_plan(Scan(unreadable=[BadName("", "closed")]), known).gone == []
