"""Indexes that tests of several rooms read, each made once a session and never written to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.webui.hostile import write_hostile_articles
from tests.webui.serving import sync_into

SAMPLE_ARTICLES = Path(__file__).parent.parent / "index_data" / "sample_articles"


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index of the sample articles."""
    return sync_into(tmp_path_factory.mktemp("sample") / "index", SAMPLE_ARTICLES)


@pytest.fixture(scope="session")
def hostile_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index of articles whose every field attacks the page that shows it."""
    folder = tmp_path_factory.mktemp("hostile")
    write_hostile_articles(folder / "articles")
    return sync_into(folder / "index", folder / "articles")
