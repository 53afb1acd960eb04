"""What a new reader finds in an archive, and where in the cluster it lies."""

from __future__ import annotations

from indexer.contract.cluster.cluster_state import read_state
from indexer.contract.cluster.connection import connect
from indexer.contract.cluster.index_names import STATE, state_index
from indexer.contract.settings import Settings
from tests.cluster.archives import opened
from tests.webui.search.library import asking


def first_url(settings: Settings) -> str:
    """Return the address of one node."""
    return settings.opensearch_url.partition(",")[0]


def index_of(settings: Settings) -> str:
    """Return the name of the index of an archive's articles."""
    cluster = connect(settings)
    try:
        return read_state(cluster).index
    finally:
        cluster.close()


def state_path(settings: Settings) -> str:
    """Return the address of the document that says which state an archive is in."""
    return f"/{state_index(settings.opensearch_index)}/_doc/{STATE}"


def total(settings: Settings) -> int:
    """Return how many articles a new reader finds."""
    with opened(settings) as backend, backend.searcher() as searcher:
        return searcher.find(asking()).total
