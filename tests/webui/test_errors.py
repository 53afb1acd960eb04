from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from whoosh.fields import TEXT, Schema
from whoosh.index import create_in

from indexer.sync import rebuild
from tests.support.articles import write_article
from tests.webui.clients import client_of, page_of
from tests.webui.serving import settings_for, sync_into, until

BAD_PARAMETERS = [
    ("page", "page=0"),
    ("page", "page=-1"),
    ("page", "page=x"),
    ("page", "page=1.5"),
    ("page", "page=1e3"),
    ("page", "page=٣"),
    ("page", "page=99999999999999999999"),
    ("page", "page=1&page=2"),
    ("size", "size=0"),
    ("size", "size=15"),
    ("size", "size=020"),
    ("facet_size", "facet_size=0"),
    ("sort", "sort=best"),
    ("sort", "sort=NEWEST"),
    ("match", "match=some"),
    ("curated", "curated=yes"),
    ("min_quality", "min_quality=high"),
    ("min_quality", "min_quality=99999999999"),
    ("from", "from=yesterday"),
    ("from", "from=2021-13"),
    ("from", "from=2021-02-30"),
    ("from", "from=0000"),
    ("from", "from=2022&to=2021"),
    ("from", "from=2022&from=2023"),
    ("to", "to=21"),
    ("to", "to=2021-08-26T00:00"),
    ("last", "last=0d"),
    ("last", "last=7"),
    ("last", "last=7h"),
    ("last", "last=9999y"),
    ("last", "last=7d&from=2021"),
    ("date", "date=2021"),
    ("date", "date=none&last=7d"),
    ("provder", "provder=Microsoft"),
    ("<script>", "%3Cscript%3E=1"),
]


@pytest.mark.parametrize(("name", "query"), BAD_PARAMETERS)
def test_a_parameter_that_cannot_be_read_is_named(
    client: FlaskClient, name: str, query: str
) -> None:
    """The page and the API answer 400 with a sentence that names the parameter."""
    response = client.get(f"/api/search?{query}")
    assert response.status_code == 400
    assert response.content_type == "application/json"
    assert response.json is not None
    assert list(response.json) == ["error"]
    assert list(response.json["error"]) == ["parameter", "message"]
    assert response.json["error"]["parameter"] == name
    assert name in response.json["error"]["message"]
    page = page_of(client, f"/?{query}", 400)
    assert response.json["error"]["message"] in page.one("main").text


def test_an_unknown_parameter_suggests_a_known_one(client: FlaskClient) -> None:
    """A slip of the pen is answered with what was probably meant."""
    response = client.get("/api/search?provder=Microsoft")
    assert "did you mean provider?" in response.text


def test_empty_parameters_count_as_not_given(client: FlaskClient) -> None:
    """What a form sends for its empty fields is no error."""
    query = "q=&from=&to=&min_quality=&provider=&page=&sort=+"
    response = client.get(f"/api/search?{query}")
    assert response.status_code == 200
    assert response.json is not None
    assert response.json["query"]["filters"] == {}


@pytest.mark.parametrize(
    "query", ["((((", '"', "title:", "NOT", "*", "a" * 5000, "(" * 2000, "from:x", "\x00", "~5 OR"]
)
def test_a_query_text_is_never_an_error(client: FlaskClient, query: str) -> None:
    """Whatever stands in q is answered with 200."""
    for path in ("/", "/api/search"):
        assert client.get(path, query_string={"q": query}).status_code == 200


@pytest.mark.parametrize(
    "path", ["/nowhere", "/article/", "/article/none", "/static/", "/static/../app.py", "/status/"]
)
def test_an_unknown_page_is_a_page(client: FlaskClient, path: str) -> None:
    """404 is answered with a page that leads on."""
    assert page_of(client, path, 404).link("Search all articles") == "/"


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/nothing", "/api/articles/", "/api/articles/x", "/api/search/"]
)
def test_an_unknown_address_of_the_api_is_json(client: FlaskClient, path: str) -> None:
    """404 below /api is JSON in the form of every error."""
    response = client.get(path)
    assert response.status_code == 404
    assert response.json is not None
    assert list(response.json["error"]) == ["parameter", "message"]
    assert response.json["error"]["parameter"] is None


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/", "/article/x", "/status", "/healthz", "/static/site.css"])
def test_only_reading_is_allowed(client: FlaskClient, method: str, path: str) -> None:
    """Other methods are answered with 405 and what is allowed."""
    response = client.open(path, method=method, data=b"x")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


@pytest.mark.parametrize("path", ["/api/search", "/api/articles/x", "/api/status", "/api/none"])
def test_only_reading_is_allowed_in_the_api(client: FlaskClient, path: str) -> None:
    """405 below /api is JSON."""
    response = client.post(path, json={})
    assert response.status_code == 405
    assert response.json is not None
    assert response.json["error"]["message"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/?page=0", 400),
        ("/article/none", 404),
        ("/api/search", 200),
        ("/api/none", 404),
        ("/healthz", 200),
    ],
)
def test_head_is_get_without_the_body(client: FlaskClient, path: str, status: int) -> None:
    """HEAD has the status and the type of GET, and no body."""
    head, whole = client.head(path), client.get(path)
    assert (head.status_code, head.data) == (status, b"")
    assert head.content_type == whole.content_type
    assert set(head.headers.keys()) == set(whole.headers.keys())


# -- the state of the index ------------------------------------------------------------


def nothing(index: Path) -> None:
    """Leave no index."""
    shutil.rmtree(index)


def empty_folder(index: Path) -> None:
    """Leave an empty folder."""
    shutil.rmtree(index)
    index.mkdir()


