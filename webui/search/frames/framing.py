"""Rows → a frame of pandas, whose columns have the types that their names stand for."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

TYPES: Mapping[str, str] = {
    **dict.fromkeys(("published", "added", "first", "last"), "datetime64[s, UTC]"),
    **dict.fromkeys(("start", "end"), "datetime64[s]"),
    **dict.fromkeys(
        ("provider", "provider_domain", "type", "stratum", "word", "query"), "category"
    ),
    **dict.fromkeys(("quality", "added_generation"), "Int64"),
    **dict.fromkeys(
        ("heat", "story_size", "copies", "count", "all", "providers", "matching", "total",
         "missing", "output", "without", "only", "adds", "articles", "among", "elsewhere"),
        "int64",
    ),
    **dict.fromkeys(
        ("score", "weight", "ratio", "low", "high", "share", "expected", "chance",
         "log_likelihood", "log_ratio"),
        "float64",
    ),
    "curated": "bool",
    "telling": "boolean",
    **dict.fromkeys(("topics", "matched"), "object"),
}  # fmt: skip
"""What pandas calls the type of a column; all others are ``string``."""


def frame_of(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """Make a frame.

    Args:
        columns: their names.
        rows: a value for each, times as in JSON.

    Raises:
        ModuleNotFoundError: pandas is not installed.
    """
    try:
        import pandas as pd
    except ModuleNotFoundError as error:
        message = "Frames need pandas. Install it with: pip install 'cuttings[pandas]'"
        raise ModuleNotFoundError(message, name=error.name) from error
    values: list[list[Any]] = [[] for _ in columns]
    for row in rows:
        for column, value in zip(values, row, strict=True):
            column.append(value)
    series: dict[str, pd.Series] = {}
    for name, column in zip(columns, values, strict=True):
        kind: Any = TYPES.get(name, "string")
        if kind.startswith("datetime"):
            # Through pandas' own text, nanoseconds would end the calendar at 1677.
            column = [datetime.datetime.fromisoformat(text) if text else None for text in column]
        series[name] = pd.Series(column, dtype=kind)
    return pd.DataFrame(series)
