"""What is said of a cluster that cannot be asked: a sentence each, with what to do."""

from __future__ import annotations

import socket
import time
from pathlib import Path
from typing import Any

import pytest
import urllib3

from indexer.contract.cluster.cluster_errors import (
    ClusterConflictError,
    ClusterError,
    ClusterMissingError,
    error_of_answer,
)
from indexer.contract.cluster.cluster_state import ClusterState, read_state, state_source
from indexer.contract.cluster.connection import connect
from indexer.contract.cluster.index_names import archive_of, article_index, article_index_number
from indexer.contract.cluster.mapping import check_mapping
from indexer.contract.errors import (
    IndexDamagedError,
    IndexUnreadableError,
    NoIndexError,
    SchemaVersionError,
    SettingsError,
)
from indexer.contract.exit_statuses import UNUSABLE_INDEX, WRONG_COMMAND, status_of
from indexer.contract.settings import Settings, load_settings
from tests.indexer.cluster.stub_cluster import ROOT, stub_cluster

BLOCKED = "index [a] blocked by: [{}];"


def error(kind: str, reason: str) -> dict[str, Any]:
    """Return what a cluster answers, as it was seen."""
    return {"error": {"root_cause": [{"type": kind, "reason": reason}], "type": kind}}


@pytest.mark.parametrize(
    ("status", "answer", "said", "passing"),
    [
        (401, "Unauthorized", "CUTTINGS_OPENSEARCH_USER and CUTTINGS_OPENSEARCH_PASSWORD", False),
        (
            403,
            error("security_exception", "no permissions for [indices:data/write/bulk]"),
            "does not allow this user what is needed",
            False,
        ),
        (
            403,
            error("cluster_block_exception", BLOCKED.format("FORBIDDEN/8/index write (api)")),
            r"refuses it by a block \(index \[a\] blocked by: \[FORBIDDEN/8",
            False,
        ),
        (
            429,
            error(
                "cluster_block_exception",
                BLOCKED.format("TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark"),
            ),
            "a disk of it is nearly full",
            False,
        ),
        (429, error("rejected_execution_exception", "queue"), "cannot answer for now", True),
        (
            503,
            error("search_phase_execution_exception", "missing shards [[a][1]]"),
            "cannot answer for now",
            True,
        ),
        (
            503,
            error("cluster_block_exception", "blocked by: [SERVICE_UNAVAILABLE/2/no cluster-mana"),
            "cannot answer for now",
            True,
        ),
        (500, error("node_not_connected_exception", "[n1][127.0.0.1:9300]"), "for now", True),
        (500, error("query_phase_execution_exception", "Time exceeded"), "for now", True),
        (500, error("null_pointer_exception", "x"), r"refused a request \(500: x\)", False),
        (
            400,
            error("parsing_exception", "unknown query [y]"),
            r"\(400: unknown query \[y\]\)",
            False,
        ),
        (413, "Request Entity Too Large", "http.max_content_length", False),
        (404, error("index_not_found_exception", "no such index [a]"), "no such index", False),
        (409, error("version_conflict_engine_exception", "seq"), "Somebody else", False),
    ],
)
def test_every_answer_that_is_no_success_has_a_sentence(
    status: int, answer: Any, said: str, passing: bool
) -> None:
    """It says what is wrong with the cluster, at which address, and is told readers in general."""
    with stub_cluster(lambda _: (status, answer)) as cluster:
        with pytest.raises(ClusterError, match=said) as raised:
            cluster.request("GET", "/a/_search")
        assert cluster.address in str(raised.value)
    found = raised.value
    assert (found.status, found.passing) == (status, passing)
    assert isinstance(found, ClusterMissingError) == (status == 404)
    assert isinstance(found, ClusterConflictError) == (status == 409)
    assert "127.0.0.1" not in found.public
    assert isinstance(found, IndexUnreadableError)
    assert status_of(found) == WRONG_COMMAND


def test_long_answers_are_cut() -> None:
    """Of what a cluster says so much is told as helps, on one line."""
    found = error_of_answer("a", "http://x", 400, error("x", "long\n" * 500))
    assert len(str(found)) < 500
    assert "\n" not in str(found)


