"""Last good versions of files that cannot be read stay over a rebuild."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from indexer.checking.check import check_index
from indexer.contract.article import Article, article_from_stored
from indexer.contract.errors import DeletionsRefusedError
from indexer.contract.schema import EARLIER_VERSIONS, UNDATED_VERSION
from indexer.contract.settings import Settings
from indexer.syncing.known import taking_over
from indexer.syncing.sync import rebuild, sync
from tests.conftest import SAMPLE_ARTICLES, TESTS
from tests.indexer.syncing.keeping.test_taking_over import as_of_version
from tests.support.articles import write_article, write_file
from tests.support.clock import Clock, once, put
from tests.support.indexes import contents, histories
from tests.support.reports import counts

EVERYTHING = {
    "excerpt": "An excerpt",
    "topics": ["x", "y"],
    "webUrl": "https://e.example/a",
    "type": "article",
    "category": "news",
    "publishedDateTime": "2021-08-26T01:02:03Z",
    "quality": 3,
    "heat": 5,
    "published": True,
    "provider": {"name": "Wire", "domain": "news.wire.example"},
    "images": [{"url": "https://e.example/i.png", "width": 1, "height": 2}],
    "related": [{"title": "Other", "webUrl": "https://e.example/b"}],
}


def test_the_last_good_version_is_carried_over(
    folder: Path, settings: Settings, clock: Clock
) -> None:
    """All that the index held of it is in the new one, as old as it was, and it is reported."""
    write_article(folder, "a", **EVERYTHING)
    put(folder, settings, clock, "b")
    before = contents(settings.index)
    broken = write_file(folder / "a.md", "---\ntitle: [\n---\n")
    clock.go(60)
    assert counts(rebuild(folder, settings)) == {
        "added": 2, "articles": 2, "failed": [("a.md", True)],
    }  # fmt: skip
    assert contents(settings.index) == before
    assert histories(settings.index) == {"a": once(60, 1), "b": once(60, 1)}
    assert check_index(settings.index).ok
    again = sync(folder, settings)
    assert counts(again) == {"unchanged": 1, "articles": 2, "failed": [("a.md", True)]}
    write_file(broken, "---\ntitle: Mended\n---\n")
    assert counts(sync(folder, settings)) == {"updated": 1, "unchanged": 1, "articles": 2}


def test_a_file_that_never_was_good_has_no_version(folder: Path, settings: Settings) -> None:
    """Nothing is carried over, and nothing is lost."""
    write_article(folder, "a")
    sync(folder, settings)
    write_file(folder / "b.md", "broken")
    assert counts(rebuild(folder, settings)) == {
        "added": 1, "articles": 1, "failed": [("b.md", False)],
    }  # fmt: skip


def test_it_is_called_what_the_aliases_say_now(folder: Path, settings: Settings) -> None:
    """As it would be by a sync, which renames it without reading its file."""
    write_article(folder, "a", provider={"name": "Old Name", "domain": "e.example"})
    sync(folder, settings)
    write_file(folder / "a.md", "broken")
    write_file(folder / "providers.yml", "New Name: [Old Name]\n")
    rebuild(folder, settings)
    assert contents(settings.index)["a"]["columns"]["provider_label"] == b"New Name"


@pytest.mark.parametrize("version", EARLIER_VERSIONS)
def test_it_is_carried_over_from_an_earlier_version(
    tmp_path: Path, folder: Path, settings: Settings, version: int
) -> None:
    """What such an index has stored of an article is enough to make all of it anew."""
    shutil.copytree(SAMPLE_ARTICLES / "2022", folder, dirs_exist_ok=True)
    if version == UNDATED_VERSION:
        with zipfile.ZipFile(TESTS / "packaging" / "released" / "0.1.0.zip") as kept:
            kept.extractall(settings.index)
    else:
        sync(folder, settings)
        as_of_version(settings.index, version)
    fresh = settings.model_copy(update={"index": tmp_path / "fresh"})
    sync(folder, fresh)
    # Those that are in a story have been edited since that version.
    paths = [path for path in sorted(folder.rglob("*.md")) if b"related:" not in path.read_bytes()]
    for path in paths:
        write_file(path, "broken")
    report = rebuild(folder, settings)
    assert len(report.failed) == len(paths) > 5
    assert all(failure.kept for failure in report.failed)
    assert contents(settings.index) == contents(fresh.index)
    assert check_index(settings.index).ok


def test_what_cannot_be_carried_over_is_said_first(
    folder: Path, settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is done where the old index is damaged just there, unless that is allowed."""
    put(folder, settings, clock, "a", "b", "c")
    for id in "ab":
        write_file(folder / f"{id}.md", "broken")

    def damaged(stored: Mapping[str, Any]) -> Article:
        if stored["id"] == "a":
            raise KeyError("rest")
        return article_from_stored(stored)

    monkeypatch.setattr(taking_over, "article_from_stored", damaged)
    with pytest.raises(DeletionsRefusedError) as caught:
        rebuild(folder, settings)
    assert str(caught.value) == (
        "Of 1 file that cannot be read, the last good version would be lost, since the index "
        f"{settings.index} cannot be read there: a.md. Nothing was done. Mend it, or do without: "
        "run this again with --allow-deletions."
    )
    assert set(histories(settings.index)) == set("abc")
    assert counts(rebuild(folder, settings, allow_deletions=True)) == {
        "added": 2, "articles": 2, "failed": [("a.md", False), ("b.md", True)],
    }  # fmt: skip
    assert set(histories(settings.index)) == set("bc")


