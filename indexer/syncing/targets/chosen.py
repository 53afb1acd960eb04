"""From settings to the archive that they name, for whoever writes to it."""

from __future__ import annotations

from indexer.contract.settings import Settings
from indexer.syncing.targets.local_archive import LocalArchive
from indexer.syncing.targets.writable import WritableArchive


def archive_of(settings: Settings) -> WritableArchive:
    """Return the archive that settings name. It need not exist yet.

    Raises:
        SettingsError: it cannot be reached by these settings.
    """
    if settings.backend == "local":
        return LocalArchive(settings.index)
    # Here, because most have none.
    from indexer.syncing.targets.cluster_archive import ClusterArchive

    return ClusterArchive(settings)
