"""Status and check of the archive that settings name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from indexer.checking.check import Health, check_index
from indexer.checking.status import Status, read_status
from indexer.contract.errors import IndexDamagedError, IndexStateError
from indexer.contract.settings import Settings


class Checks(NamedTuple):
    """What can be looked at.

    Attributes:
        status: says what is in the archive.
        check: reads everything in it.
        check_gently: likewise, and leaves the machine to others.
        damaged: makes the error that says what was found.
        name: of the archive: the folder of the index, if it is one.
    """

    status: Callable[[], Status]
    check: Callable[[], Health]
    check_gently: Callable[[], Health]
    damaged: Callable[[str], IndexStateError]
    name: Path


def checks_of(settings: Settings) -> Checks:
    """Return what looks at an archive. It need not exist; asking says so.

    Raises:
        SettingsError: it cannot be reached by these settings.
    """
    path = settings.index
    if settings.backend == "local":
        return Checks(
            partial(read_status, path),
            partial(check_index, path),
            partial(check_index, path, gently=True),
            partial(IndexDamagedError, path),
            path,
        )
    # Here, because most have none.
    from indexer.checking.cluster_check import check_cluster
    from indexer.checking.cluster_status import read_cluster_status
    from indexer.contract.cluster.cluster_errors import ClusterDamagedError
    from indexer.contract.cluster.connection import connect

    cluster = connect(settings)
    check = partial(check_cluster, cluster)
    return Checks(
        partial(read_cluster_status, cluster),
        check,
        check,
        partial(ClusterDamagedError, cluster.name),
        Path(cluster.name),
    )
