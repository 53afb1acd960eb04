"""Hits in order of first indexed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from indexer.contract.history import History, Moment
from tests.webui.search.reference.answers.presenting import as_hit
from tests.webui.search.reference.archive import Archive, Entry
from tests.webui.search.reference.found import Found
from webui.search.criteria.feed_position import FeedPosition
from webui.search.results.whole.feed import FeedEntry, FeedPage, LastImport

# As docs/research/feeds.md has it.
_NAMESPACE = uuid.UUID("ff38fce6-0d16-4f38-82c1-43313eae5011")


def feed(archive: Archive, found: Found, before: FeedPosition | None, size: int) -> FeedPage:
    """Return a page of a feed."""
    known = _newest_first(found.hits)
    left = [
        (hit, past)
        for hit, past in known
        if before is None or (past.added.generation, _first_id(hit, past)) < before
    ]
    page = left[:size]
    last = page[-1] if len(left) > size else None
    return FeedPage(
        total=len(known),
        unknown=len(found.hits) - len(known),
        newest=_time(known[0][1].added) if known else None,
        entries=[
            FeedEntry(
                id=_entry_id(hit, past),
                hit=as_hit(archive, found, hit).model_copy(update={"group": None}),
            )
            for hit, past in page
        ],
        next=FeedPosition(last[1].added.generation, _first_id(*last)) if last else None,
        notices=found.notices,
        index=archive.state,
    )


def last_import(archive: Archive) -> LastImport | None:
    """Return when an article last came in."""
    known = [past.added for _, past in _newest_first(archive.entries)]
    if not known:
        return None
    generation = max(moment.generation for moment in known)
    time = max(moment for moment in known if moment.generation == generation)
    return LastImport(generation=generation, time=_time(time))


def _newest_first(entries: Iterable[Entry]) -> list[tuple[Entry, History]]:
    known = [(entry, entry.history) for entry in entries if entry.history]
    known.sort(key=lambda one: (one[1].added.generation, _first_id(*one)), reverse=True)
    return known


def _first_id(entry: Entry, past: History) -> str:
    return past.first_id or entry.id


def _entry_id(entry: Entry, past: History) -> str:
    name = "\n".join([str(past.added.generation), str(past.added.time), _first_id(entry, past)])
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, name)}"


def _time(moment: Moment) -> str:
    when = datetime(1970, 1, 1) + timedelta(microseconds=moment.time)
    return f"{when.replace(microsecond=0).isoformat()}Z"
