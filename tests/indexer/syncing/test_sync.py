"""The index becomes equal to the folder."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from indexer.checking.check import check_index
from indexer.contract.opening import latest_generation, opened_index, toc_path
from indexer.contract.settings import Settings, load_settings
from indexer.syncing.sync import rebuild, sync
from tests.support.articles import front_matter, touch, write_article, write_file
from tests.support.indexes import contents, files, ids
from tests.support.reports import counts


def state(index: Path) -> dict[str, tuple[int, int, bytes]]:
    """Return inode, time of modification and content of each file of an index."""
    paths = [index / name for name in files(index)]
    return {
        path.name: (path.stat().st_ino, path.stat().st_mtime_ns, path.read_bytes())
        for path in paths
    }


def test_first_sync_indexes_everything(folder: Path, settings: Settings) -> None:
    """All articles are added in one commit, and the index holds what the files say."""
    write_article(folder, "a", topics=["x"], webUrl="https://a.example/", quality=3)
    write_article(folder, "deep/b")
    report = sync(folder, settings)
    assert counts(report) == {"added": 2, "articles": 2}
    assert report.generation == latest_generation(settings.index) == 1
    assert ids(settings.index) == {"a", "deep/b"}
    assert check_index(settings.index).ok


def test_second_sync_changes_nothing(folder: Path, settings: Settings) -> None:
    """Without a change there is no commit: the files of the index stay as they are."""
    write_article(folder, "a")
    sync(folder, settings)
    before = state(settings.index)
    report = sync(folder, settings)
    assert counts(report) == {"unchanged": 1, "articles": 1}
    assert report.generation == 1
    assert state(settings.index) == before


def test_unchanged_files_are_not_opened(folder: Path, settings: Settings) -> None:
    """Size and time of modification are enough: the bytes are not looked at."""
    path = write_article(folder, "a", title="old")
    sync(folder, settings)
    status = path.stat()
    path.write_text(front_matter(title="new"))
    os.utime(path, ns=(status.st_mtime_ns, status.st_mtime_ns))
    assert counts(sync(folder, settings)) == {"unchanged": 1, "articles": 1}


def test_files_from_the_far_future_are_like_others(folder: Path, settings: Settings) -> None:
    """A time that does not fit into the index is kept as the latest one that does."""
    path = write_article(folder, "a")
    try:
        os.utime(path, ns=(0, 2**63 + 10**15))
    except (OSError, OverflowError):
        pytest.skip("this system has no such times")
    if path.stat().st_mtime_ns < 2**63:
        pytest.skip("this file system has no such times")
    assert sync(folder, settings).counts.added == 1
    assert sync(folder, settings).counts.unchanged == 1


def test_says_when_it_was_synced(folder: Path, settings: Settings) -> None:
    """A sync that changes nothing still renews the time of the last sync, each time."""
    write_article(folder, "a")
    sync(folder, settings)
    os.utime(toc_path(settings.index, 1), (0, 0))
    for _ in range(2):
        sync(folder, settings)
        with opened_index(settings.index) as opened:
            assert opened.synced.year > 2000
        os.utime(settings.index / "synced", (0, 0))


def test_adds_updates_and_deletes_in_one_commit(folder: Path, settings: Settings) -> None:
    """Changes of all kinds make one new generation; the rest is not touched."""
    write_article(folder, "changes", title="before")
    write_article(folder, "stays")
    goes = write_article(folder, "goes")
    sync(folder, settings)
    write_article(folder, "changes", title="after it")
    write_article(folder, "comes")
    goes.unlink()
    report = sync(folder, settings)
    assert counts(report) == {"added": 1, "updated": 1, "deleted": 1, "unchanged": 1, "articles": 3}
    assert report.generation == 2
    assert contents(settings.index)["changes"]["stored"]["title"] == "after it"
    assert ids(settings.index) == {"changes", "comes", "stays"}


def test_touched_files_are_no_reason_to_commit(folder: Path, settings: Settings) -> None:
    """A new time with the same bytes is no change; the next commit remembers the time."""
    path = write_article(folder, "a")
    sync(folder, settings)
    touch(path)
    report = sync(folder, settings)
    assert counts(report) == {"unchanged": 1, "articles": 1}
    assert report.generation == 1
    write_article(folder, "b")
    assert counts(sync(folder, settings)) == {"added": 1, "unchanged": 1, "articles": 2}
    status = path.stat()
    path.write_bytes(b"x" * status.st_size)
    os.utime(path, ns=(status.st_mtime_ns, status.st_mtime_ns))
    assert counts(sync(folder, settings)) == {"unchanged": 2, "articles": 2}


def test_broken_files_keep_their_last_good_version(folder: Path, settings: Settings) -> None:
    """A broken file is reported at every sync; its article stays until it is deleted."""
    path = write_article(folder, "a", title="good")
    sync(folder, settings)
    write_file(path, "---\ntitle: [\n---\n")
    for _ in range(2):
        report = sync(folder, settings)
        assert counts(report) == {"articles": 1, "failed": [("a.md", True)]}
        assert report.generation == 1
    assert contents(settings.index)["a"]["stored"]["title"] == "good"
    path.unlink()
    assert counts(sync(folder, settings)) == {"deleted": 1}


def test_mended_files_are_updated(folder: Path, settings: Settings) -> None:
    """A broken file that is mended is an update; mended to the same bytes it is unchanged."""
    path = write_article(folder, "a", title="good")
    good = path.read_bytes()
    sync(folder, settings)
    write_file(path, "broken")
    sync(folder, settings)
    write_file(path, good)
    assert counts(sync(folder, settings)) == {"unchanged": 1, "articles": 1}
    write_file(path, "broken")
    sync(folder, settings)
    write_article(folder, "a", title="better")
    assert counts(sync(folder, settings)) == {"updated": 1, "articles": 1}


def test_new_broken_files_are_reported(folder: Path, settings: Settings) -> None:
    """A file that never was good is reported with its place, and stops nothing."""
    write_article(folder, "a")
    write_file(folder / "b.md", "---\ntitle: x\nquality: high\n---\n")
    report = sync(folder, settings)
    assert counts(report) == {"added": 1, "articles": 1, "failed": [("b.md", False)]}
    assert (report.failed[0].line, report.failed[0].column) == (3, 10)


def test_removed_articles_leave_the_index(folder: Path, settings: Settings) -> None:
    """``removed: true`` takes an indexed article out; the file is counted at each sync."""
    write_article(folder, "a")
    write_article(folder, "b", removed=True)
    assert counts(sync(folder, settings)) == {"added": 1, "removed": 1, "articles": 1}
    write_article(folder, "a", removed=True)
    assert counts(sync(folder, settings)) == {"deleted": 1, "removed": 2}
    assert counts(sync(folder, settings)) == {"removed": 2}
    write_article(folder, "a")
    assert counts(sync(folder, settings)) == {"added": 1, "removed": 1, "articles": 1}


def test_an_empty_folder_makes_an_empty_index(folder: Path, settings: Settings) -> None:
    """No articles are a state of the index, not a missing index."""
    assert counts(sync(folder, settings)) == {}
    assert latest_generation(settings.index) == 1
    assert ids(settings.index) == set()
    assert counts(sync(folder, settings)) == {}
    write_article(folder, "a")
    assert counts(sync(folder, settings)) == {"added": 1, "articles": 1}


def test_everything_may_go(folder: Path, settings: Settings) -> None:
    """When all files are deleted, the index is empty, and its files are gone too."""
    write_article(folder, "a")
    sync(folder, settings)
    (folder / "a.md").unlink()
    assert counts(sync(folder, settings)) == {"deleted": 1}
    assert files(settings.index) == {"_MAIN_2.toc", "stories_2.npz"}
    assert check_index(settings.index).ok


def test_the_index_may_lie_in_the_articles_folder(folder: Path) -> None:
    """The index is no article, and does not count as a change."""
    settings = load_settings({"index": folder / "index", "jobs": 1}, {})
    write_article(folder, "a")
    sync(folder, settings)
    assert counts(sync(folder, settings)) == {"unchanged": 1, "articles": 1}


NAMES = st.sampled_from(["a", "b", "c", "x/d", "x/e"])
ACTIONS = st.sampled_from(
    ["write", "write", "write", "break", "delete", "remove", "touch", "repeat", "sync", "sync"]
)
WORDS = st.sampled_from(["Azure", "cloud data", "C# & data", "naïve", "the data of the data"])


@pytest.mark.slow
@hypothesis_settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(ACTIONS, NAMES, WORDS, st.integers(0, 3)), max_size=40))
def test_any_history_equals_a_fresh_index(steps: list[tuple[str, str, str, int]]) -> None:
    """After any series of changes and syncs, the index equals one built from nothing."""
    with TemporaryDirectory() as temporary:
        folder, model = Path(temporary) / "articles", Path(temporary) / "model"
        settings = load_settings({"index": Path(temporary) / "index", "jobs": 1}, {})
        fresh = load_settings({"index": Path(temporary) / "fresh", "jobs": 1}, {})
        folder.mkdir()
        model.mkdir()
        articles = 0
        for action, name, words, number in [*steps, ("sync", "", "", 0)]:
            path = folder / f"{name}.md"
            if action == "write":
                write_article(folder, name, title=words, topics=[words] * number, quality=number)
            elif action == "break":
                write_file(path, f"---\nquality: {number}\n---\n")
            elif action == "remove":
                write_article(folder, name, removed=True)
            elif action == "delete":
                path.unlink(missing_ok=True)
            elif action == "touch" and path.exists():
                touch(path)
            elif action == "repeat" and (model / f"{name}.md").exists():
                write_file(path, (model / f"{name}.md").read_bytes())
            elif action == "sync":
                report = sync(folder, settings)
                assert report.articles == articles + report.counts.added - report.counts.deleted
                articles = report.articles
                _follow(model, folder)
        rebuild(model, fresh)
        assert contents(settings.index) == contents(fresh.index)
        assert len(contents(fresh.index)) == articles
        health = check_index(settings.index)
        assert health.ok, health.problems
        assert health.segments <= 4


def _follow(model: Path, folder: Path) -> None:
    """Bring a folder that holds the last good version of each article up to date."""
    for old in list(model.rglob("*.md")):
        if not (folder / old.relative_to(model)).exists():
            old.unlink()
    for new in folder.rglob("*.md"):
        text = new.read_text()
        kept = model / new.relative_to(folder)
        if "removed: true" in text:
            kept.unlink(missing_ok=True)
        elif "title" in text:
            write_file(kept, text)
