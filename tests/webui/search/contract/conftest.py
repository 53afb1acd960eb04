"""Fixtures of the contract suite. They live as long as the session, as Hypothesis wants it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.webui.search.contract.support.backends import KINDS, REFERENCE, Kind


def _kinds(*, reference: bool) -> list[Any]:
    return [
        pytest.param(kind, marks=kind.marks, id=kind.name)
        for kind in KINDS
        if reference or kind is not REFERENCE
    ]


@pytest.fixture(scope="session", params=_kinds(reference=True))
def kind(request: pytest.FixtureRequest) -> Kind:
    """Return each kind of backend, for a case that says by itself what is expected."""
    given: Kind = request.param
    return given


@pytest.fixture(scope="session", params=_kinds(reference=False))
def other(request: pytest.FixtureRequest) -> Kind:
    """Return each kind of backend that is compared with the reference."""
    given: Kind = request.param
    return given


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let ``make fuzz`` go on with whatever is compared with the reference."""
    for item in items:
        if (
            "other" in getattr(item, "fixturenames", ())
            and Path(__file__).parent in item.path.parents
        ):
            item.add_marker("oracle")
