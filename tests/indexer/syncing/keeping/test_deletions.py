"""Nothing is deleted by mistake: a sync or a rebuild that would delete too much does nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from indexer.contract.errors import DeletionsRefusedError
from indexer.contract.opening import latest_generation, toc_path
from indexer.contract.settings import Settings, load_settings
from indexer.contract.syncs.last_sync import NAME
from indexer.reporting.failure import Cause
from indexer.scanning import scan as scanning
from indexer.syncing import deletions
from indexer.syncing.sync import rebuild, sync
from tests.support.articles import front_matter, write_article, write_file
from tests.support.indexes import files, histories

EITHER = pytest.mark.parametrize("run", [sync, rebuild])


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """Let an index count as large that has more articles than this."""
    monkeypatch.setattr(deletions, "FEW_ARTICLES", 4)
    return 4


def filled(folder: Path, settings: Settings, *ids: str) -> None:
    """Write the files of articles, and sync."""
    for id in ids:
        write_article(folder, id, webUrl=f"https://e.example/{id}")
    sync(folder, settings)


def state(index: Path) -> tuple[set[str], int, set[str]]:
    """Return what must stay as it is where nothing was done."""
    return files(index), latest_generation(index), set(histories(index))


def refused(run: Callable[..., Any], folder: Path, settings: Settings) -> DeletionsRefusedError:
    """Run what is refused; nothing changes by it, and allowing deletions means them."""
    before = state(settings.index)
    with pytest.raises(DeletionsRefusedError) as caught:
        run(folder, settings)
    assert state(settings.index) == before
    assert not (settings.index / "synced").exists()
    return caught.value


@pytest.mark.parametrize(
    ("deleted", "articles", "expected"),
    [
        (100, 100, False),
        (101, 101, True),
        (51, 101, True),
        (50, 101, False),
        (51, 102, False),
        (52, 102, True),
        (0, 10**6, False),
    ],
)
def test_more_than_half_of_over_a_hundred_is_too_many(
    deleted: int, articles: int, expected: bool
) -> None:
    """Neither half of them nor all of a hundred is."""
    assert deletions.too_many(deleted, articles) is expected


@EITHER
def test_an_empty_folder_empties_no_index(
    folder: Path, settings: Settings, few: int, run: Callable[..., Any]
) -> None:
    """What a disk leaves that is not mounted is no archive; the message says what was seen."""
    filled(folder, settings, *"abcde")
    (folder.parent / "empty").mkdir()
    error = refused(run, folder.parent / "empty", settings)
    assert str(error) == (
        f"The folder {folder.parent / 'empty'} has no article files, and the index "
        f"{settings.index} has 5 articles, of which 5 would be deleted. Nothing was done. "
        "If they are meant to go, run this again with --allow-deletions; "
        "else, is it the right folder, and is all of it there?"
    )
    report = run(folder.parent / "empty", settings, allow_deletions=True)
    assert (report.articles, report.generation, set(histories(settings.index))) == (0, 2, set())


@EITHER
def test_a_wrong_folder_is_refused_before_it_is_read(
    folder: Path,
    settings: Settings,
    few: int,
    run: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However large it is; it takes no more than to list it and to look for renamed files."""
    filled(folder, settings, *"abcde")
    other = folder.parent / "other"
    for id in "vwxyz":
        write_article(other, id, excerpt="another length")
    monkeypatch.setattr("indexer.syncing.changes.ingest_files", None)
    error = refused(run, other, settings)
    assert (error.files, error.articles, error.deleted) == (5, 5, 5)


@EITHER
def test_renamed_files_are_not_deleted(
    folder: Path, settings: Settings, few: int, run: Callable[..., Any]
) -> None:
    """A folder all of whose files are called otherwise, and partly edited, is the same archive."""
    filled(folder, settings, *"abcdef")
    for id in "abc":
        (folder / f"{id}.md").rename(folder / f"new-{id}.md")
    for id in "def":
        (folder / f"{id}.md").unlink()
        write_article(folder, f"new-{id}", title="Edited", webUrl=f"https://e.example/{id}")
    report = run(folder, settings)
    assert (report.counts.renamed, report.articles) == (6, 6)


@EITHER
def test_articles_that_are_withdrawn_count(
    folder: Path, settings: Settings, few: int, run: Callable[..., Any]
) -> None:
    """An importer that withdraws most of an archive may be as wrong as a folder."""
    filled(folder, settings, *"abcdef")
    for id in "abcd":
        write_article(folder, id, removed=True)
    error = refused(run, folder, settings)
    assert (error.files, error.deleted, error.removed) == (6, 4, 4)
    assert "has 6 article files" in str(error)
    assert "of which 4 would be deleted (4 say that they are removed)." in str(error)
    report = run(folder, settings, allow_deletions=True)
    assert (report.articles, report.counts.removed) == (2, 4)


