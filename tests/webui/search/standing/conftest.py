"""A workshop for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.webui.search.standing.workshop import Workshop, begun


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """Return a workshop in which notify has begun."""
    return begun(tmp_path)
