"""What a cluster answers is looked at where it is read, and what makes no sense is said."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from indexer.contract.cluster.cluster_errors import ClusterDamagedError, ClusterError
from indexer.contract.errors import CuttingsError

_log = logging.getLogger(__name__)


@contextmanager
def reporting_damage(cluster: str) -> Iterator[None]:
    """Turn whatever comes of reading an answer within the block into an error that says it.

    Args:
        cluster: name of the archive.

    Raises:
        ClusterDamagedError: what was read makes no sense. What came of it is logged.
        ClusterError: memory ran out.
    """
    try:
        yield
    except CuttingsError:
        raise
    except MemoryError as error:
        raise ClusterError(
            cluster,
            f"Memory ran out while the archive “{cluster}” was read from the cluster. It may be "
            "whole: try again. If it stays so, give this program more memory.",
            kind="memory",
            passing=True,
        ) from error
    except Exception as error:
        _log.exception("Reading the cluster failed")
        raise ClusterDamagedError(cluster, f"{type(error).__name__}: {error}") from error
