"""The addresses of our own pages. Knows no requests.

All of them begin with the prefix below which the pages stand, if there is one, as what Flask's
``url_for`` returns does: no address is written out in the code, a template or a script.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal
from urllib.parse import quote_plus, urlencode, urlsplit

from flask import Flask, url_for

from webui.page.paths import in_path, path_of, path_of_article
from webui.search.criteria.comparison import Asked
from webui.search.criteria.criteria import Criteria, Order
from webui.search.criteria.facet_specs import FacetName
from webui.search.criteria.feed_position import BEFORE, FeedPosition
from webui.search.criteria.followers import PairsAsked
from webui.search.criteria.ledger import LedgerAsked

FeedFormat = Literal["atom", "json"]

# What all browsers keep of an address. A longer one on each of a thousand rows would make
# an answer that is a thousand times as long as its question.
_LONGEST_REPEATED = 2000

LONGEST_ADDRESS = 24_000
"""Characters of the address of a list: with its other headers, a request may have 32 KB."""


def register(app: Flask) -> None:
    """Give templates the functions of this module."""
    searches = (
        path_of,
        home_url,
        search_url,
        search_url_for,
        coverage_url,
        followers_url,
        compare_url,
        export_url,
        feed_url,
        citations_url,
        list_form_url,
    )
    for function in (kept, *searches, ledger_url, audit_url, article_url, story_url, host_of):
        app.jinja_env.globals[function.__name__] = function


def home_url(criteria: Criteria) -> str:
    """Return the address of everything; without pictures, if the page has none."""
    return address(_root(), kept(criteria))


def search_url(criteria: Criteria) -> str:
    """Return the address of a search."""
    return _address(_root(), criteria.encoded)


def dated_url(criteria: Criteria) -> Callable[[str, str], str]:
    """Return what gives the address of a search narrowed to some days, of which a page has many.

    All but the first and the last day (``YYYY-MM-DD``), which it is given, is made once.
    """
    # An equals sign in a value is escaped, so nothing else in the address looks like this.
    mark = "from=%3D&to=%3D"
    begin, end = search_url(criteria.changed(from_="=", to="=")).split(mark, 1)
    return lambda first, last: f"{begin}from={first}&to={last}{end}"


def search_url_for(facet: FacetName, value: str, criteria: Criteria) -> str:
    """Return the address of all articles of a value; without pictures, if the page has none."""
    images = "" if criteria.images else "&images=0"
    return f"{_root()}?{facet}={quote_plus(value)}{images}"


def list_form_url() -> str:
    """Return the address of the form that collects a list."""
    return path_of("own_lists.collect")


def citations_url(criteria: Criteria, style: str = "", *, text: bool = False) -> str:
    """Return the address of how a search and its articles are cited.

    Args:
        criteria: the search.
        style: the articles are cited in; empty: the first one.
        text: whether it is that of the articles alone, as plain text.
    """
    path = path_of("citation_lists.text" if text else "citation_lists.page")
    return address(path, [*_elsewhere(criteria), *([("style", style)] if style else [])])


def article_url(article_id: str, criteria: Criteria) -> str:
    """Return the address of an article's page, which knows the search that one came from."""
    return _address(path_of_article("article.page", article_id), _repeated(criteria))


def article_urls(criteria: Criteria) -> Callable[[str], str]:
    """Return what :func:`article_url` is of some search, for a page that has many."""
    begin, end = path_of_article("article.page", ""), _repeated(criteria)
    return lambda article_id: _address(f"{begin}{in_path(article_id)}", end)


def coverage_url(
    criteria: Criteria, by: Order = "count", least: int = 0, *, csv: bool = False
) -> str:
    """Return the address of who covers a search, as a page or as CSV.

    Args:
        criteria: the search.
        by: the order of the providers.
        least: how many articles each of them published at least.
        csv: whether it is that of the CSV.
    """
    order = [("by", by)] if by != "count" else []
    own = [*order, ("least", str(least))] if least else order
    parameters = [*_elsewhere(criteria), *own]
    return address(path_of("coverage.table" if csv else "coverage.page"), parameters)


def export_url(criteria: Criteria, name: str) -> str:
    """Return the address of all that a search finds, as a file of some format.

    Args:
        criteria: the search; its order and its sample are kept, and its page is not.
        name: of the format; ``json`` is the manifest.
    """
    kept = criteria.narrowing().changed(
        sort=criteria.sort,
        sample=criteria.sample,
        seed=criteria.seed,
        strata=criteria.strata,
        allocation=criteria.allocation,
        weeks=criteria.weeks,
        images=True,
    )
    return _address(path_of(f"exports.{name}"), kept.encoded)


