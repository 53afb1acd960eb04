"""The addresses of our own pages. Knows no requests."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Flask, url_for

from webui.search.criteria.comparison import Asked
from webui.search.criteria.criteria import Criteria, Order
from webui.search.criteria.facet_specs import FacetName

# What all browsers keep of an address. A longer one on each of a thousand rows would make
# an answer that is a thousand times as long as its question.
_LONGEST_REPEATED = 2000


def register(app: Flask) -> None:
    """Give templates the functions of this module."""
    searches = (home_url, search_url, search_url_for, coverage_url, compare_url)
    for function in (kept, *searches, article_url, story_url, whole_story_url):
        app.jinja_env.globals[function.__name__] = function


def home_url(criteria: Criteria) -> str:
    """Return the address of everything; without pictures, if the page has none."""
    return address("/", kept(criteria))


def search_url(criteria: Criteria) -> str:
    """Return the address of a search."""
    return address("/", criteria.parameters())


def search_url_for(facet: FacetName, value: str, criteria: Criteria) -> str:
    """Return the address of all articles of a value; without pictures, if the page has none."""
    return address("/", [(facet, value), *kept(criteria)])


def article_url(article_id: str, criteria: Criteria) -> str:
    """Return the address of an article's page; without pictures, if the page has none."""
    return address(url_for("article.page", article_id=article_id), kept(criteria))


def whole_story_url(article_id: str, criteria: Criteria) -> str:
    """Return the address of all of a story; without pictures, if the page has none."""
    return address(url_for("story.page", article_id=article_id), kept(criteria))


def coverage_url(criteria: Criteria, by: Order = "count", *, csv: bool = False) -> str:
    """Return the address of who covers a search, as a page or as CSV."""
    order = [("by", by)] if by != "count" else []
    parameters = [*criteria.changed().parameters(), *order]
    return address(url_for("coverage.table" if csv else "coverage.page"), parameters)


def compare_url(asked: Asked, *, csv: bool = False) -> str:
    """Return the address of a comparison, as a page or as CSV."""
    return address(url_for("comparison.table" if csv else "comparison.page"), asked.parameters())


def story_url(article_id: str, criteria: Criteria, *, json: bool = False) -> str:
    """Return the address of a story: of those of its articles that a search finds."""
    path = url_for("story.answer" if json else "story.page", article_id=article_id)
    return address(path, criteria.narrowing().parameters())


def may_be_repeated(parameters: list[tuple[str, str]]) -> bool:
    """Whether an address with these parameters may stand on a page many times."""
    return len(urlencode(parameters)) <= _LONGEST_REPEATED


def address(path: str, parameters: list[tuple[str, str]]) -> str:
    """Return the address of a path with some parameters."""
    return f"{path}?{urlencode(parameters)}" if parameters else path


def kept(criteria: Criteria) -> list[tuple[str, str]]:
    """Return the parameters that every link and form keeps: whether there are pictures."""
    return [] if criteria.images else [("images", "0")]
