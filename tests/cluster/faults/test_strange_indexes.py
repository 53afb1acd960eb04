"""What lies under an archive's name in the cluster, and is not what Cuttings has written there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from indexer.contract.errors import (
    CuttingsError,
    IndexDamagedError,
    IndexStateError,
    NoIndexError,
    SchemaVersionError,
)
from indexer.contract.settings import Settings
from indexer.syncing.sync import rebuild, sync
from tests.cluster.archives import archive
from tests.cluster.building import ClusterError
from tests.cluster.faults.contents import first_url, index_of, state_path, total
from tests.cluster.nodes import ask
from tests.support.articles import write_article

pytestmark = pytest.mark.cluster


@pytest.fixture
def empty(tmp_path: Path, cluster_url: str) -> Iterator[Settings]:
    """Return an archive that there is not yet; its articles are in ``tmp_path``."""
    for number in range(3):
        write_article(tmp_path, str(number))
    with archive(cluster_url, opensearch_timeout_seconds="10") as settings:
        yield settings


@pytest.fixture
def filled(empty: Settings, tmp_path: Path) -> Settings:
    """Return an archive of three articles."""
    sync(tmp_path, empty)
    return empty


def test_an_archive_that_is_not_there_is_said(empty: Settings) -> None:
    """Which is another thing than a cluster that cannot be asked."""
    with pytest.raises(NoIndexError, match="sync"):
        total(empty)


def test_indexes_of_somebody_else_stay_theirs(empty: Settings, tmp_path: Path) -> None:
    """A sync does not write to an index of its name that it has not made."""
    index = f"/{empty.opensearch_index}-state"
    ask(first_url(empty), "PUT", index)
    ask(first_url(empty), "PUT", f"{index}/_doc/theirs?refresh=true", {"anything": 1})
    with pytest.raises(SchemaVersionError, match="another program"):
        sync(tmp_path, empty)
    with pytest.raises(IndexStateError):
        total(empty)
    found = ask(first_url(empty), "POST", f"{index}/_search", {})
    assert [hit["_id"] for hit in found["hits"]["hits"]] == ["theirs"]


def test_a_state_of_another_version_is_told(filled: Settings, tmp_path: Path) -> None:
    """Neither read nor written to; a rebuild makes it anew."""
    url, path = first_url(filled), state_path(filled)
    source = ask(url, "GET", path)["_source"]
    ask(url, "PUT", path, {**source, "schema": 999})
    for refused in (lambda: total(filled), lambda: sync(tmp_path, filled)):
        with pytest.raises(SchemaVersionError, match="rebuild"):
            refused()
    rebuild(tmp_path, filled)
    assert total(filled) == 3


@pytest.mark.parametrize("state", [{"generation": "many"}, {"articles": None}])
def test_a_garbled_state_is_told(
    state: dict[str, object], filled: Settings, tmp_path: Path
) -> None:
    """It is damage, which a rebuild mends."""
    url, path = first_url(filled), state_path(filled)
    source = ask(url, "GET", path)["_source"]
    ask(url, "PUT", path, {**source, **state})
    with pytest.raises(IndexStateError, match="rebuild"):
        total(filled)
    rebuild(tmp_path, filled)
    assert total(filled) == 3


def test_an_index_that_was_made_anew_by_others_is_told(filled: Settings, tmp_path: Path) -> None:
    """One of the right name, with fields that somebody's documents have made."""
    url, index = first_url(filled), index_of(filled)
    ask(url, "DELETE", f"/{index}")
    ask(url, "PUT", f"/{index}")
    ask(url, "PUT", f"/{index}/_doc/1?refresh=true", {"number": "one", "title": ["x"]})
    for refused in (lambda: total(filled), lambda: sync(tmp_path, filled)):
        with pytest.raises(CuttingsError, match="rebuild"):
            refused()
    rebuild(tmp_path, filled)
    assert total(filled) == 3


def test_an_index_that_is_gone_is_told(filled: Settings, tmp_path: Path) -> None:
    """The state without its articles is no empty archive."""
    ask(first_url(filled), "DELETE", f"/{index_of(filled)}")
    with pytest.raises(IndexStateError):
        total(filled)
    rebuild(tmp_path, filled)
    assert total(filled) == 3


def test_articles_that_were_deleted_by_hand_are_missed(filled: Settings, tmp_path: Path) -> None:
    """A state that lacks one of its articles is damaged, and not a smaller one."""
    url, index = first_url(filled), index_of(filled)
    found = ask(url, "POST", f"/{index}/_search", {})["hits"]["hits"]
    ask(url, "DELETE", f"/{index}/_doc/{found[0]['_id']}?refresh=true")
    with pytest.raises(IndexDamagedError, match="rebuild"):
        total(filled)
    write_article(tmp_path, "more")
    with pytest.raises(IndexDamagedError, match="rebuild"):
        sync(tmp_path, filled)
    with suppress(ClusterError):
        ask(url, "DELETE", state_path(filled).replace("/state", "/writer"))
    rebuild(tmp_path, filled)
    assert total(filled) == 4
