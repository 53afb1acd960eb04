"""The addresses of the pages that look at a whole search. Knows no requests."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import url_for

from webui.search.compare import Asked
from webui.search.coverage import Order
from webui.search.criteria import Criteria

# What all browsers keep of an address. A longer one on each of a thousand rows would make
# an answer that is a thousand times as long as its question.
_LONGEST_REPEATED = 2000


def coverage_url(criteria: Criteria, by: Order = "count", *, csv: bool = False) -> str:
    """Return the address of who covers a search, as a page or as CSV."""
    order = [("by", by)] if by != "count" else []
    parameters = [*criteria.changed().parameters(), *order]
    return _address(url_for("coverage.table" if csv else "coverage.page"), parameters)


def compare_url(asked: Asked, *, csv: bool = False) -> str:
    """Return the address of a comparison, as a page or as CSV."""
    return _address(url_for("compare.table" if csv else "compare.page"), asked.parameters())


def story_url(article_id: str, criteria: Criteria, *, json: bool = False) -> str:
    """Return the address of a story: of those of its articles that a search finds."""
    path = url_for("story.story_json" if json else "story.story", article_id=article_id)
    return _address(path, criteria.narrowing().parameters())


def may_be_repeated(parameters: list[tuple[str, str]]) -> bool:
    """Whether an address with these parameters may stand on a page many times."""
    return len(urlencode(parameters)) <= _LONGEST_REPEATED


def _address(path: str, parameters: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(parameters)}" if parameters else path
