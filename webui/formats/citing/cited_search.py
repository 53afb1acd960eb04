"""How a search is cited, so that somebody else can run it again and see what came since.

The manuals treat a search as a page of a database whose contents change: what is cited is the
state that answered, here a generation of the index, and the day of access. None of them has an
example of a search.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from webui.formats.citation_source import plain
from webui.formats.citation_styles import MLA_MONTHS
from webui.formats.citations import Citation, set_in
from webui.formats.date_texts import MONTHS, day


@dataclass(frozen=True, slots=True)
class CitedSearch:
    """A search, and what it found.

    Attributes:
        q: the query as it was typed; empty: everything.
        filters: each as a reader reads it.
        listed: whether what is cited is no search, but a list of articles that somebody made.
        total: articles that it found.
        generation: of the index that answered.
        made: the day on which that was made, UTC.
        accessed: the day of the search, UTC.
        url: that leads to the search, whole.
    """

    q: str
    filters: Sequence[str]
    listed: bool
    total: int
    generation: int
    made: date
    accessed: date
    url: str


def search_citations(search: CitedSearch) -> list[Citation]:
    """Cite a search in a sentence for a section on methods, and in each style.

    APA: Publication Manual, 7th edition, section 9.16, a date of retrieval where contents
    change. In MLA and Chicago style the generation stands where the version of a work does.
    """
    made, accessed = search.made, search.accessed
    what, found = _what(search), _found(search.total)
    state = f"index generation {search.generation:,}"
    seen_us = f"{_month_day(accessed)}, {accessed.year}"
    return [
        set_in(
            "Sentence",
            [(
                f"Cuttings {what}, {found}, {state} of {day(made.isoformat())}, "
                f"accessed {day(accessed.isoformat())}, {search.url}", False,
            )],
        ),
        set_in(
            "APA",
            [
                (f"Cuttings. ({made.year}, {_month_day(made)}). ", False),
                (f"{_capital(what)}: {found}", True),
                (f" [Database search; {state}]. Retrieved {seen_us}, from {search.url}", False),
            ],
        ),
        set_in(
            "MLA",
            [
                (f"“{_capital(_inner(what))}.” ", False),
                ("Cuttings", True),
                (f", {state}, {_mla(made)}, {search.url}. {_capital(found)}. "
                 f"Accessed {_mla(accessed)}.", False),
            ],
        ),
        set_in(
            "Chicago",
            [
                ("Cuttings", True),
                (f", “{_capital(_inner(what))}” ({found}; {state}, {_month_day(made)}, "
                 f"{made.year}). Accessed {seen_us}. {search.url}.", False),
            ],
        ),
    ]  # fmt: skip


def _what(search: CitedSearch) -> str:
    """Write what was asked: ``search “security”, filters: Provider: BBC; Curated``."""
    asked = f"search “{plain(search.q)}”" if search.q else "search for all articles"
    asked = "list of one’s own" if search.listed else asked
    filters = "; ".join(map(plain, search.filters))
    return f"{asked}, filters: {filters}" if filters else asked


def _found(total: int) -> str:
    return f"{total:,} {'article' if total == 1 else 'articles'}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _inner(text: str) -> str:
    """Return a text as it stands within double quotation marks."""
    return text.translate(str.maketrans('“”"', "‘’'"))


def _month_day(when: date) -> str:
    return f"{MONTHS[when.month - 1]} {when.day}"


def _mla(when: date) -> str:
    return f"{when.day} {MLA_MONTHS[when.month - 1]} {when.year}"
