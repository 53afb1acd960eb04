"""Real articles, where they are at hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from indexer.checking.check import check_index
from indexer.contract.settings import Settings
from indexer.parsing.article import read_article
from indexer.parsing.frontmatter import front_matter
from indexer.parsing.text import plain_text
from indexer.syncing.sync import sync
from tests.support.commands import ROOT

CORPUS = ROOT.parent / "shared" / "corpus"

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the real articles are not here")


def some_files() -> list[Path]:
    """Return all events, the single article, and one in a hundred of the news."""
    azure = CORPUS / "azure"
    events, news = (sorted((azure / kind).glob("*.md")) for kind in ("events", "news"))
    return [*events, *(CORPUS / "ai").glob("*.md"), *news[::100]]


@pytest.mark.parametrize("path", some_files(), ids=lambda path: path.stem[:40])
def test_articles_are_read_as_pyyaml_reads_them(path: Path) -> None:
    """Every field has the value that PyYAML's safe loader gives it."""
    data = path.read_bytes()
    loaded: dict[str, Any] = yaml.load(front_matter(data), yaml.CSafeLoader)
    article = read_article("id", data)
    assert article is not None
    assert article.title == plain_text(loaded.get("title") or loaded["name"])
    assert article.excerpt == plain_text(loaded.get("excerpt") or "")
    assert list(article.topics) == loaded["topics"]
    assert article.provider is not None
    assert article.provider.name == loaded["provider"]["name"]
    assert article.provider.domain == loaded["provider"]["domain"]
    assert article.published == (loaded.get("publishedDateTime") or loaded["startDateTime"])
    assert article.quality == loaded.get("quality")
    assert article.heat == loaded.get("heat", -1)
    assert article.curated == loaded.get("published", False)
    assert article.web_url == loaded.get("webUrl", "")
    related = dict.fromkeys(entry["webUrl"] for entry in loaded.get("related") or [])
    assert list(article.related) == list(related)


def test_all_events_are_indexed(settings: Settings) -> None:
    """No real event fails, and the index of them is whole."""
    report = sync(CORPUS / "azure" / "events", settings)
    assert (report.counts.added, report.failed) == (72, ())
    assert check_index(settings.index).ok
