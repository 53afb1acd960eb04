"""Feeds: what comes into a search, for programs that ask again and again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Blueprint, Response, request, url_for

from webui.formats.syndication.atom import ATOM_TYPE, write_atom
from webui.formats.syndication.feed_document import FeedDocument, FeedItem
from webui.formats.syndication.json_feed import JSON_FEED_TYPE, write_json_feed
from webui.middleware.authentication.guard import with_token
from webui.middleware.observing.noted import note_hits
from webui.middleware.repeating.revalidation import has_tag, not_modified, tag_of, untagged
from webui.page.addresses import (
    FeedFormat,
    absolute,
    article_url,
    feed_url,
    may_be_repeated,
    search_url,
)
from webui.search.backend import Backend, Searcher
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.feed_position import (
    BEFORE,
    FeedPosition,
    check_whole,
    read_position,
)
from webui.search.criteria.reading import parse_criteria
from webui.search.query.parser import parse_query
from webui.search.results.whole.feed import FeedEntry
from webui.views.downloads.feed_wording import (
    Silence,
    about_feed,
    about_silence,
    entry_html,
    search_name,
    silence,
    silent_title,
)
from webui.views.http import parameters_of_request, text_response

_ENTRIES = 100


def _now() -> datetime:
    return datetime.now(UTC)


def blueprint(backend: Backend, clock: Callable[[], datetime] = _now) -> Blueprint:
    """Return the views of feeds.

    Args:
        backend: the archive.
        clock: gives the time, with its time zone.
    """
    views = Blueprint("feeds", __name__)

    @views.get("/feed.atom")
    @untagged
    def atom() -> Response:
        """As Atom."""
        return answer("atom")

    @views.get("/feed.json")
    @untagged
    def json() -> Response:
        """As JSON Feed."""
        return answer("json")

    def answer(kind: FeedFormat) -> Response:
        now = clock()
        parameters = parameters_of_request()
        criteria = parse_criteria(parameters, now.date(), extra=(BEFORE,))
        before = read_position(parameters.get(BEFORE, ()))
        check_whole(criteria)
        with backend.searcher() as searcher:
            criteria.agree_with(searcher.state.generation)
            quiet = silence(searcher.last_import, searcher.state, now)
            tag = _tag(searcher, criteria, quiet)
            if has_tag(request, tag):
                searcher.check()
                response = not_modified()
            else:
                document = _document(searcher, criteria.narrowing(), before, quiet, kind)
                response = (
                    text_response(write_atom(document), ATOM_TYPE)
                    if kind == "atom"
                    else text_response(write_json_feed(document), JSON_FEED_TYPE)
                )
        response.set_etag(tag, weak=True)
        return response

    return views


def _tag(searcher: Searcher, criteria: Criteria, quiet: Silence | None) -> str:
    """Return what stands for all that a feed depends on.

    Syncs that change nothing are not in it, nor is the day, but for what is asked that depends
    on it. The tag is weak: of one that holds, the answer says the same, in other bytes maybe.
    """
    state, last = searcher.state, searcher.last_import
    meant = (criteria.span, criteria.added_span, parse_query(criteria.q, criteria.today).tree)
    said = (quiet, state.synced if quiet and quiet.unsynced else "")
    return tag_of(state.generation, state.articles, last, meant, said)


def _document(
    searcher: Searcher,
    criteria: Criteria,
    before: FeedPosition | None,
    quiet: Silence | None,
    kind: FeedFormat,
) -> FeedDocument:
    """Return a page of the feed of a search; that nothing came in is said on the first one."""
    told = [_silent(quiet)] if quiet and before is None else []
    page = searcher.find(criteria, relax=False).feed(before, _ENTRIES - len(told))
    note_hits(page.total)
    last, name = searcher.last_import, search_name(criteria)
    home = absolute(search_url(criteria))
    search = home if may_be_repeated(criteria.parameters()) else ""
    known = [quiet.long if quiet else "", page.newest or "", last.time if last else ""]
    return FeedDocument(
        title=f"Cuttings: {name}",
        subtitle=about_feed(page, last, quiet),
        home=home,
        own=with_token(absolute(feed_url(criteria, kind, before))),
        first=absolute(feed_url(criteria, kind)),
        next=with_token(absolute(feed_url(criteria, kind, page.next))) if page.next else "",
        updated=next(filter(None, known), page.index.synced),
        items=[*told, *(_item(entry, criteria, name, search) for entry in page.entries)],
    )


def _item(entry: FeedEntry, criteria: Criteria, name: str, search: str) -> FeedItem:
    hit = entry.hit
    page = absolute(article_url(hit.id, criteria))
    return FeedItem(
        id=entry.id,
        title=hit.title,
        html=entry_html(hit, name, search, page),
        url=hit.url or page,
        page=page if hit.url else "",
        updated=hit.added or "",
        published=hit.published or "",
        author=hit.provider.label if hit.provider else "",
        tags=hit.topics,
        image=hit.image or "" if criteria.images else "",
    )


def _silent(quiet: Silence) -> FeedItem:
    status = absolute(url_for("status.page"))
    return FeedItem(
        id=quiet.id,
        title=silent_title(),
        html=about_silence(quiet, status),
        url=status,
        page="",
        updated=quiet.long,
        author="Cuttings",
    )
