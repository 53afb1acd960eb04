"""Files of all that a search found, and their manifest."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from indexer.contract.errors import IndexDamagedError
from tests.webui.clients import client_of, page_of
from tests.webui.search.library import article
from tests.webui.search.reference.backend import (
    ReferenceBackend,
    ReferenceFinding,
    ReferenceSearcher,
)
from webui.formats.exports import EXPORT_FORMATS
from webui.formats.record_columns import COLUMN_NAMES
from webui.search.results.whole.exports import Record

FORMATS = [*EXPORT_FORMATS, "json"]
PATHS = (
    "",
    "?q=ferry&sort=oldest",
    "?q=ferry&group=story&page=3&size=10",
    "?q=ferry+tomography",
    "?q=zzzqqq",
    "?date=none",
    "?sample=9&seed=7&strata=provider&sort=oldest",
)


def _rows(client: FlaskClient, query: str) -> list[dict[str, str]]:
    response = client.get(f"/export.csv{query}")
    assert response.content_type == "text/csv; charset=utf-8"
    reader = csv.DictReader(io.StringIO(response.text, newline=""))
    rows = list(reader)
    drawn = ["stratum", "weight"] if "sample=" in query else []
    assert reader.fieldnames == [*COLUMN_NAMES, *drawn]
    return rows


def _json(client: FlaskClient, path: str) -> dict[str, Any]:
    found = client.get(path).json
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("query", PATHS)
def test_rows_are_the_total_that_the_page_shows(client: FlaskClient, query: str) -> None:
    """All articles, where stories are folded and whatever the page; the manifest says so, too."""
    rows = _rows(client, query)
    lines = [json.loads(line) for line in client.get(f"/export.jsonl{query}").text.splitlines()]
    manifest = _json(client, f"/export.json{query}")
    shown = _json(client, f"/api/search{query}")
    ids = [row["id"] for row in rows]
    assert ids == [line["id"] for line in lines]
    assert len(ids) == manifest["total"] == shown["total"]
    digest = sha256("".join(f"{id}\n" for id in sorted(ids)).encode()).hexdigest()
    assert manifest["ids_sha256"] == digest
    assert manifest["notices"] == shown["notices"]
    assert manifest["generation"] == shown["index"]["generation"]
    for name in ("bib", "ris"):
        text = client.get(f"/export.{name}{query}").text
        assert text.count("\n@online{" if name == "bib" else "TY  - ") == len(ids)


def test_a_line_of_json_has_the_columns_of_the_table(client: FlaskClient) -> None:
    """Lists are lists there, and what is not known is null."""
    rows = _rows(client, "?q=ferry")
    lines = [json.loads(line) for line in client.get("/export.jsonl?q=ferry").text.splitlines()]
    for row, line in zip(rows, lines, strict=True):
        assert list(line) == list(COLUMN_NAMES)
        assert row["topics"] == "; ".join(line["topics"])
        assert row["matched"] == "; ".join(line["matched"])
        assert row["curated"] == str(line["curated"]).lower()
        assert row["story"] == line["story"]
        for name in ("story_size", "copies", "heat", "score"):
            assert row[name] == str(line[name])
        assert (row["url"] or None) == line["url"]


def test_what_looks_like_a_formula_is_harmless_in_a_table_alone(tmp_path: Path) -> None:
    """Numbers stay numbers; JSONL keeps the text."""
    backend = ReferenceBackend([article("a", "=1+1", excerpt="x;﹦cmd()", heat=-1)])
    client = client_of(tmp_path, backend)
    (row,) = _rows(client, "")
    assert (row["title"], row["excerpt"], row["heat"]) == ("'=1+1", "x;'﹦cmd()", "-1")
    line = json.loads(client.get("/export.jsonl").text)
    assert (line["title"], line["excerpt"], line["heat"]) == ("=1+1", "x;﹦cmd()", -1)


@pytest.mark.parametrize("name", FORMATS)
def test_two_runs_give_the_same_bytes(client: FlaskClient, name: str) -> None:
    """Compressed or not; and a page or a size of one makes no difference."""
    path = f"/export.{name}?q=ferry"
    first = client.get(path).data
    assert client.get(path).data == first
    assert client.get(f"{path}&page=2&size=10").data == first
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    is_packed = packed.headers.get("Content-Encoding") == "gzip"
    assert (gzip.decompress(packed.data) if is_packed else packed.data) == first
    assert is_packed or name == "json"


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_says_its_type_and_is_named_after_the_search(client: FlaskClient, name: str) -> None:
    """HEAD says the same without the articles."""
    path = f"/export.{name}?q=%22caf%C3%A9%22+/../+%E6%95%B0%0D%0A"
    got, head = client.get(path), client.head(path)
    assert (got.status_code, head.status_code, head.data) == (200, 200, b"")
    assert got.content_type == head.content_type
    if name == "json":
        assert got.content_type == "application/json"
        return
    assert got.content_type == f"{EXPORT_FORMATS[name].content_type}; charset=utf-8"
    day = _json(client, "/export.json")["time"][:10]
    assert (
        got.headers["Content-Disposition"]
        == head.headers["Content-Disposition"]
        == (
            f'attachment; filename="cuttings-cafe-{day}.{name}"; '
            f"filename*=UTF-8''cuttings-caf%C3%A9-%E6%95%B0-{day}.{name}"
        )
    )
    assert 'rel="describedby"' in got.headers["Link"]
    assert "Content-Length" not in got.headers


@pytest.mark.parametrize(
    ("path", "status"),
    [("/export.csv?colour=red", 400), ("/export.ris?from=never", 400), ("/export.xml", 404)],
)
def test_what_cannot_be_read_is_refused_before_anything_is_sent(
    client: FlaskClient, path: str, status: int
) -> None:
    """With a sentence, as everywhere."""
    response = client.get(path)
    assert response.status_code == status
    assert response.content_type == "text/html; charset=utf-8"


class _Breaking(ReferenceBackend):
    """Damaged after some records; knows how often it is lent."""

    def __init__(self, records: int) -> None:
        super().__init__([article(f"a{number:05}") for number in range(3000)])
        self.lent, self._records = 0, records

    @contextmanager
    def searcher(self) -> Iterator[ReferenceSearcher]:
        self.lent += 1
        try:
            with super().searcher() as searcher:
                yield _BreakingSearcher(searcher.archive, self._records)
        finally:
            self.lent -= 1


class _BreakingSearcher(ReferenceSearcher):
    def __init__(self, archive: Any, records: int) -> None:
        super().__init__(archive)
        self._records = records

    def find(self, criteria: Any, *, relax: bool = True) -> Any:
        found = super().find(criteria, relax=relax)
        return _BreakingFinding(self.archive, found.found, self._records)


class _BreakingFinding(ReferenceFinding):
    def __init__(self, archive: Any, found: Any, records: int) -> None:
        super().__init__(archive, found)
        self._records = records

    def records(self) -> Iterator[Record]:
        for number, record in enumerate(super().records()):
            if number == self._records:
                raise IndexDamagedError(Path("index"), "broken")
            yield record


@pytest.mark.parametrize("name", EXPORT_FORMATS)
def test_damage_breaks_a_file_off_and_never_ends_it(tmp_path: Path, name: str) -> None:
    """Before the first byte it is a 503; later the stream raises, and the state is given back."""
    early, late = _Breaking(0), _Breaking(2500)
    assert client_of(tmp_path, early).get(f"/export.{name}").status_code == 503
    client = client_of(tmp_path, late)
    response = client.get(f"/export.{name}", buffered=False)
    assert response.status_code == 200
    assert late.lent == 1
    with pytest.raises(IndexDamagedError):
        list(response.response)
    response.close()
    assert (early.lent, late.lent) == (0, 0)
    with pytest.raises(IndexDamagedError):
        client.get(f"/export.{name}", headers={"Accept-Encoding": "gzip"})


def test_who_goes_away_in_the_middle_gives_the_state_back(tmp_path: Path) -> None:
    """And the place among the few that files are written for at once."""
    backend = _Breaking(10**6)
    client = client_of(tmp_path, backend, stream_places="4", stream_queue="0")
    going = [client.get("/export.csv", buffered=False) for _ in range(4)]
    assert backend.lent == 4
    refused = client.get("/export.csv")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert client.get("/export.json").status_code == client.get("/").status_code == 200
    for response in going:
        next(iter(response.response))
        response.close()
    assert backend.lent == 0
    assert client.get("/export.csv").status_code == 200
    assert client.head("/export.csv").status_code == 200
    assert backend.lent == 0


def test_a_sample_is_what_is_exported_and_what_the_manifest_says(client: FlaskClient) -> None:
    """Its weights add up to what was found; links of the page keep how it was drawn."""
    query = "?sample=20&seed=7&strata=month&allocation=proportional"
    rows, manifest = _rows(client, query), _json(client, f"/export.json{query}")
    assert len(rows) == manifest["total"] == manifest["sample"]["drawn"] == 20
    assert manifest["sample"] == _json(client, f"/api/search{query}")["sample"]
    assert {row["stratum"] for row in rows} <= {
        row["values"]["month"] or "no month" for row in manifest["sample"]["strata"]
    }
    drawn = [row["articles"] for row in manifest["sample"]["strata"] if row["drawn"]]
    assert sum(float(row["weight"]) for row in rows) == pytest.approx(sum(drawn), abs=0.001)
    (link,) = [link for link in page_of(client, f"/{query}").all("a") if link.text == "CSV"]
    assert client.get(link.href).data == client.get(f"/export.csv{query}").data
