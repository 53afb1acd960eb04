"""The application over another backend: its views see criteria, ids and results only."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from indexer.parsing.article import read_article
from tests.conftest import SAMPLE_ARTICLES
from tests.support.indexes import histories
from tests.webui.clients import client_of
from tests.webui.search.reference.backend import ReferenceBackend
from webui.search.results.status import LastSync

FERRY = "2022/2022-06-03-ferry-strike-halts-passenger-sailings-to-skarrow-islands"
FIRST = "2022/2022-05-31-skarrow-ferry-crews-vote-nine-to-one-to-walk-out-on-friday"
SEARCHES = (
    "",
    "q=ferry",
    "q=ferry&sort=oldest&size=10&page=2",
    "q=ferry&group=story&from=2022",
    "q=ferry&match=any&measure=share&last=9y",
    "q=ferry+unicorn",
    "q=fery+strke",
    "q=%22ferry+strike%22&topic=Transport&not_type=video",
    "q=str*+-ferry+after:2021&facet_size=3",
    "q=!!!&min_quality=3&curated=1",
    "sort=quality&find_provider=a&date=none",
    "q=ferry&from=1990&to=1991",
    "q=ferry&peaks=1&from=2022",
)


@pytest.fixture(scope="module")
def another(
    client: FlaskClient, sample_index: Path, tmp_path_factory: pytest.TempPathFactory
) -> FlaskClient:
    """Return a client of the application over a list of the sample articles."""
    names = {
        path.relative_to(SAMPLE_ARTICLES).with_suffix("").as_posix(): path
        for path in SAMPLE_ARTICLES.rglob("*.md")
    }
    read = [read_article(name, path.read_bytes()) for name, path in names.items()]
    state: Any = client.get("/api/status").json
    articles = [one for one in read if one is not None]
    synced = state["index"]["synced"]
    backend = ReferenceBackend(articles, synced, histories(sample_index).get)
    backend.last_sync = LastSync.model_validate(state["last_sync"])
    return client_of(tmp_path_factory.mktemp("nothing") / "index", backend)


def same(one: Any, other: Any) -> bool:
    """Whether two answers are the same, but for times and the last digits of scores."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(
            name == "took_ms" or same(value, other[name]) for name, value in one.items()
        )
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    is_number = isinstance(one, float) and isinstance(other, float)
    return bool(one == (pytest.approx(other, rel=1e-4) if is_number else other))


@pytest.mark.parametrize(
    "address",
    [
        *(f"/api/search?{search}" for search in SEARCHES),
        f"/api/articles/{FERRY}",
        f"/api/stories/{FIRST}",
        f"/api/stories/{FIRST}?q=strike",
        "/api/compare?q=ferry&q=strike&q=unicorn&measure=share",
        *(f"/api/audit?{search}" for search in SEARCHES),
        "/api/audit?q=(ferry+OR+bridge+OR+harbour)+from:x+-strike&from=2021",
        *(f"/api/followers?{search}&min_stories=2&by=lead" for search in SEARCHES[:6]),
        "/api/followers?pair=The+Harbour+Post&pair=Meridian+Wire",
        "/api/suggest?q=ferr",
        "/api/suggest?q=north",
        "/api/status",
    ],
)
def test_the_api_answers_the_same(client: FlaskClient, another: FlaskClient, address: str) -> None:
    """Every answer is that of the index of the same articles."""
    ours, theirs = another.get(address), client.get(address)
    assert (ours.status_code, theirs.status_code) == (200, 200)
    assert same(ours.json, theirs.json), (ours.json, theirs.json)


@pytest.mark.parametrize(
    "address",
    [
        *(f"/?{search}" for search in SEARCHES),
        *(f"/audit?{search}" for search in SEARCHES[:6]),
        *(f"/coverage?{search}&by=first" for search in SEARCHES[:6]),
        *(f"/coverage.csv?{search}&by=share" for search in SEARCHES[:6]),
        *(f"/followers?{search}&min_stories=2" for search in SEARCHES[:6]),
        "/followers?pair=The+Harbour+Post&pair=Meridian+Wire&q=ferry",
        "/followers.csv?min_stories=3&pair=Public+One",
        "/followers.csv?pair=The+Harbour+Post&pair=Meridian+Wire",
        f"/article/{FERRY}",
        f"/article/{FERRY}?q=ferry&sort=oldest",
        f"/story/{FIRST}?q=strike&whole=1",
        f"/story/{FIRST}",
        f"/story/{FERRY}",
        f"/story/{FIRST}?q=strike",
        "/compare?q=ferry&q=strike&q=unicorn&from=2021",
        "/compare.csv?q=ferry&q=strike",
        "/coverage?q=ferry+or+bridge",
        "/?q=ferry+w/5+strike&in=title",
        "/help",
        "/status",
        "/healthz",
        "/readyz",
        "/article/nobody",
        "/story/nobody",
    ],
)
def test_the_pages_are_the_same(client: FlaskClient, another: FlaskClient, address: str) -> None:
    """Letter by letter, but for the time that the answer took."""
    ours, theirs = another.get(address), client.get(address)
    assert ours.status_code == theirs.status_code
    assert ours.headers.get("Location") == theirs.headers.get("Location")
    without_times = [re.sub(r"[\d.]+ (ms|seconds)", "", page.text) for page in (ours, theirs)]
    assert without_times[0] == without_times[1]


def test_nothing_is_looked_for_in_the_folder_of_the_index(
    another: FlaskClient, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Where another backend answers, there need not be an index."""
    assert not list(tmp_path_factory.getbasetemp().glob("nothing*/index"))
    assert another.get("/readyz").status_code == 200