@pytest.mark.parametrize(
    ("root", "said"),
    [
        ({"version": {"number": "7.10.2"}}, "is no OpenSearch"),
        ({"version": {"number": "8.1.0", "build_flavor": "default"}}, "is no OpenSearch"),
        ({"version": {"distribution": "opensearch", "number": "2.18.9"}}, "is OpenSearch 2.18.9"),
        ({"version": {"distribution": "opensearch", "number": "4.0.0"}}, "is OpenSearch 4.0.0"),
        ({"version": {"distribution": "opensearch", "number": "new"}}, "is OpenSearch new"),
        (
            {"version": {"distribution": "opensearch", "number": "9" * 5000 + ".1"}},
            r"is OpenSearch 9{40}\.",
        ),
        ({"hello": "world"}, "is no OpenSearch"),
        ([], "is no OpenSearch"),
        ("<html>", "otherwise than OpenSearch does"),
    ],
)
def test_other_versions_and_programs_are_refused(root: Any, said: str) -> None:
    """Before anything else is asked of them."""
    with (
        stub_cluster(lambda _: (200, {}), root) as cluster,
        pytest.raises(ClusterError, match=said) as raised,
    ):
        cluster.request("GET", "/a/_search")
    assert "2.19" in str(raised.value) or "Is it one?" in str(raised.value)


@pytest.mark.parametrize(
    ("status", "answer"),
    [(200, "[]"), (200, "null"), (200, "5"), (200, ""), (200, "[" * 200_000), (500, "[1]")],
    ids=["list", "null", "number", "nothing", "deep", "error"],
)
def test_what_is_no_object_is_told(status: int, answer: str) -> None:
    """Whatever stands in the place of a cluster."""
    with (
        stub_cluster(lambda _: (status, answer)) as cluster,
        pytest.raises(ClusterError, match=r"otherwise than OpenSearch does\. Is it one\?"),
    ):
        cluster.request("GET", "/a/_search")


@pytest.mark.parametrize("number", ["2.19.0", "2.19.6", "3.9.0", "3.0.0-beta1"])
def test_versions_that_are_understood_are_taken(number: str) -> None:
    """From 2.19 on, before 4."""
    root = {"version": {**ROOT["version"], "number": number}}
    with stub_cluster(lambda _: (200, {"found": True}), root) as cluster:
        assert cluster.request("GET", "/a") == {"found": True}
        assert cluster.version[0] == int(number[0])


def test_a_cluster_that_does_not_answer_is_told() -> None:
    """After the time that it may take."""

    def slow(_: Any) -> tuple[int, Any]:
        time.sleep(0.5)
        return 200, {}

    with (
        stub_cluster(slow) as cluster,
        pytest.raises(ClusterError, match=r"did not answer within 0\.05 seconds") as raised,
    ):
        cluster.request("GET", "/a", timeout=0.05)
    assert raised.value.passing


def test_an_address_where_nobody_listens_is_told() -> None:
    """With the setting that has it."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        cluster = connect(Settings(opensearch_url=url))
        with pytest.raises(ClusterError, match="CUTTINGS_OPENSEARCH_URL") as raised:
            cluster.request("GET", "/a")
    assert "Connection refused" in str(raised.value)
    assert "object at" not in str(raised.value)


def test_plain_http_is_not_taken_for_a_certificate_that_is_wrong() -> None:
    """Who writes https:// for a cluster without TLS is told so."""
    with stub_cluster(lambda _: (200, {})) as cluster:
        url = cluster.address.replace("http:", "https:")
        with pytest.raises(ClusterError, match=r"cannot be trusted .*http://"):
            connect(Settings(opensearch_url=url)).request("GET", "/a")


def test_files_of_the_connection_are_looked_at(tmp_path: Path) -> None:
    """The setting is named whose file cannot be read; of a password the last line break is none."""
    for name in ("opensearch_ca", "opensearch_password_file"):
        settings = Settings(opensearch_user="me", **{name: tmp_path / "none"})
        with pytest.raises(SettingsError, match=f"CUTTINGS_{name.upper()}.*No such file"):
            connect(settings)
    (tmp_path / "password").write_text("secret\n")
    settings = Settings(opensearch_user="me", opensearch_password_file=tmp_path / "password")
    assert "secret" not in repr(settings)
    (connection,) = connect(settings)._client.transport.connection_pool.connections
    expected = urllib3.make_headers(basic_auth="me:secret")
    assert connection.headers["authorization"] == expected["authorization"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("opensearch_url", "127.0.0.1:9200"),
        ("opensearch_url", "http://user:password@host"),
        ("opensearch_url", "http://host?a=b"),
        ("opensearch_url", ""),
        ("opensearch_index", "Cuttings"),
        ("opensearch_index", "-a"),
        ("opensearch_index", "a*"),
        ("opensearch_index", ""),
        ("opensearch_shards", "0"),
        ("backend", "elasticsearch"),
    ],
)
def test_settings_that_cannot_be_are_refused(name: str, value: str) -> None:
    """The error names the variable, and no password."""
    with pytest.raises(SettingsError, match=f"CUTTINGS_{name.upper()}") as raised:
        load_settings({}, {f"CUTTINGS_{name.upper()}": value})
    assert "password@" not in str(raised.value)


