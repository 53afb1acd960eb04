"""Pages of very many hits, against a sorted list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from indexer.contract.article import Article
from tests.webui.search import oracle
from tests.webui.search.library import article, ask, ids, opened
from webui.search.local.snapshot.snapshot import Snapshot

COUNT = 1500
"""More than are sorted by all keys at once."""


def made_up(number: int) -> Article:
    """Return an article that shares its date, its marks and its words with others."""
    moment = datetime(2021, 1, 1, tzinfo=UTC) + timedelta(days=number % 40)
    return article(
        f"{(number * 7919) % COUNT:04}",
        "cloud " * (1 + number % 3),
        published=None if number % 11 == 0 else moment.isoformat(),
        quality=None if number % 5 == 0 else number % 4,
        heat=number % 3 - 1,
    )


ARTICLES = [made_up(number) for number in range(COUNT)]


@pytest.fixture(scope="module")
def snapshot() -> Iterator[Snapshot]:
    """Return a snapshot of three segments."""
    with opened(ARTICLES[:100], ARTICLES[100:900], ARTICLES[900:], deleted=["0007"]) as snapshot:
        yield snapshot


@pytest.mark.parametrize("sort", ["newest", "oldest", "quality", "heat"])
@pytest.mark.parametrize("q", ["", "cloud"])
def test_every_page_is_its_part_of_the_order(snapshot: Snapshot, q: str, sort: str) -> None:
    """The first page, the last one and those in between; all pages together are all hits once."""
    left = [item for item in ARTICLES if item.id != "0007"]
    expected = [item.id for item in oracle.in_order(left, sort)]
    for page in (1, 2, 7, 14, 15, 16):
        result = ask(snapshot, q, sort=sort, size=100, page=page)
        assert result.total == COUNT - 1
        assert ids(result) == expected[100 * (page - 1) : 100 * page]


def test_pages_by_relevance_are_all_hits_once(snapshot: Snapshot) -> None:
    """Scores never rise from page to page, and among equal ones the newest comes first."""
    hits = [
        hit for page in range(1, 16) for hit in ask(snapshot, "cloud", size=100, page=page).hits
    ]
    assert len({hit.id for hit in hits}) == len(hits) == COUNT - 1
    by_id = {item.id: item for item in ARTICLES}
    scores = {hit.id: hit.score or 0 for hit in hits}
    newest = [item.id for item in oracle.in_order([by_id[hit.id] for hit in hits], "newest")]
    assert [hit.id for hit in hits] == sorted(newest, key=lambda id: -scores[id])
