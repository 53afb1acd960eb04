"""The search of a manifest, as it is asked again."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from webui.search.criteria.criteria import Criteria
from webui.search.criteria.reading import parse_criteria
from webui.search.results.sample import SampleInfo
from webui.search.results.whole.exports import Manifest


def criteria_of(manifest: Manifest, today: datetime.date) -> Criteria:
    """Return the search that a manifest is of, a sample drawn by the same parameters.

    The days of ``last`` are those that it meant then. Days that stand in the query itself, as
    ``published:>7d``, move with today.

    Args:
        manifest: of an export.
        today: in UTC.

    Raises:
        ParameterError: it has filters that are not known here, or that cannot be read.
    """
    asked = manifest.query
    filters: dict[str, Any] = dict(asked.filters)
    if filters.pop("last", None):
        filters |= {"from": asked.from_ or "", "to": asked.to or ""}
    given = {name: [*_texts(value)] for name, value in filters.items()}
    given |= {"q": [asked.text], "match": [asked.match], "in": list(asked.in_)}
    given |= _sampling(manifest.sample) if manifest.sample else {}
    return parse_criteria({**given, "sort": [manifest.sort]}, today)


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, list):
        return map(str, value)
    return [str(int(value)) if isinstance(value, bool) else str(value)]


def _sampling(sample: SampleInfo) -> dict[str, list[str]]:
    constructed = sample.constructed
    drawn = {
        "sample": None if sample.size is None else str(sample.size),
        "seed": str(sample.seed),
        "strata": ",".join(sample.by) or None,
        "allocation": sample.allocation if sample.by else None,
        "weeks": str(constructed.weeks) if constructed else None,
    }
    return {name: [text] for name, text in drawn.items() if text is not None}
