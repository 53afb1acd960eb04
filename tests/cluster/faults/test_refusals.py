"""What stands where the cluster should be, and is none, or does not answer: a sentence on each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from indexer.contract.errors import IndexUnreadableError
from indexer.contract.settings import Settings
from indexer.syncing.sync import sync
from tests.cluster.archives import opened, settings_of
from tests.cluster.nodes import ADDRESS, free_ports
from tests.cluster.relay import Answer, Asked, Fate, relay
from tests.support.articles import write_article
from tests.webui.clients import client_with

pytest.importorskip("opensearchpy", reason="the extra opensearch is not installed")

SECRET = "not-for-any-log"  # noqa: S105


def version(number: str, distribution: str | None = "opensearch") -> Answer:
    """Return what a server of some version says of itself."""
    said = {"number": number} | ({"distribution": distribution} if distribution else {})
    return Answer(200, {"name": "n", "cluster_name": "c", "version": said})


def error(status: int, kind: str, reason: str) -> Answer:
    """Return an error as OpenSearch writes it."""
    cause = {"type": kind, "reason": reason}
    return Answer(status, {"error": {"root_cause": [cause], **cause}, "status": status})


def after_the_version(fate: Fate | Answer) -> Callable[[Asked], Fate | Answer]:
    """Return the decision to be a server of the right version to which nothing else happens."""
    return lambda asked: version("2.19.6") if asked.path == "/" else fate


PARTIAL = Answer(
    200,
    {
        "_shards": {"total": 2, "successful": 1, "skipped": 0, "failed": 0},
        "timed_out": False,
        "hits": {"total": {"value": 1, "relation": "eq"}, "hits": []},
    },
)

REFUSALS: dict[str, tuple[Callable[[Asked], Fate | Answer], str]] = {
    "wrong password": (lambda _: Answer(401, b"Unauthorized"), "CUTTINGS_OPENSEARCH_PASSWORD"),
    "no permission": (
        after_the_version(error(403, "security_exception", "no permissions for [indices:data]")),
        "permission",
    ),
    "too old": (lambda _: version("2.11.0"), "OpenSearch 2.11.0"),
    "too new": (lambda _: version("4.0.0"), "OpenSearch 4.0.0"),
    "another program": (lambda _: version("8.15.0", None), "no OpenSearch"),
    "a page": (lambda _: Answer(200, b"<html>"), "OpenSearch"),
    "a page on an error": (lambda _: Answer(500, b"<html>"), "500"),
    "an error of another kind": (lambda _: Answer(500, ["no"]), "OpenSearch"),
    "nothing": (lambda _: Answer(200, {}), "no OpenSearch"),
    "silence": (lambda _: Fate.HELD, "did not answer within 0.3 seconds"),
    "silence later": (after_the_version(Fate.HELD), "did not answer within 0.3 seconds"),
    "hanging up": (lambda _: Fate.REFUSED, "cannot be reached"),
    "no manager": (
        after_the_version(
            error(503, "cluster_block_exception", "blocked by: [SERVICE_UNAVAILABLE/2/no manager];")
        ),
        "try again",
    ),
}


@contextmanager
def refusing(name: str) -> Iterator[Settings]:
    """Lend settings that name a server that refuses in some way."""
    with relay(decide=REFUSALS[name][0]) as server:
        yield settings(server.url)


def settings(url: str) -> Settings:
    """Return settings with a password and little patience."""
    return settings_of(
        url,
        opensearch_user="reader",
        opensearch_password=SECRET,
        opensearch_timeout_seconds="0.3",
    )


def assert_said(caught: pytest.ExceptionInfo[Any], part: str) -> None:
    """The message says it, in whole sentences, to strangers without the address; no password."""
    message = str(caught.value)
    assert part in message
    assert message.endswith((".", "?", "check"))
    assert SECRET not in message + caught.value.public + repr(caught.value)
    assert ADDRESS not in caught.value.public


@pytest.mark.parametrize("name", REFUSALS)
def test_a_reader_is_told_what_is_wrong(name: str) -> None:
    """Nobody is lent a state of what cannot be asked."""
    with (
        refusing(name) as given,
        opened(given) as backend,
        pytest.raises(IndexUnreadableError) as caught,
        backend.searcher(),
    ):
        pass
    assert_said(caught, REFUSALS[name][1])


@pytest.mark.parametrize("name", REFUSALS)
def test_a_sync_is_told_what_is_wrong(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends with the same sentence."""
    monkeypatch.setattr("indexer.cluster.patience.PATIENCE_SECONDS", 0.5)
    monkeypatch.setattr("indexer.cluster.writing._FIRST_SECONDS", 0.5)
    monkeypatch.setattr("indexer.syncing.targets.cluster_archive._NOTES_SECONDS", 0.5)
    write_article(tmp_path, "a")
    with refusing(name) as given, pytest.raises(IndexUnreadableError) as caught:
        sync(tmp_path, given)
    assert_said(caught, REFUSALS[name][1])


def test_nobody_there_is_said() -> None:
    """Of an address at which nothing listens."""
    nowhere = f"http://{ADDRESS}:{free_ports(1)[0]}"
    with (
        opened(settings(nowhere)) as backend,
        pytest.raises(IndexUnreadableError) as caught,
        backend.searcher(),
    ):
        pass
    assert_said(caught, "cannot be reached")


@pytest.mark.parametrize("name", ["wrong password", "too old", "silence", "no manager"])
def test_pages_are_503(name: str) -> None:
    """The page and the API say that the archive cannot be asked, and not where it is."""
    with refusing(name) as given, opened(given) as backend:
        client = client_with(given, backend)
        for address in ("/", "/api/search?q=x"):
            answer = client.get(address)
            assert answer.status_code == 503
            assert ADDRESS not in answer.text
            assert SECRET not in answer.text
