"""A file of aliases that is broken, elsewhere, or no file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.checking.check import check_index
from indexer.contract.settings import Settings
from indexer.syncing.sync import rebuild, sync
from tests.indexer.syncing.test_aliases import PROVIDERS, labels, published, say
from tests.support.articles import touch, write_article, write_file
from tests.support.folders import close_folder
from tests.support.indexes import contents
from tests.support.reports import counts


def test_a_broken_file_leaves_the_aliases_as_they_are(folder: Path, settings: Settings) -> None:
    """New articles come in all the same, by the aliases of before, until it is mended."""
    published(folder, "a", "Old Name")
    say(folder, Name=["Old Name"])
    sync(folder, settings)
    write_file(folder / PROVIDERS, "Name: [Old Name\n")
    published(folder, "b", "Old Name")
    report = sync(folder, settings)
    assert counts(report) == {
        "added": 1, "unchanged": 1, "articles": 2, "failed": [(PROVIDERS, True)]
    }  # fmt: skip
    (failure,) = report.failed
    assert (failure.line, failure.column) == (1, 7)
    assert labels(settings.index) == {"a": "Name", "b": "Name"}
    assert counts(sync(folder, settings))["failed"] == [(PROVIDERS, True)]
    assert counts(rebuild(folder, settings))["failed"] == [(PROVIDERS, True)]
    assert labels(settings.index) == {"a": "Name", "b": "Name"}
    say(folder, New=["Old Name"])
    assert counts(sync(folder, settings)) == {"updated": 2, "articles": 2}
    assert labels(settings.index) == {"a": "New", "b": "New"}


def test_a_file_that_was_never_good_stops_nothing(folder: Path, settings: Settings) -> None:
    """There are no aliases then, and it is said."""
    published(folder, "a", "Old Name")
    write_file(folder / PROVIDERS, "- Name\n")
    assert counts(sync(folder, settings))["failed"] == [(PROVIDERS, False)]
    assert labels(settings.index) == {"a": "Old Name"}


def test_articles_that_were_kept_are_renamed_too(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stays of a broken file, or below a folder that cannot be listed, is called alike."""
    published(folder, "broken", "Old Name")
    published(folder, "broken/not", "Old Name")
    published(folder, "closed", "Old Name")
    published(folder, "closed/a", "Old Name")
    published(folder, "touched", "Old Name")
    published(folder, "gone", "Old Name")
    published(folder, "removed", "Old Name")
    published(folder, "edited", "Old Name")
    sync(folder, settings)
    write_file(folder / "broken.md", "---\ntitle: [\n---\n")
    touch(folder / "touched.md")
    (folder / "gone.md").unlink()
    write_article(folder, "removed", removed=True)
    published(folder, "edited", "Old Name", title="New")
    close_folder(monkeypatch, "closed")
    say(folder, Name=["Old Name"])
    assert counts(sync(folder, settings)) == {
        "updated": 6, "deleted": 2, "removed": 1, "articles": 6,
        "failed": [("broken.md", True), ("closed", True)],
    }  # fmt: skip
    assert set(labels(settings.index).values()) == {"Name"}
    assert check_index(settings.index).ok


def test_the_file_may_be_elsewhere(folder: Path, settings: Settings, tmp_path: Path) -> None:
    """A setting names it; where that is missing, the aliases stay, and it is said."""
    published(folder, "a", "Old Name")
    say(folder, Wrong=["Old Name"])
    say(tmp_path, Name=["Old Name"])
    named = settings.model_copy(update={"providers": tmp_path / PROVIDERS})
    assert counts(sync(folder, named)) == {"added": 1, "articles": 1}
    assert labels(settings.index) == {"a": "Name"}
    (tmp_path / PROVIDERS).unlink()
    failed = [(str(tmp_path / PROVIDERS), True)]
    assert counts(sync(folder, named)) == {"unchanged": 1, "articles": 1, "failed": failed}
    assert labels(settings.index) == {"a": "Name"}


@pytest.mark.parametrize("kind", ["folder", "pipe", "link"])
def test_what_is_no_file_is_said(folder: Path, settings: Settings, kind: str) -> None:
    """A folder, a pipe or a broken link of that name is no file without aliases."""
    path = folder / PROVIDERS
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("nowhere.yml")
    (failure,) = sync(folder, settings).failed
    assert failure.path == PROVIDERS
    assert failure.reason.startswith("cannot be read: ")


def test_the_file_is_no_article(folder: Path, settings: Settings) -> None:
    """Only names that end as articles' do are taken for articles."""
    published(folder, "providers", "Name")
    say(folder, Name=["Old Name"])
    assert counts(sync(folder, settings)) == {"added": 1, "articles": 1}


def test_an_index_that_knows_of_no_aliases_is_brought_up_to_date(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of a version before them holds names with escapes; they are decoded at the next sync."""
    published(folder, "a", "Bean%2c Inc.")
    published(folder, "b", "Old%20Name")
    monkeypatch.setattr("indexer.parsing.article.decoded_name", lambda name: name)
    monkeypatch.setattr("indexer.committing.story_state.ALIASES", "unknown")
    sync(folder, settings)
    assert labels(settings.index) == {"a": "Bean%2c Inc.", "b": "Old%20Name"}
    monkeypatch.undo()
    say(folder, Name=["Old Name"])
    assert counts(sync(folder, settings)) == {"updated": 2, "articles": 2}
    fresh = settings.model_copy(update={"index": settings.index.with_name("fresh")})
    sync(folder, fresh)
    assert contents(settings.index) == contents(fresh.index)
