"""The standing searches as the page and the API tell of them."""

from __future__ import annotations

import datetime
from typing import Any

from pydantic import Field

from webui.search.backend import Searcher
from webui.search.criteria.criteria import Criteria
from webui.search.results.base import IndexState, Notice, Result, is_none
from webui.search.results.search import DateFacet, Hit
from webui.search.results.whole.feed import LastImport
from webui.search.standing.search_file import Frequency, StandingSearch
from webui.search.standing.searches_folder import Searches

MOST_NEW = 50
"""So many of the new articles are listed; a search has all of them."""


class FileProblem(Result):
    """A file that cannot be read, and where and why."""

    file: str
    line: int
    reason: str


class ListedSearch(Result):
    """A standing search: ``total`` articles, of which the last import brought ``new``.

    ``parsed`` is the query as it is understood, ``channels`` are names, ``date`` counts the
    articles of the last year of the archive, or of the dates that the search has. ``hits`` are
    the first of what is new, of a search that is asked for by its name; else they are not there.
    """

    name: str
    title: str
    query: str
    parsed: str
    filters: dict[str, Any]
    frequency: Frequency
    channels: list[str]
    total: int
    new: int
    note: str
    notices: list[Notice]
    date: DateFacet
    hits: list[Hit] | None = Field(default=None, exclude_if=is_none)


class StandingSearches(Result):
    """The answer of ``/api/searches``."""

    searches: list[ListedSearch]
    unreadable: list[FileProblem]
    last_import: LastImport | None
    index: IndexState


def listed(
    searches: Searches, searcher: Searcher, today: datetime.date, *, hits: bool = False
) -> StandingSearches:
    """Count what each search finds.

    Args:
        searches: of the folder.
        searcher: the archive.
        today: in UTC.
        hits: whether to list what is new of each.
    """
    imported = searcher.last_import
    return StandingSearches(
        searches=[
            _listed(search, searcher, imported, today, hits=hits) for search in searches.good
        ],
        unreadable=[
            FileProblem(file=each.file, line=each.line, reason=each.reason)
            for each in searches.unreadable
        ],
        last_import=imported,
        index=searcher.state,
    )


def new_of(criteria: Criteria, imported: LastImport | None) -> Criteria:
    """Return the search for what the last import brought, the last first."""
    since = imported.generation - 1 if imported else 0
    return criteria.changed(since=since, sort="added", size=MOST_NEW)


def _listed(
    search: StandingSearch,
    searcher: Searcher,
    imported: LastImport | None,
    today: datetime.date,
    *,
    hits: bool,
) -> ListedSearch:
    criteria = search.criteria
    drawn = searcher.find(_over_time(criteria, searcher, today), relax=False).page()
    new = searcher.find(new_of(criteria, imported), relax=False)
    return ListedSearch(
        name=search.name,
        title=search.title,
        query=search.query,
        parsed=drawn.query.parsed,
        filters=criteria.filters(),
        frequency=search.frequency,
        channels=list(search.channels),
        total=searcher.find(criteria, relax=False).total,
        new=new.total if imported else 0,
        note=search.note,
        notices=drawn.notices,
        date=drawn.facets.date,
        hits=new.page().hits if hits else None,
    )


def _over_time(criteria: Criteria, searcher: Searcher, today: datetime.date) -> Criteria:
    last = min(searcher.span.last or today, today)
    if criteria.span or criteria.date:
        return criteria
    first = last - datetime.timedelta(days=364)
    return criteria.changed(from_=first.isoformat(), to=last.isoformat())
