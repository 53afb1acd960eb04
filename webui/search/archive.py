"""From settings to the backend that they name. Nothing else knows which ones there are."""

from __future__ import annotations

from indexer.contract.settings import Settings
from webui.search.backend import Backend
from webui.search.local.backend import LocalBackend


def open_archive(settings: Settings, *, read_ahead: bool = True) -> Backend:
    """Return the archive of some settings. It need not exist yet; asking it says so.

    Args:
        settings: which archive, and how much memory it may take.
        read_ahead: prepare, in a thread, what the first questions would have to wait for;
            not worth it for a single one.

    Raises:
        SettingsError: it is in a cluster, and what is needed to ask one is not installed.
    """
    if settings.backend == "opensearch":
        # Its client is an extra of the package, and takes a while to be loaded.
        from indexer.contract.cluster.connection import connect
        from webui.search.cluster.backend import ClusterBackend

        cluster = connect(settings)
        return ClusterBackend(
            cluster, settings.cache_bytes, settings.search_cache_bytes, read_ahead=read_ahead
        )
    return LocalBackend(
        settings.index,
        settings.cache_bytes,
        settings.search_cache_bytes,
        read_ahead=read_ahead,
    )