def feed_url(
    criteria: Criteria, kind: FeedFormat = "atom", before: FeedPosition | None = None
) -> str:
    """Return the address of the feed of a search: of all that it finds, and no sample of it.

    Args:
        criteria: the search; its order, its page and what is shown of it are not kept.
        kind: of the feed.
        before: where the page of the feed begins; None: the first page.
    """
    path, narrowing = path_of(f"feeds.{kind}"), criteria.narrowing()
    if before is None:
        return _address(path, narrowing.encoded)
    return address(path, [*narrowing.parameters(), (BEFORE, str(before))])


def followers_url(criteria: Criteria, asked: PairsAsked | None = None, *, csv: bool = False) -> str:
    """Return the address of who follows whom in a search, as a page or as CSV."""
    parameters = [*_elsewhere(criteria), *(asked or PairsAsked()).parameters()]
    return address(path_of("followers.table" if csv else "followers.page"), parameters)


def ledger_url(asked: LedgerAsked, *, csv: bool = False) -> str:
    """Return the address of the ledger, as a page or as CSV."""
    return address(path_of("ledger.table" if csv else "ledger.page"), asked.parameters())


def audit_url(criteria: Criteria, q: str | None = None) -> str:
    """Return the address of the workbench for a search string: that of a search, or another."""
    other = criteria.changed() if q is None else criteria.changed(q=q)
    return address(path_of("audit.page"), other.parameters())


def compare_url(asked: Asked, *, csv: bool = False) -> str:
    """Return the address of a comparison, as a page or as CSV."""
    return address(path_of("comparison.table" if csv else "comparison.page"), asked.parameters())


def story_url(
    article_id: str, criteria: Criteria, *, whole: bool = False, json: bool = False
) -> str:
    """Return the address of a story.

    Args:
        article_id: of any of its articles.
        criteria: the search that one came from; only what it finds is shown.
        whole: all of the story is shown, and what the search finds of it is marked.
        json: whether it is that of the JSON.
    """
    path = path_of_article("story.answer" if json else "story.page", article_id)
    parameters = _repeated(criteria)
    return _address(path, f"{parameters}&whole=1" if whole and parameters else parameters)


def host_of(url: str) -> str:
    """Return the host name of an address as a reader knows it; the address if it has none.

    Letters beyond ASCII are written as the network knows them (``xn--…``), since some look like
    letters of ASCII.
    """
    try:
        host = (urlsplit(url).hostname or url).removeprefix("www.")
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError:
        return url


def may_be_repeated(parameters: list[tuple[str, str]]) -> bool:
    """Whether an address with these parameters may stand on a page many times."""
    return len(urlencode(parameters)) <= _LONGEST_REPEATED


def address(path: str, parameters: list[tuple[str, str]]) -> str:
    """Return the address of a path with some parameters."""
    return f"{path}?{urlencode(parameters)}" if parameters else path


def absolute(path: str) -> str:
    """Return the whole address of one of ours, for those who read it outside of our pages.

    Scheme and host are those by which the reader's browser knows this server (those that a
    trusted proxy tells), so feeds, exports and descriptions hold addresses that lead back here.

    Args:
        path: as ``url_for`` and the functions of this module return it: it begins with a
            slash and has the prefix in it already, and whatever parameters it may have.
    """
    root = _root()
    return url_for("search.page", _external=True).removesuffix(root) + path


def kept(criteria: Criteria) -> list[tuple[str, str]]:
    """Return the parameters that every link and form keeps: whether there are pictures."""
    return [] if criteria.images else [("images", "0")]


def _root() -> str:
    return path_of("search.page")


def _elsewhere(criteria: Criteria) -> list[tuple[str, str]]:
    """Return the parameters of a search, page 1 of it, for pages without its lists of values."""
    return criteria.elsewhere.parameters()


def _repeated(criteria: Criteria) -> str:
    """Return the query string of a search that links keep from page to page, page 1 of it.

    Of a search whose address is too long to be repeated only whether there are pictures.
    """
    encoded = criteria.elsewhere.encoded
    return encoded if len(encoded) <= _LONGEST_REPEATED else urlencode(kept(criteria))


def _address(path: str, encoded: str) -> str:
    return f"{path}?{encoded}" if encoded else path
