"""Addresses that plain forms make."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

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
    """Programs are answered at once, and what cannot be read is said before anything else."""
    for path in ("/api/search?q=ferry&from=", "/coverage.csv?q=ferry&from="):
        assert client.get(path).status_code == 200
    assert client.get("/?nothing=&q=ferry").status_code == 400