def test_several_nodes_are_settings_between_commas() -> None:
    """Without slashes at their ends."""
    settings = load_settings({}, {"CUTTINGS_OPENSEARCH_URL": "https://a:9200/, https://b:9200"})
    assert settings.opensearch_url == "https://a:9200,https://b:9200"


STATE = ClusterState(index="cuttings-000001", generation=3, committed=5, synced=6, articles=7)
FOUND: dict[str, Any] = {"_source": state_source(STATE), "_seq_no": 4, "_primary_term": 2}


def test_a_state_is_read_as_it_was_written() -> None:
    """With its place in the sequence, by which it is replaced."""
    with stub_cluster(lambda _: (200, FOUND)) as cluster:
        state = read_state(cluster)
    assert (state.seq_no, state.primary_term) == (4, 2)
    assert state_source(state) == state_source(STATE)


@pytest.mark.parametrize(
    ("status", "answer", "wrong"),
    [
        (404, {"found": False}, NoIndexError),
        (404, error("index_not_found_exception", "no such index"), NoIndexError),
        (200, {"_source": {"schema": 99}}, SchemaVersionError),
        (200, {"_source": "x"}, SchemaVersionError),
        (200, {"_source": {"schema": 1}, "_seq_no": 1, "_primary_term": 1}, IndexDamagedError),
        (200, {**FOUND, "_source": {**FOUND["_source"], "synced": 1e999}}, IndexDamagedError),
        (200, {**FOUND, "_source": {**FOUND["_source"], "synced": 2**60}}, IndexDamagedError),
        (200, {**FOUND, "_source": {**FOUND["_source"], "next_number": -1}}, IndexDamagedError),
        (
            200,
            {**FOUND, "_source": {**FOUND["_source"], "aliases": [[1, 2, 3]]}},
            IndexDamagedError,
        ),
        (
            200,
            {**FOUND, "_source": {**FOUND["_source"], "aliases": [["a", [5]]]}},
            IndexDamagedError,
        ),
        (500, {"error": {"root_cause": [5]}}, IndexUnreadableError),
        (503, error("no_shard_available_action_exception", "x"), IndexUnreadableError),
    ],
)
def test_a_state_that_cannot_be_read_is_told(
    status: int, answer: Any, wrong: type[Exception]
) -> None:
    """None, another version's, garbled, and one that cannot be asked for now are four things."""
    with stub_cluster(lambda _: (status, answer)) as cluster, pytest.raises(wrong):
        read_state(cluster)


def test_a_mapping_that_makes_no_sense_is_told() -> None:
    """It is no crash."""
    with (
        stub_cluster(lambda _: (200, {"a": {"mappings": 5}})) as cluster,
        pytest.raises(IndexDamagedError, match="an answer makes no sense"),
    ):
        check_mapping(cluster, "a")


@pytest.mark.parametrize("meta", [{}, {"_meta": {"cuttings_schema": 2}}, {"_meta": {"x": 1}}])
def test_a_mapping_that_is_not_ours_is_told(meta: Any) -> None:
    """An index of another program, and one of another version."""
    with (
        stub_cluster(lambda _: (200, {"a": {"mappings": meta}})) as cluster,
        pytest.raises(SchemaVersionError, match="another program") as raised,
    ):
        check_mapping(cluster, "a")
    assert status_of(raised.value) == UNUSABLE_INDEX


def test_indexes_of_others_are_not_taken_for_ours() -> None:
    """Their names may begin alike; and no two indexes that are made have one name."""
    made = article_index("a-b", 12)
    assert made != article_index("a-b", 12)
    assert article_index_number("a-b", made) == 12
    assert archive_of(made) == "a-b"
    assert article_index_number("a", "a-1000012-0123abcd") == 1000012
    others = ("a-b-000012-0123abcd", "b-000012-0123abcd", "a-12-0123abcd", "a000012-0123abcd")
    for other in (*others, "a-state", "a-20261129", "a-00001²-0123abcd", "a-000012-0123abcd\n"):
        assert article_index_number("a", other) == 0
