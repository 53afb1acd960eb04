"""The routes of an application → its OpenAPI document.

No library for Flask does this: those that there are (flask-openapi3, spectree, APIFlask) take
over how parameters are read and errors are answered, or the application, and pydantic, which
makes the schemas, is all that they would be used for.
"""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import Any

from flask import Flask
from pydantic.json_schema import models_json_schema

from webui.openapi.declaring import Operation, operation_of
from webui.search.criteria.described import SEARCH, Parameter
from webui.search.results.base import ErrorAnswer, Result

_SCHEMA = "#/components/schemas/{model}"
_PARAMETER = "#/components/parameters/"
_RESPONSE = "#/components/responses/"
_KNOWN_TAG = "If-None-Match"

_DESCRIPTION = (
    "A search engine over news articles. All is asked with GET, by the same parameters as the "
    "pages. Empty parameters count as not given. Answers that depend on the archive alone have "
    "a weak ETag; whoever sends it back is answered with 304 for as long as nothing has changed."
)

_IN_PATH = {
    "article_id": "The id of an article: the path of its file below the articles folder, "
    "without .md. Slashes may stand as they are.",
}

_ERRORS = {
    "400": (
        "Unreadable",
        "A parameter is unknown, cannot be read or contradicts another one, which `parameter` "
        "names; or the server does not answer to the name of the host.",
    ),
    "401": (
        "Unauthorized",
        "The archive has a password, and neither it nor a token was sent, or a wrong one.",
    ),
    "404": ("NotFound", "There is no such article in the index."),
    "429": ("TooMany", "Too many wrong passwords; Retry-After says when to try again."),
    "503": (
        "Unavailable",
        "There is no index, or it cannot be read; the message says what to run.",
    ),
}

_SECURITY = {
    "password": {
        "type": "http",
        "scheme": "basic",
        "description": "The password of the archive, if it has one.",
    },
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token instead, as `cuttings-web new-token` makes it.",
    },
}

# Werkzeug's notation: <path:article_id>.
_CONVERTED = re.compile(r"<(?:[^<>:]+:)?(\w+)>")
# What docstrings are written in.
_ROLE = re.compile(r":\w+:`~?(?:[\w.]+\.)?(\w+)`")


def openapi_document(app: Flask) -> dict[str, Any]:
    """Return the document of all routes that say what they answer.

    ``servers`` is left to who knows under which prefix the application runs.
    """
    found = operations(app)
    answers = {each.answer for _, each in found.values() if each.answer is not None}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Cuttings",
            "version": version("cuttings"),
            "description": _DESCRIPTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        # Nothing is asked for where no password is set.
        "security": [{}, *({name: []} for name in _SECURITY)],
        "paths": {
            path: {"get": _operation(name, path, operation)}
            for path, (name, operation) in found.items()
        },
        "components": {
            "schemas": _schemas([*sorted(answers, key=lambda each: each.__name__), ErrorAnswer]),
            "parameters": {
                **{each.name: _parameter(each) for each in SEARCH},
                _KNOWN_TAG: {
                    "name": _KNOWN_TAG,
                    "in": "header",
                    "description": "The ETag of an answer that is there already.",
                    "schema": {"type": "string"},
                },
            },
            "responses": {
                name: {"description": text, "content": _content(ErrorAnswer)}
                for name, text in _ERRORS.values()
            },
            "securitySchemes": _SECURITY,
        },
    }


def operations(app: Flask) -> dict[str, tuple[str, Operation]]:
    """Return what is answered at each address, with a name for it."""
    found = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        operation = operation_of(app.view_functions[rule.endpoint])
        if operation is not None:
            room, _, view = rule.endpoint.rpartition(".")
            name = room if view == "answer" else f"{room}_{view}"
            found[_CONVERTED.sub(r"{\1}", rule.rule)] = (name, operation)
    return found


def _operation(name: str, path: str, operation: Operation) -> dict[str, Any]:
    in_path = re.findall(r"\{(\w+)\}", path)
    responses: dict[str, Any] = {
        "200": {
            "description": _plain(operation.answer.__doc__ or "") if operation.answer else "JSON.",
            "content": _content(operation.answer),
        },
    }
    if operation.tagged:
        tag = {"description": "A weak tag.", "schema": {"type": "string"}}
        responses["200"]["headers"] = {"ETag": tag}
        responses["304"] = {"description": "The answer that has the tag still holds."}
    if operation.redirects:
        responses["302"] = {"description": "The same is at another address, in Location."}
    without = {"404": not in_path, "503": not operation.asks_archive}
    codes = [code for code in _ERRORS if not without.get(code)]
    responses |= {code: {"$ref": _RESPONSE + _ERRORS[code][0]} for code in codes}
    return {
        "operationId": name,
        "summary": operation.summary,
        "parameters": [
            *(
                {
                    "name": each,
                    "in": "path",
                    "required": True,
                    "description": _IN_PATH.get(each, ""),
                    "schema": {"type": "string", "minLength": 1},
                }
                for each in in_path
            ),
            *(
                {"$ref": _PARAMETER + each.name} if each in SEARCH else _parameter(each)
                for each in operation.parameters
            ),
            *([{"$ref": _PARAMETER + _KNOWN_TAG}] if operation.tagged else []),
        ],
        "responses": dict(sorted(responses.items())),
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.meaning,
        "schema": dict(parameter.schema),
    }


def _content(answer: type[Result] | None) -> dict[str, Any]:
    schema = {"$ref": _SCHEMA.format(model=answer.__name__)} if answer else {"type": "object"}
    return {"application/json": {"schema": schema}}


def _schemas(answers: list[type[Result]]) -> dict[str, Any]:
    """Return the schemas of types and of all that they are made of, by name."""
    _, found = models_json_schema(
        [(answer, "serialization") for answer in answers], ref_template=_SCHEMA
    )
    schemas: dict[str, Any] = found["$defs"]
    for schema in schemas.values():
        if "description" in schema:
            schema["description"] = _plain(schema["description"])
    return schemas


def _plain(docstring: str) -> str:
    """Return a docstring as Markdown, each paragraph on a line."""
    text = _ROLE.sub(r"`\1`", docstring.replace("``", "`"))
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))
