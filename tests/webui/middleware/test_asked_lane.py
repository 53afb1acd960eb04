"""Which lane an address waits for."""

from __future__ import annotations

import pytest
from flask import request

from tests.webui.clients import client_of
from webui.middleware.asked_lane import asked_lane


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> object:
    """Return an application without an index."""
    return client_of(tmp_path_factory.mktemp("none")).application


@pytest.mark.parametrize(
    ("path", "lane"),
    [
        ("/", "light"),
        ("/?q=ferry+strike", "light"),
        ("/?q=*", "light"),
        ("/?q=ferry&sample=&seed=7", "light"),
        ("/?q=ferry&sample=50", "heavy"),
        ("/?weeks=2", "heavy"),
        ("/?q=ferry&peaks=1", "heavy"),
        ("/?q=fer*", "heavy"),
        ("/api/search?q=ferri~", "heavy"),
        ("/?q=%22a+b%22+%22a+b%22", "light"),
        ("/?q=%22a+b%22+%22a+b%22+%22a+b%22", "heavy"),
        ("/compare?q=a&q=b&q=c", "light"),
        ("/compare?q=a&q=b&q=c&q=d", "heavy"),
        ("/compare.csv?q=a&q=b*", "heavy"),
        ("/coverage?q=ferry", "light"),
        ("/audit?q=ferry", "heavy"),
        ("/api/audit", "heavy"),
        ("/article/2021/01/a", "light"),
        ("/story/2021/01/a?q=fer*", "heavy"),
        ("/api/suggest?q=fer", "light"),
        ("/suggest.json?q=fer", "light"),
        ("/feed.atom?q=ferry", "light"),
        ("/searches", "heavy"),
        ("/export.json", "heavy"),
        ("/export.csv?q=ferry", "streams"),
        ("/export.bib?q=fer*", "streams"),
        ("/citations", "heavy"),
        ("/healthz", None),
        ("/status", "light"),
        ("/api/status", "light"),
        ("/readyz", None),
        ("/metrics", None),
        ("/help", None),
        ("/api/", None),
        ("/api/openapi.json", None),
        ("/opensearch.xml", None),
        ("/static/site.css", None),
        ("/nothing/here", None),
    ],
)
def test_lanes_follow_from_what_is_asked(app: object, path: str, lane: str | None) -> None:
    """Told from the address, before any work."""
    with app.test_request_context(path):  # type: ignore[attr-defined]
        assert asked_lane(request) == lane
