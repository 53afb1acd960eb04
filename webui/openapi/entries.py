"""The document of the API as a page tells it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter: its name, what it means, which values it has, and which counts without it."""

    name: str
    meaning: str
    values: str
    default: str


@dataclass(frozen=True, slots=True)
class Field:
    """A part of an answer: its name, its type, and whether it may be missing."""

    name: str
    type: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One address of the API.

    Attributes:
        path: with its variable parts in braces.
        name: of what it answers; unique.
        summary: a line.
        shared: how many of the parameters of a search it has.
        own: its other parameters.
        answer: what is answered, in paragraphs.
        fields: what the answer is made of; empty where others know that.
        errors: status codes that are no answer, with what they mean.
    """

    path: str
    name: str
    summary: str
    shared: int
    own: list[Row]
    answer: list[str]
    fields: list[Field]
    errors: list[tuple[str, str]]


def entries(document: Mapping[str, Any]) -> list[Entry]:
    """Return the addresses of a document, in its order."""
    return [_entry(document, path, item["get"]) for path, item in document["paths"].items()]


def shared_rows(document: Mapping[str, Any]) -> list[Row]:
    """Return the parameters of a search."""
    shared = document["components"]["parameters"].values()
    return [_row(each) for each in shared if each["in"] == "query"]


def _entry(document: Mapping[str, Any], path: str, operation: Mapping[str, Any]) -> Entry:
    own = [each for each in operation["parameters"] if "$ref" not in each]
    referred = [_followed(document, each) for each in operation["parameters"] if "$ref" in each]
    responses = {code: _followed(document, each) for code, each in operation["responses"].items()}
    answered = responses["200"]
    return Entry(
        path=path,
        name=operation["operationId"],
        summary=operation["summary"],
        shared=sum(each["in"] == "query" for each in referred),
        own=[_row(each) for each in own],
        answer=[part for part in answered["description"].split("\n\n") if part],
        fields=list(_fields(document, answered["content"]["application/json"]["schema"])),
        errors=[(code, each["description"]) for code, each in responses.items() if code >= "400"],
    )


def _followed(document: Mapping[str, Any], part: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in part:
        return part
    found: Any = document
    for name in part["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    return dict(found)


def _fields(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Field]:
    answer = _followed(document, schema)
    required = answer.get("required", ())
    for name, each in answer.get("properties", {}).items():
        yield Field(name, _type(each), name not in required)


def _type(schema: Mapping[str, Any]) -> str:
    match schema:
        case {"$ref": reference}:
            return str(reference).rpartition("/")[2]
        case {"anyOf": options}:
            return " or ".join(map(_type, options))
        case {"type": "array", "items": items}:
            return f"list of {_type(items)}"
        case {"enum": values}:
            return _words(values)
        case {"type": kind}:
            return str(kind)
    return "anything"


def _row(parameter: Mapping[str, Any]) -> Row:
    schema = parameter["schema"]
    return Row(
        name=parameter["name"],
        meaning=parameter["description"],
        values=_values(schema),
        default=str(schema.get("default", "")),
    )


def _values(schema: Mapping[str, Any]) -> str:
    match schema:
        case {"type": "array", "items": items, "maxItems": most}:
            return f"{_values(items)}; up to {most:,} times"
        case {"enum": values}:
            return _words(values)
        case {"type": "integer", "minimum": low, "maximum": high}:
            return f"whole number, {low:,} to {high:,}"
    return "text"


def _words(values: list[Any]) -> str:
    *others, last = map(str, values)
    return f"{', '.join(others)} or {last}" if others else last
