"""From settings to the backend that they name."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from indexer.contract.cluster.cluster_errors import ClusterError
from indexer.contract.settings import load_settings
from webui.search import open_archive as open_index
from webui.search.archive import open_archive
from webui.search.backend import Backend
from webui.search.cluster.backend import ClusterBackend
from webui.search.local.backend import LocalBackend

# Nobody listens there.
_NOWHERE = {
    "backend": "opensearch",
    "opensearch_url": "http://127.0.0.1:9",
    "opensearch_index": "news",
}


def test_an_index_in_a_folder_needs_nothing_of_a_cluster() -> None:
    """Neither its client nor what reads from it is loaded."""
    program = """
import sys
from indexer.contract.settings import load_settings
from webui.search.archive import open_archive
open_archive(load_settings({}, environment={}), read_ahead=False)
print([name for name in sys.modules if "opensearch" in name or "cluster" in name])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_settings_name_the_backend() -> None:
    """Nothing is asked of either, so that they need not be there."""
    backend: Backend = open_archive(load_settings({}, environment={}), read_ahead=False)
    assert isinstance(backend, LocalBackend)
    backend.close()
    pytest.importorskip("opensearchpy")
    backend = open_archive(load_settings(_NOWHERE, environment={}), read_ahead=False)
    assert isinstance(backend, ClusterBackend)
    assert backend.cache_use().bytes == 0
    backend.close()


def test_a_cluster_that_nobody_reaches_is_an_error() -> None:
    """It says where that should be, whether the columns were to be read ahead or not."""
    pytest.importorskip("opensearchpy")
    for read_ahead in (False, True):
        backend = open_archive(load_settings(_NOWHERE, environment={}), read_ahead=read_ahead)
        with (
            closing(backend),
            pytest.raises(ClusterError, match=r"127\.0\.0\.1:9 cannot be reached"),
            backend.searcher(),
        ):
            pass


def test_a_folder_that_is_named_is_on_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the environment says."""
    monkeypatch.setenv("CUTTINGS_BACKEND", "opensearch")
    with pytest.raises(Exception, match="There is no index in"):
        open_index(tmp_path)
