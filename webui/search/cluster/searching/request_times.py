"""How long a request to a cluster may take, and what comes of one that took too long."""

from __future__ import annotations

import time

from indexer.contract.cluster.cluster_errors import ClusterError
from indexer.contract.cluster.connection import Cluster
from webui.search.deadlines.deadline import DeadlineError, checkpoint, seconds_left

LEAST_SECONDS = 0.02
"""With less, a request is given up here before the cluster would give it up: what that says is of
use to nobody."""

# Where one document does not come within so many seconds, nothing else would come in time.
_DOCUMENT_SECONDS = 2.0


def seconds_for_a_document(cluster: Cluster) -> float:
    """Return how long a document may take to be read, which takes milliseconds."""
    return max(min(seconds_left(), cluster.timeout, _DOCUMENT_SECONDS), LEAST_SECONDS)


def raise_late(error: ClusterError) -> None:
    """Say that there is no time left, rather than what came of it.

    Args:
        error: what came of it.

    Raises:
        GivenUpError: there is none.
    """
    end = time.monotonic() + 2 * LEAST_SECONDS
    while time.monotonic() < end:
        try:
            checkpoint()
        except DeadlineError as late:
            raise late from error
        time.sleep(LEAST_SECONDS / 4)
