"""Archives in the cluster of the tests: their settings, and how they go again."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from indexer.contract.settings import Settings, load_settings
from tests.cluster.nodes import ask
from webui.search.archive import open_archive
from webui.search.backend import Backend

# Other sessions may use the same cluster, if it is one that was there before.
PREFIX = f"cuttings-test-{os.getpid()}"
_numbers = count()
# What syncs remember of archives that are gone by then.
_CACHE = tempfile.mkdtemp(prefix="test-cluster-cache-")
atexit.register(shutil.rmtree, _CACHE, ignore_errors=True)


def settings_of(urls: str, **options: Any) -> Settings:
    """Return settings of an archive that there is not yet, whatever the environment says.

    Args:
        urls: of the cluster, separated by commas.
        options: instead of two shards, a replica of each, and no deadline.
    """
    given = {
        "backend": "opensearch",
        "opensearch_url": urls,
        "opensearch_index": f"{PREFIX}-{next(_numbers)}",
        "opensearch_cache": _CACHE,
        "jobs": "1",
        "deadline_seconds": "0",
        **options,
    }
    return load_settings(given, environment={})


@contextmanager
def archive(urls: str, **options: Any) -> Iterator[Settings]:
    """Lend settings of an archive, and remove what was made of it when the block ends."""
    settings = settings_of(urls, **options)
    try:
        yield settings
    finally:
        remove(urls, settings.opensearch_index)


def remove(urls: str, name: str) -> None:
    """Remove all indexes of an archive, if there are any."""
    url = urls.partition(",")[0]
    found = ask(url, "GET", f"/_cat/indices/{name}-*?format=json&expand_wildcards=all")
    for each in found:
        ask(url, "DELETE", f"/{each['index']}")


@contextmanager
def opened(settings: Settings) -> Iterator[Backend]:
    """Open an archive for a block."""
    backend = open_archive(settings, read_ahead=False)
    try:
        yield backend
    finally:
        backend.close()