@EITHER
def test_broken_files_and_hidden_folders_are_not_deleted(
    folder: Path,
    settings: Settings,
    few: int,
    run: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of a file that is broken the last good version stays, and what cannot be seen is there."""
    filled(folder, settings, "a", "b", "c", "sub/d", "sub/e", "sub/f")
    for id in "abc":
        write_file(folder / f"{id}.md", "broken")
    entered = scanning._Listing.read

    def locked(listing: Any, where: str | int) -> None:
        before = len(listing.names)
        entered(listing, where)
        if len(listing.names) - before == 3 and "d.md" in listing.names:
            for column in (listing.names, listing.sizes, listing.mtimes):
                column.clear()
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(scanning._Listing, "read", locked)
    report = run(folder, settings)
    assert report.articles == 6
    assert [(each.path, each.cause, each.kept) for each in report.failed] == [
        ("a.md", Cause.NO_FRONT_MATTER, True),
        ("b.md", Cause.NO_FRONT_MATTER, True),
        ("c.md", Cause.NO_FRONT_MATTER, True),
        ("sub", Cause.NOT_ACCESSIBLE, True),
    ]
    assert set(histories(settings.index)) == {"a", "b", "c", "sub/d", "sub/e", "sub/f"}


def test_a_first_sync_is_never_refused(folder: Path, settings: Settings, few: int) -> None:
    """Where there is no index, or an empty one, nothing can be deleted."""
    assert sync(folder, settings).articles == 0
    filled(folder, settings, *"abcde")
    assert len(histories(settings.index)) == 5


@pytest.mark.usefixtures("leaking")
def test_what_is_damaged_counts_as_far_as_it_is_known(
    folder: Path, settings: Settings, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How many articles a segment has is known even where their ids cannot be read."""
    monkeypatch.setattr("indexer.committing.batch.choose_merges", lambda *_: set())
    filled(folder, settings, *"abcd")
    filled(folder, settings, *"ef")
    first, second = sorted(settings.index.glob("*.seg"), key=lambda path: path.stat().st_size)
    second.write_bytes(bytes(second.stat().st_size))
    empty = folder.parent / "empty"
    write_article(empty, "a")
    with pytest.raises(DeletionsRefusedError) as caught:
        rebuild(empty, settings)
    assert (caught.value.articles, caught.value.deleted) == (6, 5)
    assert rebuild(folder, settings).articles == 6
    assert first.exists() is False


@pytest.mark.usefixtures("leaking")
def test_of_an_index_that_cannot_be_read_nothing_is_known(
    folder: Path, settings: Settings, few: int
) -> None:
    """But how many articles the last sync left in it; where that is not known, it is made anew."""
    filled(folder, settings, *"abcde")
    toc_path(settings.index, 1).write_bytes(b"no pickle")
    empty = folder.parent / "empty"
    empty.mkdir()
    with pytest.raises(DeletionsRefusedError) as caught:
        rebuild(empty, settings)
    assert (caught.value.articles, caught.value.deleted) == (5, 5)
    (settings.index / NAME).unlink()
    (note,) = rebuild(empty, settings).notes
    assert "could not be read" in note


KINDS = st.sampled_from(["stays", "gone", "renamed", "edited", "broken", "removed"])


@hypothesis_settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(
    kinds=st.lists(KINDS, min_size=1, max_size=9),
    new=st.integers(0, 3),
    rebuilt=st.booleans(),
    allowed=st.booleans(),
)
def test_refused_if_and_only_if_more_than_half_would_go(
    kinds: list[str], new: int, rebuilt: bool, allowed: bool
) -> None:
    """Whatever happened to the files: those that are gone or withdrawn are counted, no others."""
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(deletions, "FEW_ARTICLES", 4)
        folder = Path(name, "articles")
        folder.mkdir()
        settings = load_settings({"index": Path(name, "index"), "jobs": 1}, {})
        filled(folder, settings, *map(str, range(len(kinds))))
        expected = set()
        for number, kind in enumerate(kinds):
            path = folder / f"{number}.md"
            expected |= {str(number)} if kind not in ("gone", "renamed", "removed") else set()
            if kind in ("gone", "renamed"):
                content = path.read_bytes()
                path.unlink()
            if kind == "renamed":
                write_file(folder / f"renamed-{number}.md", content)
                expected.add(f"renamed-{number}")
            elif kind == "edited":
                write_article(folder, str(number), title="Edited")
            elif kind == "broken":
                write_file(path, "broken")
            elif kind == "removed":
                write_file(path, front_matter(title="Withdrawn", removed=True))
        for number in range(new):
            write_article(folder, f"new-{number}")
            expected.add(f"new-{number}")
        going = kinds.count("gone") + kinds.count("removed")
        run = rebuild if rebuilt else sync
        if not allowed and len(kinds) > 4 and 2 * going > len(kinds):
            error = refused(run, folder, settings)
            assert going >= error.deleted > len(kinds) / 2
            assert error.articles == len(kinds)
        else:
            assert run(folder, settings, allow_deletions=allowed).articles == len(expected)
            assert set(histories(settings.index)) == expected
