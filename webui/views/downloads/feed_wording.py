"""What a feed says: of itself, in each entry, and where it has been silent for long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid5

from markupsafe import Markup, escape

from webui.formats.date_texts import moment
from webui.page.controls import chips
from webui.page.wording import plural
from webui.search.criteria.criteria import Criteria
from webui.search.results.base import IndexState
from webui.search.results.presenting import iso
from webui.search.results.search import Hit
from webui.search.results.whole.feed import NAMESPACE, FeedPage, LastImport

# Importers run several times a day, and some rest over a weekend: from Friday evening to Monday
# morning are less than three days.
_LONG = timedelta(days=3)
# Longer names would outweigh the entries that have them.
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Silence:
    """That nothing has been imported for long.

    Attributes:
        id: of the entry that says so: one for each silence.
        began: when something came in last, ISO 8601.
        long: from when on it is said, ISO 8601.
        unsynced: whether there was no sync for as long, either.
    """

    id: str
    began: str
    long: str
    unsynced: bool


def silence(last: LastImport | None, state: IndexState, now: datetime) -> Silence | None:
    """Return the silence that an archive is in; None where there is none.

    Args:
        last: the last import that brought anything.
        state: of the archive.
        now: the time, with its time zone.
    """
    if last is None or now - _read(last.time) <= _LONG:
        return None
    return Silence(
        id=uuid5(NAMESPACE, f"silence\n{last.generation}\n{last.time}").urn,
        began=last.time,
        long=iso(_read(last.time) + _LONG),
        unsynced=now - _read(state.synced) > _LONG,
    )


def search_name(criteria: Criteria) -> str:
    """Name a search by its query and its filters: ``ferry, Provider: The Fen, Last 7 days``."""
    any_word = ["Any of the words"] if criteria.q and criteria.match == "any" else []
    parts = [" ".join(criteria.q.split()), *any_word, *(chip.label for chip in chips(criteria))]
    name = ", ".join(filter(None, parts)) or "all articles"
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def about_feed(page: FeedPage, last: LastImport | None, quiet: Silence | None) -> str:
    """Say what a feed holds, and how far that is to be believed."""
    index = page.index
    parts = [f"{plural(page.total, 'article')} found."]
    if page.newest:
        parts.append(f"The newest came in on {moment(page.newest)}.")
    brought = f"; something new last came in on {moment(last.time)}" if last else ""
    archive = f"{plural(index.articles, 'article')}, generation {index.generation}"
    parts.append(f"The archive has {archive}{brought}.")
    if quiet is not None:
        parts.append(_about(quiet))
        if quiet.unsynced:
            parts.append(f"The last sync was on {moment(index.synced)}.")
    if page.unknown:
        left_out = plural(page.unknown, "article is", "articles are")
        parts.append(f"{left_out} left out: when they were first indexed is not known yet.")
    return " ".join([*parts, *(notice.message for notice in page.notices)])


def silent_title() -> str:
    """Head the entry that says that there was nothing."""
    return f"Nothing has been imported for {_LONG.days} days"


def about_silence(quiet: Silence, status: str) -> str:
    """Return the HTML of the entry that says that there was nothing.

    It is the same for as long as the silence lasts.

    Args:
        quiet: the silence.
        status: address of the page that says what is in the index.
    """
    linked = Markup('<a href="{}">What is in the index</a>').format(status)
    return Markup("<p>{}</p><p>{}</p>").format(_about(quiet), linked)


def entry_html(hit: Hit, name: str, search: str, page: str) -> str:
    """Return the HTML of an entry: what was found, with marks, and by what.

    Args:
        hit: the article.
        name: of the search.
        search: address of it; empty where it is too long to be repeated.
        page: address of the article's own page here.
    """
    title, excerpt = hit.highlights.title, hit.highlights.excerpt
    # Readers show titles as plain text.
    parts = [f"<p><strong>{title}</strong></p>"] if "<mark>" in title else []
    parts += [f"<p>{excerpt}</p>"] if excerpt else []
    by = Markup('<a href="{}">{}</a>').format(search, name) if search else escape(name)
    found = Markup('<p>Found by: {} · <a href="{}">In Cuttings</a></p>').format(by, page)
    return "".join([*parts, found])


def _about(quiet: Silence) -> str:
    return (
        f"No new article has come in since {moment(quiet.began)}, whatever was searched for: "
        "that nothing is here does not mean that there is no news."
    )


def _read(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
