"""Samples on the search page: what is said of them, and how another one is drawn."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.webui.clients import page_of
from tests.webui.views.test_api import get

PATHS = (
    "q=ferry&sample=5",
    "q=ferry&sample=5&seed=7&strata=provider&allocation=equal",
    "sample=20&strata=provider,month",
    "weeks=2&from=2022&to=2023",
    "weeks=900&sample=3&group=story&in=title",
    "q=zzzqqq&sample=5&strata=month&weeks=1",
)


@pytest.mark.parametrize("query", PATHS)
def test_the_page_shows_the_sample_that_the_api_answers(client: FlaskClient, query: str) -> None:
    """The same total, and how many there are without it, one click away."""
    answer = get(client, f"/api/search?{query}")
    page = page_of(client, f"/?{query}")
    assert page.found == answer["total"] == answer["sample"]["drawn"]
    told = page.one("div", class_="told-sample")
    every = told.all("a")[0]
    assert every.text.startswith(f"All {answer['sample']['articles']:,}")
    assert page_of(client, every.href).found == answer["sample"]["articles"]


def test_the_form_draws_again(client: FlaskClient) -> None:
    """Its fields have what is asked, and it sends nothing of a sample twice."""
    query = "q=ferry&in=title&sample=5&seed=7&strata=provider&allocation=equal"
    page = page_of(client, f"/?{query}")
    fields = page.one("details", class_="draw").all("input")
    assert {field.attributes["name"]: field.attributes["value"] for field in fields} == {
        "sample": "5",
        "seed": "7",
        "weeks": "",
    }
    chosen = [
        each.attributes["value"] for each in page.all("option") if "selected" in each.attributes
    ]
    assert chosen == ["provider", "equal"]
    hidden = {field.attributes["name"] for field in page.all("input", type="hidden")}
    assert not hidden & {"sample", "seed", "strata", "allocation", "weeks"}


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("sample=0", "sample"),
        ("strata=provider", "strata"),
        ("sample=5&strata=colour", "strata"),
        ("sample=5&allocation=equal", "allocation"),
        ("seed=x&sample=1", "seed"),
        ("weeks=0", "weeks"),
        ("since=99999", "since"),
        ("as_of=99999", "as_of"),
        ("added_from=soon", "added_from"),
    ],
)
def test_what_makes_no_sense_is_refused(client: FlaskClient, query: str, named: str) -> None:
    """With 400 and a sentence that names it, on the page as in the API."""
    response = client.get(f"/api/search?{query}")
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["error"]["parameter"] == named
    assert named in response.json["error"]["message"]
    assert client.get(f"/?{query}").status_code == 400


def test_nothing_that_came_is_said_plainly(client: FlaskClient) -> None:
    """Of the newest generation nothing can have come since."""
    newest = get(client, "/api/search")["index"]["generation"]
    page = page_of(client, f"/?q=ferry&as_of={newest}")
    assert f"No hit came or changed since generation {newest}." in page.main.text
