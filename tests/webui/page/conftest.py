"""What holds for all tests of what templates need."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexer.contract.settings import Settings
from webui.app import create_app


@pytest.fixture(scope="package", autouse=True)
def within_request() -> Iterator[None]:
    """Answer a request all along: addresses begin with the prefix of that."""
    with create_app(Settings()).test_request_context():
        yield
