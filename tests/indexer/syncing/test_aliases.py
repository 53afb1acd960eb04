"""One provider, several spellings: a sync goes by the file of aliases."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest
import yaml
from whoosh.index import open_dir

from indexer.checking.check import check_index
from indexer.contract.aliases import NO_ALIASES, Aliases
from indexer.contract.beside import open_state
from indexer.contract.errors import IndexUnreadableError
from indexer.contract.opening import Opened, latest_generation
from indexer.contract.settings import Settings
from indexer.contract.story_file import story_path
from indexer.syncing.sync import rebuild, sync
from tests.support.articles import write_article, write_file
from tests.support.clock import Clock, put
from tests.support.indexes import contents, histories
from tests.support.reports import counts

PROVIDERS = "providers.yml"


def published(folder: Path, id: str, name: str = "", domain: str = "", **fields: Any) -> Path:
    """Write an article of a provider."""
    return write_article(folder, id, provider={"name": name, "domain": domain}, **fields)


def say(folder: Path, **aliases: list[str]) -> Path:
    """Write the file of aliases; spaces in names are underscores here."""
    named = {name.replace("_", " "): many for name, many in aliases.items()}
    return write_file(folder / PROVIDERS, yaml.safe_dump(named, allow_unicode=True))


def labels(index: Path) -> dict[str, str]:
    """Return what the provider of each article is called."""
    return {id: held["columns"]["provider_label"].decode() for id, held in contents(index).items()}


def in_force(index: Path) -> Aliases:
    """Return the aliases that an index goes by."""
    opened, _, aliases = open_state(index)
    opened.reader.close()
    return aliases


def test_spellings_become_one_provider(folder: Path, settings: Settings) -> None:
    """Whatever the case, the accents and the spaces of a spelling, it is called by the name."""
    published(folder, "a", "La Nación")
    published(folder, "b", "LA  NACION")
    published(folder, "c", "Nacion, La", "lanacion.example")
    published(folder, "d", "", "www.lanacion.example")
    published(folder, "e", "Deportes", "lanacion.example")
    published(folder, "f", "La Nación de Oviedo")
    published(folder, "g", "Other", "sub.lanacion.example")
    say(folder, La_Nación=["Nacion, La", "lanacion.example"])
    report = sync(folder, settings)
    assert counts(report) == {"added": 7, "articles": 7}
    assert labels(settings.index) == {
        **dict.fromkeys("abcde", "La Nación"),
        "f": "La Nación de Oviedo",
        "g": "Other",
    }
    assert check_index(settings.index).ok


def test_a_name_says_more_than_a_domain(folder: Path, settings: Settings) -> None:
    """A provider that has an entry keeps its name, wherever it publishes."""
    published(folder, "a", "Wire on Portal", "portal.example")
    published(folder, "b", "Portal News", "portal.example")
    published(folder, "c", "wire", "portal.example")
    say(folder, Portal=["portal.example"], Wire=["Wire on Portal"])
    sync(folder, settings)
    assert labels(settings.index) == {"a": "Wire", "b": "Portal", "c": "Wire"}


def test_only_the_articles_concerned_are_updated(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change of the file updates those that it concerns, in one commit, reading none again."""
    published(folder, "a", "Old Name", related=[{"title": "x", "webUrl": "https://x.example/"}])
    published(folder, "b", "Name")
    published(folder, "c", "Other")
    sync(folder, settings)
    before = contents(settings.index)
    say(folder, Name=["Old Name"])

    def failing(*_: object) -> None:
        raise AssertionError("an article was read")

    monkeypatch.setattr("indexer.syncing.files.read_article", failing)
    report = sync(folder, settings)
    assert counts(report) == {"updated": 1, "unchanged": 2, "articles": 3}
    assert report.generation == 2
    assert labels(settings.index) == {"a": "Name", "b": "Name", "c": "Other"}
    assert sync(folder, settings).generation == 2
    (folder / PROVIDERS).unlink()
    assert counts(sync(folder, settings)) == {"updated": 1, "unchanged": 2, "articles": 3}
    assert contents(settings.index) == before
    assert in_force(settings.index) == NO_ALIASES


def test_aliases_leave_the_past_of_an_article_alone(
    folder: Path, settings: Settings, clock: Clock
) -> None:
    """What the archive calls a provider is no change of its articles' files."""
    published(folder, "a", "Old Name")
    put(folder, settings, clock, "b")
    before = histories(settings.index)
    clock.go(60)
    say(folder, Name=["Old Name"])
    sync(folder, settings)
    assert histories(settings.index) == before
    clock.go(60)
    rebuild(folder, settings)
    assert histories(settings.index) == before
    assert labels(settings.index)["a"] == "Name"


