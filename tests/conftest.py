"""Indexes that tests of several rooms read, each made once a session and never written to."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.cluster import shared
from tests.cluster.shared import cluster as cluster
from tests.cluster.shared import cluster_url as cluster_url
from tests.cluster.shared import session_cluster as session_cluster
from tests.support.forking import end_templates
from tests.webui.hostile import write_hostile_articles
from tests.webui.serving import sync_into

# The same examples at every run, however slow the machine is.
settings.register_profile("suite", derandomize=True, deadline=None, database=None)
settings.load_profile("suite")
# Of make test-cluster: some of these.
settings.register_profile("cluster", settings.get_profile("suite"))
# Of make fuzz: other examples at every run. How many, tests.webui.search.library says.
settings.register_profile("fuzz", derandomize=False, deadline=None, database=None, print_blob=True)

TESTS = Path(__file__).parent
SAMPLE_ARTICLES = TESTS.parent / "index_data" / "sample_articles"
SLOW_FOLDERS = {"benchmark", "browser"}


def pytest_configure(config: pytest.Config) -> None:
    """Register what only these tests know of, and start what all processes of them share."""
    if shared.is_wanted(config):
        settings.load_profile("cluster")
        shared.share_among_processes(config)
    config.addinivalue_line(
        "markers",
        "oracle: compares with what must hold, on other examples each time; make fuzz runs these",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Call slow what is so by its kind: folders of tests, and what is compared with Whoosh.

    What needs a cluster is left out wherever it was not asked for.
    """
    if not shared.is_wanted(config):
        needing = [item for item in items if item.get_closest_marker(shared.MARKER)]
        config.hook.pytest_deselected(items=needing)
        items[:] = [item for item in items if item not in set(needing)]
    for item in items:
        folder = item.path.relative_to(TESTS).parts[0]
        if folder in SLOW_FOLDERS or item.get_closest_marker("oracle"):
            item.add_marker(pytest.mark.slow)


def pytest_unconfigure() -> None:
    """Leave no process running."""
    end_templates()
    shared.end_shared_cluster()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Keep the search for garbage away from the tests themselves: nothing of them is any.

    Thousands of tests and what they import are most of the objects that there are, and many
    tests of damage search for garbage on purpose. It takes a tenth of the time otherwise.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index of the sample articles."""
    return sync_into(tmp_path_factory.mktemp("sample") / "index", SAMPLE_ARTICLES)


@pytest.fixture(scope="session")
def hostile_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index of articles whose every field attacks the page that shows it."""
    folder = tmp_path_factory.mktemp("hostile")
    write_hostile_articles(folder / "articles")
    return sync_into(folder / "index", folder / "articles")