@pytest.mark.usefixtures("leaking")
@pytest.mark.parametrize("damaged", ["table", "segment"])
def test_what_the_last_sync_kept_is_not_lost_with_its_name(
    folder: Path, settings: Settings, damaged: str
) -> None:
    """Where the old index cannot name its articles, what was noted of that sync names some."""
    for id in "abc":
        write_article(folder, id)
    sync(folder, settings)
    write_file(folder / "a.md", "broken")
    write_file(folder / "new.md", "broken")
    sync(folder, settings)
    (path,) = settings.index.glob("*.toc" if damaged == "table" else "*.seg")
    path.write_bytes(bytes(byte ^ 1 for byte in path.read_bytes()))
    before = {path.name: path.read_bytes() for path in settings.index.glob("*MAIN_*.*")}
    for _ in range(2):
        with pytest.raises(DeletionsRefusedError) as caught:
            rebuild(folder, settings)
        assert caught.value.versions == ("a.md",)
    assert before == {path.name: path.read_bytes() for path in settings.index.glob("*MAIN_*.*")}
    report = rebuild(folder, settings, allow_deletions=True)
    assert counts(report) == {
        "added": 2, "articles": 2, "failed": [("a.md", False), ("new.md", False)],
    }  # fmt: skip
    (note,) = report.notes
    assert note.endswith("is lost if it was among them.")
    assert counts(rebuild(folder, settings))["articles"] == 2


def test_what_the_last_sync_kept_and_is_mended_is_not_missed(
    folder: Path, settings: Settings
) -> None:
    """Nothing is lost of a file that can be read again, or that is gone."""
    for id in "abc":
        write_article(folder, id)
    sync(folder, settings)
    for id in "ab":
        write_file(folder / f"{id}.md", "broken")
    sync(folder, settings)
    (table,) = settings.index.glob("*.toc")
    table.write_bytes(b"")
    write_article(folder, "a")
    (folder / "b.md").unlink()
    assert counts(rebuild(folder, settings)) == {"added": 2, "articles": 2}


@pytest.mark.usefixtures("leaking")
def test_where_nobody_knows_which_had_one_that_is_said(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot even be named is lost by the damage, and not by the rebuild."""
    monkeypatch.setattr("indexer.committing.batch.choose_merges", lambda *_: set())
    write_article(folder, "a")
    sync(folder, settings)
    (segment,) = settings.index.glob("*.seg")
    write_article(folder, "b")
    sync(folder, settings)
    segment.write_bytes(bytes(segment.stat().st_size))
    write_file(folder / "a.md", "broken")
    report = rebuild(folder, settings)
    assert report.notes == (
        "1 of the old index's articles could not be read: they count as first indexed now, and "
        "the last good version of a file that cannot be read now is lost if it was among them.",
    )
    assert counts(report) == {"added": 1, "articles": 1, "failed": [("a.md", False)]}
