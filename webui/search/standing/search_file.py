"""The file of a standing search → what it asks for, or where and why it cannot be read."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Literal, cast, get_args

from webui.search.criteria.criteria import PARAMETERS, Criteria
from webui.search.criteria.parameters import ParameterError, unknown_parameter
from webui.search.criteria.reading import parse_criteria
from webui.search.standing.plain_yaml import (
    FileTextError,
    Mapping,
    Text,
    Texts,
    Value,
    divided,
    read_mapping,
)

Frequency = Literal["import", "daily", "weekly"]

MAX_BYTES = 64 * 1024
"""No file of a search is larger."""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
"""What a search or a channel may be called: it stands in addresses and in names of files."""

_KEYS = ("title", "query", "filters", "frequency", "channel")
_MOST_CHANNELS = 20
_MOST_TITLE = 200
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# What these ask for would not be what is new of the search.
_NOT_HERE = {
    "q": "the query stands above the filters, as query",
    "since": "what is new is told by itself",
    "as_of": "what is new is told by itself",
    "page": "a standing search has no pages",
    "size": "a standing search has no pages",
    **dict.fromkeys(
        ("sample", "seed", "strata", "allocation", "weeks"),
        "a sample of what is new is not what is new of a sample",
    ),
}


@dataclass(frozen=True, slots=True)
class StandingSearch:
    """What a file asks for.

    Attributes:
        name: of the file, without its ending.
        title: on one line.
        query: as it is written.
        filters: name and values of the parameters, as they are written.
        criteria: what both mean.
        frequency: how often it is delivered at most.
        channels: by which; none where it is only looked at.
        note: the text below the front matter, as it is written.
    """

    name: str
    title: str
    query: str
    filters: tuple[tuple[str, tuple[str, ...]], ...]
    criteria: Criteria
    frequency: Frequency
    channels: tuple[str, ...]
    note: str


def read_search(name: str, data: bytes, today: datetime.date) -> StandingSearch:
    """Read the bytes of a file.

    Args:
        name: of the search.
        data: the bytes.
        today: the day from which ``last`` counts back, in UTC.

    Raises:
        FileTextError: it cannot be read.
    """
    head, note = divided(_text(data))
    given = read_mapping(head)
    for key, (line, _) in given.values.items():
        if key not in _KEYS:
            message = unknown_parameter(key, _KEYS).message.replace("parameter", "key")
            raise FileTextError(line, message.rstrip("."))
    query = _one(given, "query")
    filters = _filters(given)
    title = " ".join(_UNPRINTABLE.sub(" ", _one(given, "title")).split())
    if len(title) > _MOST_TITLE:
        raise FileTextError(given.values["title"][0], f"title has more than {_MOST_TITLE} letters")
    frequency = _one(given, "frequency") or "import"
    if frequency not in get_args(Frequency):
        line = given.values["frequency"][0]
        raise FileTextError(line, f"frequency must be one of: {', '.join(get_args(Frequency))}")
    return StandingSearch(
        name=name,
        title=title or name,
        query=query,
        filters=tuple((key, texts) for key, (_, texts) in filters.items()),
        criteria=_criteria(given, query, filters, today),
        frequency=cast("Frequency", frequency),
        channels=_channels(given),
        note=note.strip(),
    )


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise FileTextError(1, f"larger than {MAX_BYTES // 1024} KiB")
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as error:
        raise FileTextError(data.count(b"\n", 0, error.start) + 1, "not UTF-8") from error
    if "\0" in text:
        raise FileTextError(text.count("\n", 0, text.index("\0")) + 1, "binary: a NUL byte")
    return text


def _one(given: Mapping, key: str) -> str:
    line, value = given.values.get(key, (1, Text("", 1)))
    if not isinstance(value, Text):
        raise FileTextError(line, f"{key} must be a text")
    return value.text.strip()


def _several(line: int, key: str, value: Value) -> tuple[str, ...]:
    if isinstance(value, Text):
        return (value.text,) if value.text else ()
    if isinstance(value, Texts):
        texts = [item.text for item in value.items if isinstance(item, Text)]
        if len(texts) == len(value.items):
            return tuple(texts)
    raise FileTextError(line, f"{key} must be a text or a list of texts")


def _filters(given: Mapping) -> dict[str, tuple[int, tuple[str, ...]]]:
    line, value = given.values.get("filters", (1, Mapping(1)))
    if isinstance(value, Text) and not value.text:
        return {}
    if not isinstance(value, Mapping):
        raise FileTextError(line, "filters must be keys with values, as provider: [Public One]")
    found = {}
    for key, (place, texts) in value.values.items():
        if key in _NOT_HERE:
            raise FileTextError(place, f"{key} cannot be a filter here: {_NOT_HERE[key]}")
        if key not in PARAMETERS:
            known = [name for name in PARAMETERS if name not in _NOT_HERE]
            raise FileTextError(place, unknown_parameter(key, known).message.rstrip("."))
        found[key] = (place, _several(place, key, texts))
    return found


def _criteria(
    given: Mapping,
    query: str,
    filters: dict[str, tuple[int, tuple[str, ...]]],
    today: datetime.date,
) -> Criteria:
    parameters = {"q": (query,), **{key: texts for key, (_, texts) in filters.items()}}
    try:
        criteria = parse_criteria(parameters, today)
    except ParameterError as error:
        other = given.values.get("filters", (1, None))[0]
        line = filters[error.parameter][0] if error.parameter in filters else other
        raise FileTextError(line, error.message.rstrip(".")) from error
    if criteria == Criteria(today=today):
        raise FileTextError(1, "neither a query nor a filter: this would be every article")
    return criteria


def _channels(given: Mapping) -> tuple[str, ...]:
    line, value = given.values.get("channel", (1, Text("", 1)))
    names = tuple(dict.fromkeys(_several(line, "channel", value)))
    if len(names) > _MOST_CHANNELS:
        raise FileTextError(line, f"more than {_MOST_CHANNELS} channels")
    # What stands there instead may be an address with a password, so it is not repeated.
    if not all(NAME.fullmatch(name) for name in names):
        raise FileTextError(
            line, "channel must be the name of a channel: letters, digits, - and _; no address"
        )
    return names
