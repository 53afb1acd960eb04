"""An article that is called otherwise stays as old as it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from whoosh.index import open_dir

from indexer.checking.check import check_index
from indexer.contract.history import History
from indexer.contract.settings import Settings
from indexer.scanning.listing import FoundFile
from indexer.syncing import moves, pool
from indexer.syncing.known.taking_over import OldIndex
from indexer.syncing.sync import rebuild, sync
from tests.support.articles import front_matter, touch, write_article, write_file
from tests.support.clock import Clock, moment, once, put
from tests.support.indexes import histories

SYNCS = pytest.mark.parametrize("again", [sync, rebuild])


def renamed(first_id: str, seconds: int = 60, generation: int = 1) -> History:
    """Return the history of an article that came in under another id and has not changed."""
    return once(seconds, generation)._replace(first_id=first_id)


def move(folder: Path, old: str, new: str) -> None:
    """Rename an article's file, in whose place may be another."""
    (folder / f"{new}.md").parent.mkdir(parents=True, exist_ok=True)
    (folder / f"{old}.md").replace(folder / f"{new}.md")


@SYNCS
def test_a_renamed_file_is_the_same_article(
    folder: Path, settings: Settings, clock: Clock, again: Callable[..., object]
) -> None:
    """By its bytes, whatever else comes and goes; renamed again it keeps its first id."""
    put(folder, settings, clock, "a", "gone")
    put(folder, settings, clock, "other")
    move(folder, "a", "sub/b")
    (folder / "gone.md").unlink()
    write_article(folder, "new")
    clock.go(60)
    report = sync(folder, settings)
    counts = report.counts
    assert (counts.added, counts.deleted, counts.updated, counts.renamed) == (2, 2, 0, 1)
    assert "1 article was renamed, and stays as old as it is." in report.summary()
    expected = {"sub/b": renamed("a"), "new": once(180, 3), "other": once(120, 2)}
    assert histories(settings.index) == expected
    move(folder, "sub/b", "c")
    clock.go(60)
    again(folder, settings)
    expected["c"] = expected.pop("sub/b")
    assert histories(settings.index) == expected
    move(folder, "c", "a")
    clock.go(60)
    again(folder, settings)
    # It is called what it was called at first.
    expected["a"] = once(60, 1)
    del expected["c"]
    assert histories(settings.index) == expected
    assert check_index(settings.index).problems == ()


@SYNCS
def test_a_renamed_file_that_was_edited_is_known_by_its_address(
    folder: Path, settings: Settings, clock: Clock, again: Callable[..., object]
) -> None:
    """The bytes count before ``webUrl``; an article without one is new then."""
    write_article(folder, "a", webUrl="https://e/1")
    write_article(folder, "b")
    write_article(folder, "c", webUrl="https://e/3", excerpt="as it is")
    put(folder, settings, clock)
    for name in "abc":
        (folder / f"{name}.md").unlink()
    write_article(folder, "x", title="edited", webUrl="https://e/1")
    write_article(folder, "y", title="edited")
    write_article(folder, "k", title="Title of c", webUrl="https://e/3", excerpt="changed")
    write_article(folder, "z", title="Title of c", webUrl="https://e/3", excerpt="as it is")
    clock.go(60)
    again(folder, settings)
    assert histories(settings.index) == {
        "x": History(moment(60, 1), moment(120, 2), "a"),
        "y": once(120, 2),
        "k": once(120, 2),
        "z": renamed("c"),
    }


@SYNCS
def test_files_move_up(
    folder: Path, settings: Settings, clock: Clock, again: Callable[..., object]
) -> None:
    """The file a becomes b while c becomes a, with the same bytes or edited on the way."""
    for name in "acdf":
        put(folder, settings, clock)
        write_article(folder, name, webUrl=f"https://e/{name}")
    put(folder, settings, clock)
    move(folder, "a", "b")
    move(folder, "c", "a")
    write_article(folder, "e", title="edited", webUrl="https://e/d")
    write_article(folder, "d", title="edited", webUrl="https://e/f")
    (folder / "f.md").unlink()
    clock.go(60)
    again(folder, settings)
    found = {id: (each.first_id, each.added) for id, each in histories(settings.index).items()}
    first = {"b": "a", "a": "c", "e": "d", "d": "f"}
    added = {name: moment(60 * n, n) for n, name in zip((2, 3, 4, 5), "acdf", strict=True)}
    assert found == {id: (name, added[name]) for id, name in first.items()}
    assert check_index(settings.index).problems == ()


@SYNCS
def test_files_change_places(
    folder: Path, settings: Settings, clock: Clock, again: Callable[..., object]
) -> None:
    """Each article has its own past, though both names are there before and after."""
    put(folder, settings, clock, "a")
    put(folder, settings, clock, "b")
    move(folder, "a", "c")
    move(folder, "b", "a")
    move(folder, "c", "b")
    clock.go(60)
    again(folder, settings)
    assert histories(settings.index) == {"a": renamed("b", 120, 2), "b": renamed("a")}


@SYNCS
def test_a_copy_is_new(
    folder: Path, settings: Settings, clock: Clock, again: Callable[..., object]
) -> None:
    """As long as the file is there, unchanged or not, no other goes on with its article."""
    put(folder, settings, clock, "a", "b")
    for name in "ab":
        write_file(folder / f"copy of {name}.md", (folder / f"{name}.md").read_bytes())
    write_article(folder, "b", title="edited")
    clock.go(60)
    again(folder, settings)
    assert histories(settings.index) == {
        "a": once(60, 1),
        "b": History(moment(60, 1), moment(120, 2)),
        "copy of a": once(120, 2),
        "copy of b": once(120, 2),
    }