def test_a_commit_of_aliases_is_whole_or_nothing(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk fails, names and aliases are both as they were; then both are new."""
    published(folder, "a", "Old Name")
    sync(folder, settings)
    say(folder, Name=["Old Name"])
    before = contents(settings.index)
    monkeypatch.setattr("indexer.committing.batch.TOC.write", _full)
    with pytest.raises(OSError, match="full"):
        sync(folder, settings)
    monkeypatch.undo()
    assert contents(settings.index) == before
    assert in_force(settings.index) == NO_ALIASES
    assert counts(sync(folder, settings)) == {"updated": 1, "articles": 1}
    assert in_force(settings.index).called("Old Name") == "Name"


def test_what_a_killed_sync_left_is_not_in_force(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program may make the state that a sync was killed over: its names are old ones."""
    published(folder, "a", "Old Name")
    sync(folder, settings)
    say(folder, Name=["Old Name"])
    orphan = story_path(settings.index, latest_generation(settings.index) + 1)
    left = []

    def killed(*_: object) -> None:
        left.append(orphan.read_bytes())
        _full()

    monkeypatch.setattr("indexer.committing.batch.TOC.write", killed)
    with pytest.raises(OSError, match="full"):
        sync(folder, settings)
    monkeypatch.undo()
    orphan.write_bytes(left[0])
    open_dir(settings.index).writer().commit()
    assert labels(settings.index) == {"a": "Old Name"}
    assert counts(sync(folder, settings)) == {"updated": 1, "articles": 1}
    assert labels(settings.index) == {"a": "Name"}
    assert check_index(settings.index).problems == ()


def test_a_foreign_commit_loses_no_aliases(folder: Path, settings: Settings) -> None:
    """They stay in force where the file cannot be read, and nothing is called otherwise."""
    published(folder, "a", "Old Name")
    published(folder, "b", "Other")
    say(folder, Name=["Old Name"])
    sync(folder, settings)
    with open_dir(settings.index).writer() as writer:
        writer.delete_by_term("id", "b")
    write_file(folder / PROVIDERS, "broken")
    assert counts(sync(folder, settings)) == {
        "added": 1,
        "unchanged": 1,
        "articles": 2,
        "failed": [(PROVIDERS, True)],
    }
    assert labels(settings.index) == {"a": "Name", "b": "Other"}
    assert in_force(settings.index).called("Old Name") == "Name"


def test_articles_of_another_program_are_no_damage(folder: Path, settings: Settings) -> None:
    """What it has added is deleted or read in the same sync, whatever its provider is called."""
    published(folder, "a", "Old Name")
    sync(folder, settings)
    with open_dir(settings.index).writer() as writer:
        writer.add_document(id="ghost", domain="x.example", provider_label=b"Old Name")
    say(folder, Name=["Old Name", "x.example"])
    assert counts(sync(folder, settings)) == {"updated": 1, "deleted": 1, "articles": 1}
    assert labels(settings.index) == {"a": "Name"}


def test_aliases_that_cannot_be_read_for_now_are_not_lost(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the system refuses, nothing is done, since a broken file may depend on them."""
    published(folder, "a", "Old Name")
    say(folder, Name=["Old Name"])
    sync(folder, settings)
    write_file(folder / PROVIDERS, "broken")
    monkeypatch.setattr("indexer.syncing.targets.local_archive.read_aliases", _refused)
    with pytest.raises(IndexUnreadableError):
        sync(folder, settings)
    with pytest.raises(IndexUnreadableError):
        rebuild(folder, settings)
    monkeypatch.undo()
    sync(folder, settings)
    assert labels(settings.index) == {"a": "Name"}


def _refused(opened: Opened) -> None:
    raise IndexUnreadableError(opened.path, PermissionError(errno.EACCES, "Permission denied"))


def _full(*_: object) -> None:
    raise OSError("the disk is full")


def test_an_alias_of_nobody_is_taken_note_of(folder: Path, settings: Settings) -> None:
    """An address may hold a spelling that no article has any more."""
    published(folder, "a", "Name")
    sync(folder, settings)
    say(folder, Name=["Old Name"])
    assert counts(sync(folder, settings)) == {"unchanged": 1, "articles": 1}
    assert in_force(settings.index).called("old name") == "Name"
    assert latest_generation(settings.index) == 2


def test_the_order_of_the_file_means_nothing(folder: Path, settings: Settings) -> None:
    """The same aliases, written down otherwise, are no reason to commit."""
    published(folder, "a", "x")
    say(folder, A=["x", "y"], B=["z"])
    sync(folder, settings)
    write_file(folder / PROVIDERS, "# now sorted\nB: z\nA: [y, x, y]\n")
    assert sync(folder, settings).generation == 1
