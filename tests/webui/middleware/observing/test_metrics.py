"""What the server tells Prometheus."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Response
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from indexer.contract.errors import IndexDamagedError, IndexUnreadableError
from indexer.syncing.sync import sync
from tests.webui.clients import client_of
from tests.webui.search.reference.backend import ReferenceBackend
from tests.webui.serving import settings_for, until

PEER = "192.0.2.7"
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def samples(client: FlaskClient) -> Samples:
    """Return every figure by its name and labels, read as Prometheus does."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def of(found: Samples, name: str, **labels: str) -> float:
    """Return one figure."""
    return found[name, frozenset(labels.items())]


def test_requests_are_counted_by_route_method_and_status(sample_index: Path) -> None:
    """A route is the rule of an address, so that nobody makes figures by asking."""
    client = client_of(sample_index)
    client.get("/?q=ferry")
    client.get("/article/nobody")
    for number in range(3):
        client.get(f"/nowhere/{number}")
        client.open("/status", method=f"X{number}")
    found = samples(client)
    name = "cuttings_requests_total"
    assert of(found, name, route="/", method="GET", status="200") == 1
    route = "/article/<path:article_id>"
    assert of(found, name, route=route, method="GET", status="404") == 1
    assert of(found, name, route="none", method="GET", status="404") == 3
    assert of(found, name, route="none", method="other", status="405") == 3
    assert of(found, "cuttings_request_seconds_count", route="/") == 1
    assert of(found, "cuttings_response_bytes_total", route="/") > 1000
    assert of(found, "cuttings_requests_in_flight") == 1


def test_the_archive_has_figures(sample_index: Path) -> None:
    """State, age of the last sync and cache, each time as they are."""
    client = client_of(sample_index)
    client.get("/api/search?q=ferry")
    found = samples(client)
    assert of(found, "cuttings_ready") == 1
    assert of(found, "cuttings_index_generation") == 1
    assert of(found, "cuttings_index_articles") == 81
    assert 0 <= of(found, "cuttings_last_sync_age_seconds") < 3600
    assert of(found, "cuttings_last_sync_timestamp_seconds") > 1.7e9
    assert 0 < of(found, "cuttings_cache_bytes") <= of(found, "cuttings_cache_limit_bytes")
    assert of(found, "cuttings_cache_misses_total") > 0
    before = of(found, "cuttings_cache_hits_total")
    # Another address, since a whole answer is kept apart.
    client.get("/api/search?q=ferry&sort=newest")
    assert of(samples(client), "cuttings_cache_hits_total") > before


def test_failures_are_counted_by_cause(tmp_path: Path) -> None:
    """Files that could not be read, until a sync reads them."""
    articles, index = tmp_path / "articles", tmp_path / "index"
    articles.mkdir()
    for name, text in (("one", "---\ntitle: One\n---\n"), ("two", "---\nkey: [\n---\n")):
        (articles / f"{name}.md").write_text(text)
    sync(articles, settings_for(index))
    client = client_of(index)
    found = samples(client)
    assert of(found, "cuttings_last_sync_not_done") == 0
    assert of(found, "cuttings_sync_failures", cause="not YAML") == 1
    (articles / "two.md").write_text("---\ntitle: Two\n---\n")
    sync(articles, settings_for(index))
    until(lambda: not any(name == "cuttings_sync_failures" for name, _ in samples(client)))


def test_without_an_index_the_figures_say_so(tmp_path: Path) -> None:
    """Those of requests are there, and that nothing is ready."""
    client = client_of(tmp_path / "index")
    assert client.get("/readyz").status_code == 503
    found = samples(client)
    assert of(found, "cuttings_ready") == 0
    assert not any(name.startswith("cuttings_index") for name, _ in found)
    labels = {"route": "/readyz", "method": "GET", "status": "503"}
    assert of(found, "cuttings_requests_total", **labels) == 1


def test_damage_that_answers_meet_is_counted(sample_index: Path) -> None:
    """Where the answer is refused, and where it breaks off; no other error of the index is."""
    client, where = client_of(sample_index), Path("index")

    def half() -> Iterator[bytes]:
        yield b"one"
        raise IndexDamagedError(where, "later")

    @client.application.get("/damaged")
    def damaged() -> str:
        raise IndexDamagedError(where, "garbled")

    @client.application.get("/unreadable")
    def unreadable() -> str:
        raise IndexUnreadableError(where, PermissionError())

    @client.application.get("/half")
    def broken() -> Response:
        return Response(half())

    name = "cuttings_damage_found_total"
    assert of(samples(client), name) == 0
    assert [client.get(path).status_code for path in ("/damaged", "/unreadable")] == [503, 503]
    assert of(samples(client), name) == 1
    with pytest.raises(IndexDamagedError):
        client.get("/half")
    assert of(samples(client), name) == 2
    assert client.get("/readyz").status_code == 200


