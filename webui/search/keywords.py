"""The parameters of a search as keywords of Python."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias, TypedDict

from webui.search.criteria.criteria import PARAMETERS

Texts: TypeAlias = str | Iterable[str]
Day: TypeAlias = str | int | datetime.date


class Keywords(TypedDict, total=False):
    """Those of an address, by name; ``from_``, ``in_`` and ``id_`` for words of Python.

    What is None counts as not given.
    """

    provider: Texts | None
    not_provider: Texts | None
    find_provider: str | None
    topic: Texts | None
    not_topic: Texts | None
    find_topic: str | None
    type: Texts | None
    not_type: Texts | None
    find_type: str | None
    from_: Day | None
    to: Day | None
    last: str | None
    date: str | None
    min_quality: int | None
    curated: bool | None
    added_from: Day | None
    added_to: Day | None
    since: int | None
    id_: Texts | None
    sample: int | None
    seed: int | None
    strata: Texts | None
    allocation: str | None
    weeks: int | None
    as_of: int | None
    match: str | None
    in_: Texts | None
    feedback: bool | None
    sort: str | None
    group: str | None
    measure: str | None
    unit: str | None
    base: str | None
    band: bool | None
    peaks: bool | None
    images: bool | None
    page: int | None
    size: int | None
    facet_size: int | None


def parameters_of(given: Mapping[str, Any]) -> dict[str, list[str]]:
    """Write keywords as the parameters of an address."""
    parameters = {}
    for keyword, value in given.items():
        name = keyword.removesuffix("_")
        if value is not None:
            # What is unknown keeps its name, so that it is named as it was written.
            parameters[name if name in PARAMETERS else keyword] = _texts(name, value)
    return parameters


def _texts(name: str, value: object) -> list[str]:
    if isinstance(value, str | int | float | datetime.date) or not isinstance(value, Iterable):
        return [_text(value)]
    texts = [_text(each) for each in value]
    return [",".join(texts)] if name == "strata" else texts


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, datetime.datetime):
        # Days are those of UTC.
        value = value.astimezone(datetime.UTC) if value.tzinfo else value
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
