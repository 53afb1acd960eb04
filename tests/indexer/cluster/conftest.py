"""Archives of their own in the session's cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from indexer.contract.cluster.cluster_errors import ClusterMissingError
from indexer.contract.cluster.connection import connect
from indexer.contract.settings import Settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder for articles."""
    folder = tmp_path / "articles"
    folder.mkdir()
    return folder


@pytest.fixture
def new_archive(cluster_url: str, tmp_path: Path) -> Iterator[Callable[[], Settings]]:
    """Return what gives settings of another archive each time; their indexes are removed."""
    made: list[Settings] = []

    def make() -> Settings:
        settings = Settings(
            backend="opensearch",
            opensearch_url=cluster_url,
            opensearch_index=f"test-{uuid4().hex[:12]}",
            opensearch_replicas=0,
            opensearch_cache=tmp_path / "cache",
            jobs=1,
        )
        made.append(settings)
        return settings

    yield make
    for settings in made:
        cluster = connect(settings)
        try:
            names = cluster.request("GET", f"/{settings.opensearch_index}-*/_settings")
        except ClusterMissingError:
            continue
        for name in names:
            cluster.request("DELETE", f"/{name}")


@pytest.fixture
def archive(new_archive: Callable[[], Settings]) -> Settings:
    """Return the settings of an archive that is not there yet."""
    return new_archive()
