"""Schemathesis asks what the document allows, and what it does not, and looks at the answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.schemas import BaseSchema

from indexer.contract.settings import Settings
from tests.webui.openapi.test_document import FIRST, parameters_of
from tests.webui.views.test_api import FERRY
from webui.app import create_app
from webui.openapi.document import openapi_document

pytestmark = pytest.mark.slow

PATHS = tuple(openapi_document(create_app(Settings()))["paths"])
EXAMPLES = 25

# Values of these may each be good, and not go together, or not be in the calendar, or be beyond
# what there is. The document says so in words; a schema cannot.
IN_WORDS = {
    *("from", "to", "last", "date", "added_from", "added_to", "since", "as_of", "pair"),
    *("strata", "allocation"),
}


@pytest.fixture(scope="module")
def schema(client: FlaskClient) -> BaseSchema:
    """Return the document as it is served, with the application to ask."""
    return schemathesis.openapi.from_wsgi("/api/openapi.json", client.application)


@pytest.fixture(scope="module")
def document(client: FlaskClient) -> Any:
    """Return the document."""
    return client.get("/api/openapi.json").json


def fits(texts: list[str], schema: Mapping[str, Any]) -> bool:
    """Whether the values of a parameter, as they stand in an address, fit its schema."""
    given: list[Any] = [text.strip() for text in texts if text.strip()]
    if schema.get("items", schema)["type"] == "integer":
        given = [int(text) if re.fullmatch(r"-?[0-9]+", text, re.A) else text for text in given]
    fitting = Draft202012Validator(dict(schema)).is_valid
    if schema["type"] == "array":
        return fitting(given)
    return not given or (len(given) == 1 and fitting(given[0]))


def is_allowed(query: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether the document allows a query string, in which everything is text."""
    for name, value in query.items():
        texts = [str(each) for each in (value if isinstance(value, list) else [value])]
        # Words that are given one by one are one query.
        if name not in known or (name != "q" and not fits(texts, known[name])):
            return False
    return True


def checks_without(*names: str) -> list[Any]:
    """Return checks by name."""
    return [CHECKS.get_one(name) for name in names]


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("path", PATHS)
def test_what_the_document_says_is_what_happens(
    schema: BaseSchema, document: Any, path: str, mode: GenerationMode
) -> None:
    """Status codes, content types, headers and bodies conform; what is wrong is refused."""
    known = parameters_of(document, path)
    if mode is GenerationMode.NEGATIVE and not known:
        pytest.skip("nothing can be asked wrongly")
    operation = schema[path]["GET"]

    @settings(max_examples=EXAMPLES)
    @given(
        case=operation.as_strategy(generation_mode=mode),
        id=st.sampled_from([None, FERRY, FIRST]),
    )
    def ask(case: Case[Any], id: str | None) -> None:
        if id is not None and "article_id" in case.path_parameters:
            case.path_parameters["article_id"] = id
        response = case.call(headers={"Accept-Encoding": "identity"})
        excluded = []
        if response.status_code == 400 and response.json()["error"]["parameter"] in IN_WORDS:
            excluded += checks_without("positive_data_acceptance")
        if is_allowed(case.query or {}, known):
            excluded += checks_without("negative_data_rejection")
        case.validate_response(response, excluded_checks=excluded)

    ask()