@SYNCS
def test_a_file_that_cannot_be_read_has_neither_come_nor_gone(
    folder: Path, settings: Settings, clock: Clock, again: Callable[..., object]
) -> None:
    """It keeps its article where there is a good version of it; what has its bytes is a copy."""
    put(folder, settings, clock, "a", "b")
    content = (folder / "a.md").read_bytes()
    write_file(folder / "a.md", "broken")
    write_file(folder / "copy.md", content)
    move(folder, "b", "broken")
    write_file(folder / "broken.md", "broken")
    clock.go(60)
    again(folder, settings)
    found = histories(settings.index)
    assert found.pop("copy") == once(120, 2)
    assert found == {"a": once(60, 1)}


def test_what_lies_below_a_folder_that_cannot_be_listed_is_not_gone(
    folder: Path, settings: Settings, clock: Clock
) -> None:
    """Nobody knows whether its file is there, so no other goes on with its article."""
    put(folder, settings, clock, "sub/a")
    move(folder, "sub/a", "b")
    files = [FoundFile("b.md", (folder / "b.md").stat().st_size, 1)]
    past = OldIndex(settings.index).past(["b"])
    assert past.gone == ["sub/a"]

    def found(*unknown: str) -> dict[int, int]:
        known: set[str] = set()
        return moves.find_moves(folder, 1 << 20, files, past, known.__contains__, unknown).came_from

    assert found("sub") == found("other", "") == {}
    assert found("other", "su") == {0: 1}


def test_several_with_the_same_bytes_go_in_the_order_of_their_ids(
    folder: Path, settings: Settings, clock: Clock
) -> None:
    """Each to one; the one that is left is new."""
    for name in "ba":
        write_file(folder / f"{name}.md", front_matter(title="the same"))
        put(folder, settings, clock)
    for name in "ab":
        (folder / f"{name}.md").unlink()
    for name in ("x", "z", "y"):
        write_file(folder / f"{name}.md", front_matter(title="the same"))
    clock.go(60)
    sync(folder, settings)
    assert histories(settings.index) == {
        "x": renamed("a", 120, 2),
        "y": renamed("b"),
        "z": once(180, 3),
    }


def test_an_update_and_a_merge_keep_the_first_id(
    folder: Path, settings: Settings, clock: Clock
) -> None:
    """So does a file that was only touched."""
    put(folder, settings, clock, "a", "b", "c")
    move(folder, "a", "x")
    move(folder, "b", "y")
    put(folder, settings, clock, "d")
    write_article(folder, "x", title="edited")
    touch(folder / "y.md")
    put(folder, settings, clock, "e", "f", "g")
    assert len(list(settings.index.glob("*.seg"))) == 1
    found = histories(settings.index)
    assert found["x"] == History(moment(60, 1), moment(180, 3), "a")
    assert found["y"] == renamed("b")
    assert check_index(settings.index).problems == ()


def test_files_of_all_segments_may_be_renamed(
    folder: Path, settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each article was in another one; a sync that fails and is tried again finds the same."""
    monkeypatch.setattr("indexer.committing.batch.choose_merges", lambda *_: set())
    for name in "abc":
        put(folder, settings, clock, name)
    for name in "abc":
        move(folder, name, f"new {name}")
    clock.go(60)

    def fail(*_: object) -> None:
        raise OSError("full")

    with monkeypatch.context() as patch:
        patch.setattr("indexer.committing.batch.write_stories", fail)
        with pytest.raises(OSError, match="full"):
            sync(folder, settings)
    assert histories(settings.index).keys() == set("abc")
    sync(folder, settings)
    assert histories(settings.index) == {
        f"new {name}": renamed(name, 60 * n, n) for n, name in enumerate("abc", 1)
    }


def test_the_documents_of_another_program_hand_nothing_on(
    folder: Path, settings: Settings, clock: Clock
) -> None:
    """Nobody knows when they came in."""
    put(folder, settings, clock, "a")
    writer = open_dir(str(settings.index)).writer()
    writer.add_document(id="b", title="b", heat=0, curated=0, rest={})
    writer.commit(merge=False)
    put(folder, settings, clock, "c")
    assert histories(settings.index) == {"a": once(60, 1), "c": once(120, 3)}


@pytest.mark.slow
@SYNCS
def test_all_processes_carry_histories_on(
    folder: Path,
    settings: Settings,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    again: Callable[..., object],
) -> None:
    """Whichever of them reads a renamed file, its article stays as old as it is."""
    monkeypatch.setattr(pool, "_WORTH_PROCESSES_SECONDS", 0.01)
    monkeypatch.setattr(pool, "_CHUNK_FILES", 16)
    several = settings.model_copy(update={"jobs": 2})
    names = [f"{number}" for number in range(100)]
    put(folder, several, clock, *names)
    for name in names[:70]:
        move(folder, name, f"new/{name}")
    write_article(folder, "another")
    clock.go(60)
    again(folder, several)
    assert histories(settings.index) == {
        **{f"new/{name}": renamed(name) for name in names[:70]},
        **{name: once(60, 1) for name in names[70:]},
        "another": once(120, 2),
    }


def test_nothing_is_read_twice_where_nothing_can_be_renamed(
    folder: Path, settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither at a first sync, nor where articles only come, nor where one changed."""

    def fail(*_: object) -> None:
        raise AssertionError("was read")

    monkeypatch.setattr(moves, "read_bytes_of", fail)
    monkeypatch.setattr(moves, "read_file", fail)
    put(folder, settings, clock, "a", "b")
    put(folder, settings, clock, "c")
    put(folder, settings, clock, "a")
    put(folder, settings, clock)
    (folder / "b.md").unlink()
    put(folder, settings, clock)
    rebuild(folder, settings)
