"""The OpenAPI document says what the API does, all of it and nothing else."""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from indexer.contract.settings import Settings
from tests.indexer.test_corpus import CORPUS
from tests.webui.clients import client_of, quoted
from tests.webui.serving import sync_into
from tests.webui.views.test_api import FERRY
from webui.app import create_app
from webui.openapi.document import openapi_document

FIRST = "2022/2022-05-31-skarrow-ferry-crews-vote-nine-to-one-to-walk-out-on-friday"
REAL_ARTICLES = CORPUS / "azure" / "news"

# One of each kind of answer, and those whose parts are not always there.
ANSWERS = (
    *("/api/search", "/api/search?q=ferry&group=story", "/api/search?q=fery+strke+zzzqqq"),
    *("/api/search?q=ferry&peaks=1&unit=provider&base=filtered", "/api/search?date=none"),
    *(f"/api/articles/{FERRY}", f"/api/stories/{FIRST}", f"/api/stories/{FIRST}?q=strike&whole=1"),
    *("/api/compare", "/api/compare?q=ferry&q=strike&q=nobody", "/api/compare?q=a&q=b&pair=0,1"),
    *("/api/coverage?q=ferry", "/api/coverage?q=nobody+at+all+here", "/api/followers"),
    *("/api/followers?pair=Meridian+Wire&pair=The+Harbour+Post", "/api/ledger?interval=year"),
    *("/api/audit", "/api/audit?q=(ferry+OR+strik*)+NOT+harbour", "/api/suggest?q=ferr"),
    *("/api/suggest?q=mer", "/api/status", "/api/openapi.json", "/api/searches"),
)
# What some parameters mean nothing without.
COMPANIONS: dict[str, list[tuple[str, str]]] = {
    "strata": [("sample", "5")],
    "pair": [("q", "ferry"), ("q", "strike")],
}
ERRORS = ("/api/search?page=0", "/api/articles/nobody", "/api/nothing", "/api/search?nobody=1")


@pytest.fixture(scope="module")
def document(client: FlaskClient) -> dict[str, Any]:
    """Return the document that is served."""
    response = client.get("/api/openapi.json")
    assert response.content_type == "application/json"
    assert isinstance(response.json, dict)
    return response.json


def closed(document: dict[str, Any]) -> dict[str, Any]:
    """Return a copy whose objects have no parts but those that are named."""
    copy = deepcopy(document)
    for schema in copy["components"]["schemas"].values():
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
    return copy


def schema_of(document: dict[str, Any], address: str, status: int) -> dict[str, Any]:
    """Return the schema of what is answered at an address, with all that it refers to."""
    path = address.partition("?")[0]
    (template,) = (
        each
        for each in document["paths"]
        if re.fullmatch(re.sub(r"\\\{\w+\\\}", ".+", re.escape(each)), path)
    )
    answer = document["paths"][template]["get"]["responses"][str(status)]
    if "$ref" in answer:
        answer = document["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    return {
        "components": document["components"],
        **answer["content"]["application/json"]["schema"],
    }


def parameters_of(document: dict[str, Any], path: str) -> dict[str, dict[str, Any]]:
    """Return the schemas of the parameters of an address, by name."""
    found = {}
    for each in document["paths"][path]["get"]["parameters"]:
        if "$ref" in each:
            each = document["components"]["parameters"][each["$ref"].rpartition("/")[2]]
        if each["in"] == "query":
            found[each["name"]] = each["schema"]
    return found


def some_value(schema: dict[str, Any]) -> str:
    """Return a value that a parameter may have."""
    if "items" in schema:
        return some_value(schema["items"])
    if "pattern" in schema:
        texts = ("2022", "7d", "0,1", "provider")
        return next(text for text in texts if re.search(schema["pattern"], text))
    return str(schema.get("enum", [schema.get("minimum", "text")])[0])


def test_a_public_validator_takes_it(document: dict[str, Any]) -> None:
    """It is OpenAPI 3.1, and its schemas are JSON Schema."""
    assert document["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(document).validate()
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_it_has_every_route_of_the_api() -> None:
    """All addresses below /api/ that answer with JSON, and no others."""
    app = create_app(Settings())
    routes = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and rule.endpoint not in ("api.unknown", "api.page")
    }
    assert set(openapi_document(app)["paths"]) == routes


def test_names_of_operations_are_unique(document: dict[str, Any]) -> None:
    """Generators of clients call their functions so."""
    names = [item["get"]["operationId"] for item in document["paths"].values()]
    assert len(set(names)) == len(names)


def test_everything_is_said_in_words(document: dict[str, Any]) -> None:
    """Each operation has a summary, each parameter a meaning, and nothing is left of the code."""
    described = [*document["components"]["parameters"].values()]
    for item in document["paths"].values():
        assert item["get"]["summary"]
        described += [each for each in item["get"]["parameters"] if "$ref" not in each]
    for parameter in described:
        assert parameter["description"], parameter["name"]
    for name, schema in document["components"]["schemas"].items():
        assert schema["description"], name
        assert "``" not in schema["description"]
        assert ":class:" not in schema["description"]


def test_it_has_every_parameter_that_is_read(client: FlaskClient, document: dict[str, Any]) -> None:
    """What is in the document is understood at its address, and nothing else of any address."""
    everything: dict[str, dict[str, Any]] = {}
    for path in document["paths"]:
        everything |= parameters_of(document, path)
    for path in document["paths"]:
        known = parameters_of(document, path)
        address = path.replace("{article_id}", quoted(FIRST))
        strict = client.get(f"{address}?there_is_no_such_parameter=1").status_code == 400
        assert strict == bool(known), path
        for name, schema in everything.items() if strict else ():
            asked = [*COMPANIONS.get(name, []), (name, some_value(known.get(name, schema)))]
            status = client.get(address, query_string=asked).status_code
            assert (status == 200) == (name in known), (path, name)


