"""Whether the index is whole."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter

from indexer.checking.check import check_index
from indexer.committing.batch import Batch
from indexer.committing.documents import document
from indexer.committing.storage import DurableStorage
from indexer.contract.aliases import Aliases
from indexer.contract.article import Article, Fingerprint, Provider
from indexer.contract.errors import NoIndexError
from indexer.contract.schema import HISTORY_COLUMNS
from indexer.contract.settings import Settings
from indexer.syncing.sync import sync
from tests.support.articles import write_article, write_file


@pytest.fixture
def synced(folder: Path, settings: Settings) -> Path:
    """Return an index of two segments with a deleted document."""
    for number in range(60):
        write_article(
            folder,
            f"{number:02}",
            title=f"Azure number {number}",
            excerpt="Cloud & data " * 300 if number == 7 else "Cloud and data ...",
            topics=["Azure", f"T{number % 7}"],
            provider={"name": "Bean", "domain": f"b{number % 5}.example"},
            publishedDateTime="2021-08-26T12:30:00Z",
            quality=number,
            webUrl=f"https://a.example/{number}",
            related=[{"webUrl": "https://a.example/1"}],
        )
    sync(folder, settings)
    write_article(folder, "00", title="!!!")
    sync(folder, settings)
    return settings.index


HISTORY = dict.fromkeys(HISTORY_COLUMNS, 1)


def write(index: Path, **changes: Any) -> None:
    """Write a document to the index past all checks."""
    writer = SegmentWriter(FileIndex(DurableStorage(index)))
    fields = document(Article(id="x", title="A title"), Fingerprint(1, 1, "00"))
    writer.add_document(**{**fields, **changes})
    writer.commit(merge=False)


def test_a_synced_index_is_whole(synced: Path) -> None:
    """Nothing is found in an index that sync wrote."""
    health = check_index(synced)
    assert health.problems == ()
    assert (health.ok, health.articles, health.segments) == (True, 60, 2)
    assert health.as_text() == "The index is whole. Articles: 60, segments: 2."
    assert health.as_json() == {
        "ok": True,
        "articles": 60,
        "segments": 2,
        "problems": (),
        "remarks": (),
    }


def test_no_index_is_an_error(index: Path) -> None:
    """Without an index there is nothing to check."""
    with pytest.raises(NoIndexError):
        check_index(index)


def test_finds_what_aliases_do_not_say(folder: Path, synced: Path, settings: Settings) -> None:
    """A provider is called what the aliases in force say, in every document but deleted ones."""
    write_file(folder / "providers.yml", "B: [Bean Online]\n")
    write_article(folder, "00", provider={"name": "Bean Online"})
    sync(folder, settings)
    assert check_index(synced).ok
    stray = Article("stray", "Stray", provider=Provider("Bean Online", ""))
    with Batch(synced, 3, aliases=Aliases.of_entries([("B", ["Bean Online"])])) as batch:
        batch.add(document(stray, Fingerprint(1, 1, "00")))
        batch.commit()
    (problem,) = check_index(synced).problems
    assert problem.endswith(": its provider is not called what the aliases say")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"_stored_title": "Another title"}, "postings of title"),
        ({"title_words": "ghost"}, "postings of title_words"),
        ({"curated": 1, "_stored_curated": 0}, "postings of curated"),
        ({"provider_label": b"Ghost"}, "column provider_label"),
        ({"link": 7}, "column link"),
        ({"signature": b"1234"}, "column signature"),
        ({"related": b"1234567"}, "related URLs are cut off"),
        ({**HISTORY, "first_id": b"x"}, "cannot have been first indexed as 'x'"),
        ({"first_id": b"y"}, "cannot have been first indexed as 'y'"),
        ({**HISTORY, "first_id": b"\xff"}, "first indexed cannot be read: UnicodeDecodeError"),
        ({"rest": None}, "cannot be read: KeyError"),
        ({"id": "07"}, "2 documents have the id 07"),
    ],
)
def test_finds_what_does_not_agree(synced: Path, changes: dict[str, Any], problem: str) -> None:
    """Postings and columns that are not those of the stored article are found."""
    write(synced, **changes)
    health = check_index(synced)
    assert not health.ok
    assert any(problem in found for found in health.problems), health.problems


@pytest.mark.slow
@pytest.mark.usefixtures("leaking")
def test_survives_any_damage(synced: Path) -> None:
    """Bytes may be changed or missing anywhere: there is always an answer, mostly "damaged"."""
    numbers = random.Random(1)  # noqa: S311 - not a secret
    damaged = 0
    for path in sorted([*synced.glob("*MAIN*.*"), *synced.glob("*.npz")]):
        whole = path.read_bytes()
        for _ in range(20):
            data = bytearray(whole)
            for _ in range(numbers.randint(1, 3)):
                data[numbers.randrange(len(data))] ^= 1 << numbers.randrange(8)
            path.write_bytes(
                data[: numbers.choice([len(data), len(data), numbers.randrange(len(data))])]
            )
            try:
                damaged += not check_index(synced).ok
            except Exception as error:
                # The version of the schema is a word in the table of contents.
                assert "schema version" in str(error)  # noqa: PT017
        path.write_bytes(whole)
    assert damaged > 30
    assert check_index(synced).ok


def test_a_missing_file_is_damage(synced: Path) -> None:
    """An index without one of its segments, or its table of contents, is damaged."""
    toc = next(synced.glob("*.toc"))
    content = toc.read_bytes()
    toc.unlink()
    assert not check_index(synced).ok
    toc.write_bytes(content)
    next(synced.glob("*.seg")).unlink()
    assert not check_index(synced).ok