def test_another_backend_need_not_know_its_memory(tmp_path: Path) -> None:
    """What a backend does not tell is left out."""
    found = samples(client_of(tmp_path / "index", ReferenceBackend()))
    assert of(found, "cuttings_index_articles") == 0
    assert not any(name.startswith("cuttings_cache") for name, _ in found)


def test_lanes_have_figures(client: FlaskClient) -> None:
    """Who waits, and who got no place, lane by lane."""
    found = samples(client)
    for lane in ("light", "heavy", "streams"):
        for name in ("running", "waiting", "refused_total", "given_up_total", "abandoned_total"):
            assert of(found, f"cuttings_lane_{name}", lane=lane) >= 0


def test_what_the_server_itself_answers_has_figures(client: FlaskClient) -> None:
    """As far as it tells: another one need not."""
    name = "cuttings_server_answers_total"
    assert not any(each == name for each, _ in samples(client))
    told = {"cuttings.own_answers": lambda: {"200": 7, "503": 3}}
    text = client.get("/metrics", environ_overrides=told).text
    assert f'{name}{{status="200"}} 7.0' in text
    assert f'{name}{{status="503"}} 3.0' in text


def test_the_process_has_figures(client: FlaskClient) -> None:
    """Memory and processor time, where the system tells them."""
    found = samples(client)
    assert any(name == "python_info" for name, _ in found)
    if Path("/proc/self/stat").exists():
        assert of(found, "process_resident_memory_bytes") > 1e6
        assert of(found, "process_cpu_seconds_total") > 0


def test_every_figure_is_documented(client: FlaskClient) -> None:
    """docs/operations/monitoring.md has each figure of ours, and no other."""
    client.get("/export.csv", buffered=False).close()
    text = client.get("/metrics").text
    ours = set(re.findall(r"^# TYPE (cuttings\w+)", text, re.MULTILINE))
    page = Path(__file__).parents[4] / "docs" / "operations" / "monitoring.md"
    documented = set(re.findall(r"^\| `(cuttings\w+)", page.read_text(), re.MULTILINE))
    assert documented == ours - {"cuttings_info"}


def test_figures_are_for_those_who_are_told(sample_index: Path) -> None:
    """Others are refused, by whatever host name they ask."""
    client = client_of(sample_index, probes_from="192.0.2.0/24, ::1")
    for peer, status in ((PEER, 200), ("::ffff:192.0.2.9", 200), ("127.0.0.1", 403), ("", 403)):
        answer = client.get("/metrics", environ_overrides={"REMOTE_ADDR": peer})
        assert answer.status_code == status, peer
        assert ("cuttings_requests" in answer.text) == (status == 200)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_probes_may_use_any_host_name(sample_index: Path, path: str) -> None:
    """Those who are told may ask by the address, or a name of their own; others may not."""
    client = client_of(sample_index, probes_from=PEER)
    headers = {"Host": "10.1.2.3:8000"}
    for peer, status in ((PEER, 200), ("192.0.2.8", 400)):
        answer = client.get(path, headers=headers, environ_overrides={"REMOTE_ADDR": peer})
        assert answer.status_code == status, peer
    elsewhere = client.get("/status", headers=headers, environ_overrides={"REMOTE_ADDR": PEER})
    assert elsewhere.status_code == 400


def test_who_is_told_is_not_who_passes_on(sample_index: Path) -> None:
    """Behind a trusted proxy, what counts is the reader's address."""
    client = client_of(sample_index, trusted_proxy="127.0.0.1")
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers={"X-Forwarded-For": PEER}).status_code == 403


@pytest.mark.parametrize(("path", "status"), [("/healthz", 200), ("/readyz", 503)])
def test_alive_is_not_ready(tmp_path: Path, path: str, status: int) -> None:
    """A server without an index lives, so that nobody restarts it, and cannot answer."""
    assert client_of(tmp_path / "index").get(path).status_code == status


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_plain(client: FlaskClient, path: str) -> None:
    """It is ok, for no cache to keep."""
    response = client.get(path)
    assert (response.status_code, response.text) == (200, "ok\n")
    assert response.content_type == "text/plain; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"