def test_what_may_repeat_is_an_array(client: FlaskClient, document: dict[str, Any]) -> None:
    """Two values of any other parameter are an error."""
    for path in document["paths"]:
        known = parameters_of(document, path)
        for name, schema in known.items():
            address = path.replace("{article_id}", quoted(FIRST))
            value = some_value(schema)
            other = f"{value} too" if schema.get("items") == {"type": "string"} else value
            asked = [*COMPANIONS.get(name, []), (name, value), (name, other)]
            response = client.get(address, query_string=asked)
            # Words that are given one by one are one query.
            if name != "q":
                assert (response.status_code == 200) == ("items" in schema), (path, name)


def test_nothing_may_repeat_for_ever(client: FlaskClient, document: dict[str, Any]) -> None:
    """One value more than the document allows is an error that names the parameter."""
    for name, schema in parameters_of(document, "/api/search").items():
        if "maxItems" in schema:
            asked = [(name, some_value(schema))] * (schema["maxItems"] + 1)
            response = client.get("/api/search", query_string=asked)
            assert response.status_code == 400, name
            assert response.json is not None
            assert response.json["error"]["parameter"] == name


def test_bounds_are_those_of_the_readers(client: FlaskClient, document: dict[str, Any]) -> None:
    """One beyond a bound is an error, as is what is none of the words."""
    for path in document["paths"]:
        address = path.replace("{article_id}", quoted(FIRST))
        for name, schema in parameters_of(document, path).items():
            wrong = []
            if "minimum" in schema:
                wrong = [schema["minimum"] - 1, schema["maximum"] + 1]
            elif "enum" in schema or "enum" in schema.get("items", {}):
                wrong = ["nobody"]
            elif "pattern" in schema:
                wrong = ["never"]
            for value in wrong:
                response = client.get(address, query_string={name: value})
                assert response.status_code == 400, (path, name, value)
                assert response.json is not None
                assert response.json["error"]["parameter"] == name


@pytest.mark.parametrize("address", ["/api/search", "/api/searches", "/api/status"])
def test_tags_are_said_of_answers_that_have_one(
    client: FlaskClient, document: dict[str, Any], address: str
) -> None:
    """And of no other: standing searches depend on files as well."""
    operation = document["paths"][address]["get"]
    tagged = "ETag" in client.get(address).headers
    assert ("304" in operation["responses"]) == tagged
    assert ("headers" in operation["responses"]["200"]) == tagged
    asked = [each.get("$ref", "") for each in operation["parameters"]]
    assert any(ref.endswith("/If-None-Match") for ref in asked) == tagged


@pytest.mark.parametrize("address", ANSWERS)
def test_answers_are_what_it_says(
    client: FlaskClient, document: dict[str, Any], address: str
) -> None:
    """Each has the parts that are named, all that are required, and no others."""
    response = client.get(address)
    assert response.status_code == 200
    Draft202012Validator(schema_of(closed(document), address, 200)).validate(response.json)


@pytest.mark.parametrize("address", ERRORS)
def test_errors_are_what_it_says(
    client: FlaskClient, document: dict[str, Any], address: str
) -> None:
    """Whatever is wrong, and wherever, has the same form."""
    response = client.get(address)
    assert response.status_code in (400, 404)
    schema = {
        "components": closed(document)["components"],
        "$ref": "#/components/schemas/ErrorAnswer",
    }
    Draft202012Validator(schema).validate(response.json)


@pytest.mark.skipif(not REAL_ARTICLES.is_dir(), reason="there are no real articles here")
@pytest.mark.slow
def test_answers_over_real_articles_are_what_it_says(
    tmp_path: Path, document: dict[str, Any]
) -> None:
    """Odd articles and large answers fit the schemas as well."""
    client = client_of(sync_into(tmp_path / "index", REAL_ARTICLES))
    found: Any = client.get("/api/search?q=azure&size=100&group=story&peaks=1").json
    ids = [hit["id"] for hit in found["hits"]]
    addresses = [
        *(f"/api/articles/{quoted(id)}" for id in ids),
        *(f"/api/stories/{quoted(hit['story']['id'])}" for hit in found["hits"] if hit["story"]),
        *(f"/api/search?size=100&page={page}&facet_size=1000" for page in range(1, 11)),
        *("/api/search?q=azure&group=story&peaks=1&size=100", "/api/audit?q=azure+OR+security"),
        *("/api/coverage?q=security", "/api/followers?min_stories=2", "/api/ledger?interval=week"),
        *("/api/compare?q=azure&q=security&pair=0,1", "/api/suggest?q=micros", "/api/status"),
    ]
    strict = closed(document)
    for address in addresses:
        schema = schema_of(strict, address, 200)
        Draft202012Validator(schema).validate(client.get(address).json)


def test_a_prefix_is_the_server(client: FlaskClient, document: dict[str, Any]) -> None:
    """Addresses are below the prefix that the application runs under."""
    assert document["servers"] == [{"url": "/"}]
    response = client.get("/api/openapi.json", environ_overrides={"SCRIPT_NAME": "/cuttings"})
    assert response.json is not None
    assert response.json["servers"] == [{"url": "/cuttings"}]


def test_it_is_there_without_an_index(tmp_path: Path) -> None:
    """Clients can be made of it before there are articles; the page has no examples of them."""
    client = client_of(tmp_path)
    assert client.get("/api/openapi.json").status_code == 200
    page = client.get("/api/")
    assert page.status_code == 200
    assert "/api/status" in page.text
