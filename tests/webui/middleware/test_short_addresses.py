"""Addresses that plain forms make."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.webui.clients import client_of
from tests.webui.views.test_article import FIRST


@pytest.mark.parametrize(
    ("sent", "clean"),
    [
        ("/?q=ferry&from=&to=&min_quality=", "/?q=ferry"),
        ("/?q=&from=&find_provider=", "/"),
        ("/?q=a+b%26c&topic=&topic=Food&sort=relevance", "/?q=a+b%26c&topic=Food&sort=relevance"),
        ("/compare?q=ferry&q=&q=strike&q=&from=&to=", "/compare?q=ferry&q=strike"),
        (f"/story/{FIRST}?q=&images=0", f"/story/{FIRST}?images=0"),
    ],
)
def test_a_form_makes_a_short_address(client: FlaskClient, sent: str, clean: str) -> None:
    """Without scripts a form sends its empty fields, too; a page is sent on without them."""
    response = client.get(sent)
    assert (response.status_code, response.location) == (302, clean)
    assert response.headers["Cache-Control"] == "no-cache"
    assert client.get(clean).status_code == 200


def test_an_interface_is_not_sent_on(client: FlaskClient) -> None:
    """Programs are answered at once."""
    for path in ("/api/search?q=ferry&from=", "/coverage.csv?q=ferry&from="):
        assert client.get(path).status_code == 200
    assert client.get("/api/search?nothing=&q=ferry").status_code == 400


def test_nothing_is_searched_for_an_address_that_is_sent_on(tmp_path: Path) -> None:
    """Without any index a page cannot be shown, and is sent on as ever."""
    unsearchable = client_of(tmp_path / "index")
    for path in (
        "/",
        "/compare",
        "/audit",
        "/coverage",
        "/followers",
        "/ledger",
        f"/story/{FIRST}",
    ):
        assert unsearchable.get(f"{path}?q=").status_code == 302
        assert unsearchable.get(path).status_code == 503


@pytest.mark.parametrize("path", ["/article/a%3Fb%0Ac", "/article/a%25b"])
def test_a_path_is_sent_on_as_it_was(client: FlaskClient, path: str) -> None:
    """What means something in an address stays quoted in the name of an article."""
    assert client.get(f"{path}?q=&images=0").location == f"{path}?images=0"


def test_every_page_is_sent_on(client: FlaskClient) -> None:
    """The views that make pages have one name, by which they are known."""
    for rule in client.application.url_map.iter_rules():
        path = re.sub("<[^>]*>", FIRST, rule.rule)
        response = client.get(path)
        is_page = response.mimetype == "text/html" and response.status_code == 200
        assert is_page == rule.endpoint.endswith(".page")
        assert client.get(f"{path}?q=").status_code == 302 or not is_page
