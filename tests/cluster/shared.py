"""The cluster of a whole session of tests: started when the first one asks for it."""

from __future__ import annotations

import atexit
import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.cluster.archives import PREFIX, remove
from tests.cluster.building import ClusterError
from tests.cluster.nodes import Cluster

# Of a cluster that runs already, such as one of another version: the tests then use it, and those
# that kill nodes are left out.
URL_VARIABLE = "TEST_CLUSTER_URL"
MARKER = "cluster"

_NODES = 3
_running = ExitStack()
_started: list[Cluster | ClusterError] = []


def shared_cluster() -> Cluster:
    """Return the cluster of this session: three nodes, all of them running and green at first.

    Raises:
        ClusterError: it could not be started, now or when it was asked for before.
    """
    if not _started:
        try:
            folder = _running.enter_context(tempfile.TemporaryDirectory(prefix="test-cluster-"))
            _started.append(_running.enter_context(Cluster(Path(folder), _NODES)))
        except ClusterError as error:
            _started.append(error)
    if isinstance(_started[0], ClusterError):
        raise _started[0]
    return _started[0]


def shared_urls() -> list[str]:
    """Return the addresses of the session's cluster, or of the one that the environment names."""
    given = os.environ.get(URL_VARIABLE)
    if not given:
        return shared_cluster().urls
    # That one stays when the tests are over, and archives of theirs must not.
    atexit.unregister(remove)
    atexit.register(remove, given, PREFIX)
    return given.split(",")


def end_shared_cluster() -> None:
    """Stop what was started, and remove its data."""
    _started.clear()
    _running.close()


def is_wanted(config: pytest.Config) -> bool:
    """Whether this session was told to run what needs a cluster."""
    chosen = str(config.getoption("markexpr"))
    return MARKER in chosen and f"not {MARKER}" not in chosen


def share_among_processes(config: pytest.Config) -> None:
    """Start the cluster where several processes are about to run tests that need one."""
    # The processes themselves are not told how many they are.
    if config.getoption("numprocesses", None):
        os.environ.setdefault(URL_VARIABLE, ",".join(shared_cluster().urls))


@pytest.fixture(scope="session")
def session_cluster() -> Cluster:
    """Return the session's cluster, as the tests before have left it."""
    if os.environ.get(URL_VARIABLE):
        pytest.skip(f"the cluster that {URL_VARIABLE} names is not ours to kill nodes of")
    return shared_cluster()


@pytest.fixture
def cluster(session_cluster: Cluster) -> Cluster:
    """Return the session's cluster, whole: a test may kill its nodes."""
    session_cluster.heal()
    return session_cluster


@pytest.fixture(scope="session")
def cluster_url() -> str:
    """Return the addresses of the session's cluster, as settings write them."""
    return ",".join(shared_urls())
