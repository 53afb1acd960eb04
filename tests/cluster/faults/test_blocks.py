"""A cluster that takes no changes says so, is read all the same, and goes on afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from indexer.contract.errors import CuttingsError, IndexUnreadableError
from indexer.contract.settings import Settings
from indexer.syncing.sync import sync
from tests.cluster.archives import archive
from tests.cluster.faults.contents import first_url, index_of, total
from tests.cluster.nodes import ask
from tests.support.articles import write_article
from tests.webui.serving import until

pytestmark = pytest.mark.cluster


@contextmanager
def set_in_cluster(url: str, **values: Any) -> Iterator[None]:
    """Set something in the whole cluster for a block; double underscores stand for points."""
    given = {name.replace("__", "."): value for name, value in values.items()}
    ask(url, "PUT", "/_cluster/settings", {"transient": given})
    try:
        yield
    finally:
        ask(url, "PUT", "/_cluster/settings", {"transient": dict.fromkeys(given)})


@contextmanager
def set_in_index(url: str, index: str, **values: Any) -> Iterator[None]:
    """Set something in an index for a block."""
    given = {f"index.blocks.{name}": value for name, value in values.items()}
    ask(url, "PUT", f"/{index}/_settings", given)
    try:
        yield
    finally:
        ask(url, "PUT", f"/{index}/_settings", dict.fromkeys(given))


@pytest.fixture
def filled(tmp_path: Path, cluster_url: str) -> Iterator[Settings]:
    """Return an archive of three articles; the folder is ``tmp_path``."""
    for number in range(3):
        write_article(tmp_path, f"{number}")
    with archive(cluster_url, opensearch_timeout_seconds="10") as settings:
        sync(tmp_path, settings)
        yield settings


BLOCKS: dict[str, tuple[bool, dict[str, Any], str]] = {
    "the index takes no writes": (False, {"write": True}, "block"),
    "the index is read-only": (False, {"read_only": True}, "block"),
    "a disk of the index is full": (False, {"read_only_allow_delete": True}, "nearly full"),
    "the cluster is read-only": (True, {"cluster__blocks__read_only": True}, "block"),
    "the cluster lets only delete": (
        True, {"cluster__blocks__read_only_allow_delete": True}, "block"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_is_told_and_read_through(name: str, filled: Settings, tmp_path: Path) -> None:
    """A sync changes nothing and says why; readers go on; without the block it is done."""
    everywhere, values, said = BLOCKS[name]
    url = first_url(filled)
    write_article(tmp_path, "more")
    block = (
        set_in_cluster(url, **values)
        if everywhere
        else set_in_index(url, index_of(filled), **values)
    )
    with block:
        with pytest.raises(CuttingsError, match=said):
            sync(tmp_path, filled)
        assert total(filled) == 3
    sync(tmp_path, filled)
    assert total(filled) == 4


def test_what_must_not_be_read_is_no_empty_archive(filled: Settings) -> None:
    """With a block on reading, a search is an error and not nothing."""
    url = first_url(filled)
    with (
        set_in_index(url, index_of(filled), read=True),
        pytest.raises(IndexUnreadableError, match="block"),
    ):
        total(filled)
    assert total(filled) == 3


def test_a_full_disk_is_told(filled: Settings, tmp_path: Path) -> None:
    """With the real watermarks, set below what is used: the sync says so, and goes on later."""
    url, index = first_url(filled), index_of(filled)
    write_article(tmp_path, "more")
    with set_in_cluster(
        url,
        cluster__info__update__interval="10s",
        cluster__routing__allocation__disk__threshold_enabled=True,
        **marks("1%", "2%", "3%"),
    ):
        until(lambda: blocked(url, index), seconds=40)
        with pytest.raises(CuttingsError, match="nearly full"):
            sync(tmp_path, filled)
        assert total(filled) == 3
        with set_in_cluster(url, **marks("98%", "99%", "99.5%")):
            until(lambda: not blocked(url, index), seconds=60)
    # That no index may be made, the cluster does not take back by itself.
    ask(url, "PUT", "/_cluster/settings", {"persistent": {"cluster.blocks.create_index": None}})
    sync(tmp_path, filled)
    assert total(filled) == 4


def marks(low: str, high: str, flood: str) -> dict[str, Any]:
    """Return the settings of the shares of a disk from which on less and less is done."""
    prefix = "cluster__routing__allocation__disk__watermark__"
    return {f"{prefix}low": low, f"{prefix}high": high, f"{prefix}flood_stage": flood}


def blocked(url: str, index: str) -> bool:
    """Whether the cluster itself has put a block on an index."""
    return bool(ask(url, "GET", f"/{index}/_settings/index.blocks.*"))
