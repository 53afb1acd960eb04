"""Fixtures of the web layer's tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.webui.clients import client_of


@pytest.fixture(scope="session")
def client(sample_index: Path) -> FlaskClient:
    """Return a client of an application over the sample articles."""
    return client_of(sample_index)


@pytest.fixture(scope="session")
def hostile(hostile_index: Path) -> FlaskClient:
    """Return a client of an application over the hostile articles."""
    return client_of(hostile_index)
