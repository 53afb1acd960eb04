"""What NOT takes away from a search string."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.webui.clients import page_of


@pytest.mark.parametrize(
    ("string", "rest"),
    [
        ("ferry -strike", "ferry"),
        ("(ferry OR harbour) NOT (strike OR winter)", "ferry OR harbour"),
        ("ferry harbour -strike -title:winter", "ferry harbour"),
        ("the NOT provider:meridian", "the"),
    ],
)
@pytest.mark.parametrize("match", ["all", "any"])
def test_what_is_taken_away_is_told(
    client: FlaskClient, string: str, rest: str, match: str
) -> None:
    """It is what the rest finds by itself and the whole does not; the number leads there."""
    parameters = {"q": string, "match": match}
    found = page_of(client, f"/audit?q={string}&match={match}")
    (told,) = [each.text for each in found.all("p") if each.text.startswith("NOT takes away")]
    number = re.match(r"NOT takes away (\d+) article", told)
    if number is None:
        assert match == "any"
        return
    totals = []
    for query in (rest, string):
        answer = client.get("/api/audit", query_string={**parameters, "q": query}).json
        assert answer is not None
        totals.append(answer["total"])
    assert int(number[1]) == totals[0] - totals[1]


@pytest.mark.parametrize("string", ["ferry OR (harbour -strike)", "-strike", "a -(b -c)"])
def test_elsewhere_a_sentence_says_what_not_does(client: FlaskClient, string: str) -> None:
    """Where it is not one search what is taken away, no number is told."""
    told = [each.text for each in page_of(client, f"/audit?q={string}").all("p")]
    assert "NOT takes away what its part finds. What stands under NOT is no clause." in told


def test_without_not_nothing_is_said_of_it(client: FlaskClient) -> None:
    """Most search strings have none."""
    assert "NOT takes away" not in client.get("/audit?q=ferry OR strike").text