def truncated_toc(index: Path) -> None:
    """Cut the table of contents in half."""
    (toc,) = index.glob("*.toc")
    replace(toc, toc.read_bytes()[: toc.stat().st_size // 2])


def empty_toc(index: Path) -> None:
    """Empty the table of contents."""
    (toc,) = index.glob("*.toc")
    replace(toc, b"")


def garbage_toc(index: Path) -> None:
    """Write something else over the table of contents."""
    (toc,) = index.glob("*.toc")
    replace(toc, b"\xff\x00garbage" * 500)


def missing_toc(index: Path) -> None:
    """Remove the table of contents."""
    (toc,) = index.glob("*.toc")
    toc.unlink()


def garbage_segment(index: Path) -> None:
    """Write something else over the segment."""
    (segment,) = index.glob("*.seg")
    replace(segment, b"\xff\x00garbage" * 5000)


def truncated_segment(index: Path) -> None:
    """Cut the segment in half."""
    (segment,) = index.glob("*.seg")
    replace(segment, segment.read_bytes()[: segment.stat().st_size // 2])


def missing_segment(index: Path) -> None:
    """Remove the segment."""
    (segment,) = index.glob("*.seg")
    segment.unlink()


def another_schema(index: Path) -> None:
    """Leave an index of another program."""
    empty_folder(index)
    create_in(index, Schema(text=TEXT)).close()


def replace(path: Path, content: bytes) -> None:
    """Put a new file in a file's place: whoever has the old one open keeps it whole."""
    path.unlink()
    path.write_bytes(content)


STATES = {
    nothing: ("There is no index in", "sync ARTICLES"),
    empty_folder: ("There is no index in", "sync ARTICLES"),
    truncated_toc: ("is damaged", "rebuild ARTICLES"),
    empty_toc: ("is damaged", "rebuild ARTICLES"),
    garbage_toc: ("is damaged", "rebuild ARTICLES"),
    missing_toc: ("is damaged", "rebuild ARTICLES"),
    garbage_segment: ("is damaged", "rebuild ARTICLES"),
    truncated_segment: ("is damaged", "rebuild ARTICLES"),
    missing_segment: ("is damaged", "rebuild ARTICLES"),
    another_schema: ("another schema version", "rebuild ARTICLES"),
}


def in_state(state: Any, folder: Path) -> Path:
    """Return an index of one article in a state."""
    write_article(folder / "articles", "one", title="One article")
    index = sync_into(folder / "index", folder / "articles")
    state(index)
    return index


# Whoosh leaves the files that it cannot read to the garbage collector.
leaves_files_open = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")


@pytest.fixture
def collected() -> Iterator[None]:
    """Collect garbage while the test's own exemptions hold."""
    yield
    gc.collect()


@leaves_files_open
@pytest.mark.usefixtures("collected")
@pytest.mark.parametrize("state", STATES)
def test_an_index_that_cannot_be_searched_says_what_to_run(state: Any, tmp_path: Path) -> None:
    """Pages and API answer 503 with what is wrong and what to run."""
    index = in_state(state, tmp_path)
    client = client_of(index)
    wrong, command = STATES[state]
    for path in ("/?q=one", "/article/one", "/healthz"):
        text = page_of(client, path, 503).one("main").text
        assert wrong in text
        assert f"python -m indexer {command} --index {index}" in text
        assert "Nothing found" not in text
    for path in ("/api/search?q=one", "/api/status"):
        response = client.get(path)
        assert response.status_code == 503
        assert response.headers["Cache-Control"] == "no-store"
        assert response.json is not None
        assert response.json["error"]["parameter"] is None
        assert wrong in response.json["error"]["message"]
        assert command in response.json["error"]["message"]


@leaves_files_open
@pytest.mark.usefixtures("collected")
@pytest.mark.parametrize("state", STATES)
def test_a_mended_index_is_served_without_a_restart(state: Any, tmp_path: Path) -> None:
    """Once the index has been made or rebuilt, the same application answers."""
    index = in_state(state, tmp_path)
    client = client_of(index)
    assert client.get("/").status_code == 503
    rebuild(tmp_path / "articles", settings_for(index))
    until(lambda: client.get("/healthz").status_code == 200, seconds=2)
    assert page_of(client, "/?q=one").one("p", role="status").text == "1 article"


def test_parameters_are_read_before_the_index(tmp_path: Path) -> None:
    """A parameter that cannot be read is named even when there is no index."""
    assert client_of(tmp_path).get("/?page=0").status_code == 400


def test_an_empty_index_says_how_to_fill_it(tmp_path: Path) -> None:
    """An index without articles is no error, and no "nothing found"."""
    (tmp_path / "articles").mkdir()
    client = client_of(sync_into(tmp_path / "index", tmp_path / "articles"))
    for path in ("/", "/?q=one"):
        assert "The index is empty" in page_of(client, path).one("main").text
    assert client.get("/healthz").status_code == 200
    assert client.get("/status").status_code == 200
    found = client.get("/api/search?q=one").json
    assert found is not None
    assert (found["total"], found["index"]["articles"]) == (0, 0)


def test_a_bug_is_a_page_without_details(sample_index: Path) -> None:
    """What nobody foresaw is 500 with a sentence; how it came about stands in the log only."""
    client = client_of(sample_index)

    @client.application.get("/api/bug")
    @client.application.get("/bug")
    def bug() -> str:
        raise RuntimeError("secret")

    for path in ("/bug", "/api/bug"):
        response = client.get(path)
        assert response.status_code == 500
        assert "Something went wrong here" in response.text
        assert "secret" not in response.text
        assert "Content-Security-Policy" in response.headers
