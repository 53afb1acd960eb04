"""What earlier versions wrote: it is read, or one is told what to do with it."""

from __future__ import annotations

import json
import re
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from indexer.checking.check import check_index
from indexer.contract.errors import SchemaVersionError
from indexer.contract.opening import latest_generation
from indexer.contract.schema import SCHEMA_VERSION
from indexer.contract.settings import Settings
from indexer.syncing.sync import rebuild, sync
from tests.conftest import SAMPLE_ARTICLES
from webui.search.archive import open_archive
from webui.search.criteria.criteria import Criteria

RELEASED = Path(__file__).parent / "released"
RELEASES = sorted(path.stem for path in RELEASED.glob("*.zip"))
ARTICLES = SAMPLE_ARTICLES / "2022"


@pytest.fixture(params=RELEASES)
def release(request: pytest.FixtureRequest) -> str:
    """Return the number of a released version."""
    return str(request.param)


@pytest.fixture
def about(release: str) -> dict[str, Any]:
    """Return what is known of the index that the version wrote."""
    known: dict[str, Any] = json.loads((RELEASED / f"{release}.json").read_text())
    return known


@pytest.fixture
def settings(release: str, tmp_path: Path) -> Settings:
    """Return settings for a copy of that index."""
    with zipfile.ZipFile(RELEASED / f"{release}.zip") as kept:
        kept.extractall(tmp_path)
    return Settings(index=tmp_path, jobs=1)


def answers(settings: Settings, queries: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the ids that some queries find, in order."""
    archive = open_archive(settings, read_ahead=False)
    with archive.searcher() as searcher:
        pages = {query: searcher.find(Criteria(q=query)).page() for query in queries}
    archive.close()
    return {query: [hit.id for hit in page.hits] for query, page in pages.items()}


def test_there_is_an_index_of_a_released_version() -> None:
    """At least one is kept, with what it answers."""
    assert RELEASES
    assert sorted(path.stem for path in RELEASED.glob("*.json")) == RELEASES


def test_an_index_of_a_released_version_is_read_or_refused(
    settings: Settings, about: dict[str, Any]
) -> None:
    """With the schema of today it answers as it did; with another, one is told to rebuild."""
    if about["schema_version"] == SCHEMA_VERSION:
        assert check_index(settings.index).problems == ()
        assert answers(settings, about["answers"]) == about["answers"]
        counts = sync(ARTICLES, settings).counts
        assert (counts.added, counts.updated, counts.deleted) == (0, 0, 0)
    else:
        for ask in (lambda: sync(ARTICLES, settings), lambda: answers(settings, about["answers"])):
            with pytest.raises(SchemaVersionError, match="python -m indexer rebuild"):
                ask()
        assert latest_generation(settings.index) == about["generation"]


def test_an_index_of_a_released_version_can_be_rebuilt(
    settings: Settings, about: dict[str, Any]
) -> None:
    """In its place comes a new state that finds the same articles."""
    report = rebuild(ARTICLES, settings)
    assert report.articles == about["articles"]
    assert report.generation > about["generation"]
    found = answers(settings, about["answers"])
    assert {query: set(ids) for query, ids in found.items()} == {
        query: set(ids) for query, ids in about["answers"].items()
    }


def test_the_newest_release_is_dated_and_its_index_is_kept() -> None:
    """The changelog has a dated heading for every version of which there is an index."""
    text = (Path(__file__).parent.parent.parent / "CHANGELOG.md").read_text()
    dated = re.findall(r"^## \[([\d.]+)\] - \d{4}-\d{2}-\d{2}$", text, re.MULTILINE)
    assert sorted(dated) == RELEASES
    project = tomllib.loads((Path(__file__).parent.parent.parent / "pyproject.toml").read_text())
    assert project["project"]["version"] == dated[0]
    assert "### What compatible means" in text
