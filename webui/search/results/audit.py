"""What is answered about a search string: the JSON of ``/api/audit``, as types."""

from __future__ import annotations

from typing import Literal, TypeAlias

from webui.search.results.base import ArticleRef, IndexState, Notice, Result
from webui.search.results.search import QueryEcho

JoinedBy: TypeAlias = Literal["or", "and"]


class ClauseTotals(Result):
    """A clause of the search string.

    ``total`` articles are found by it alone, ``without`` by the whole without it (0 if it is
    the only one), ``only`` by it and no other clause; ``titles`` are some of these, the newest
    first. As queries, ``rest`` is the whole without it, null if nothing is left, and
    ``only_query`` finds the articles that ``only`` counts, null where any of the words will do.
    """

    text: str
    total: int
    without: int
    only: int
    titles: list[ArticleRef]
    rest: str | None
    only_query: str | None


class Branch(Result):
    """A part of the query as it was read, and how many articles it finds by itself."""

    operator: Literal["or", "and", "not"] | None
    text: str
    total: int
    children: list[Branch]


class FormTotal(Result):
    """A form of a word, and how many articles have it.

    ``query`` finds as many: the form alone, where the word is looked for. ``keep`` is the search
    string with this form alone in place of the word, ``drop`` the one with all other forms in its
    place; null where there is no such query.
    """

    form: str
    total: int
    query: str
    keep: str | None
    drop: str | None


class WordForms(Result):
    """What stemming, a pattern or a fuzzy word joins; ``more`` forms are not listed."""

    word: str
    forms: list[FormTotal]
    more: int


class FieldTotals(Result):
    """How many articles are found where words without a field are looked for there alone."""

    title: int
    excerpt: int
    topics: int
    topics_only: int


class MissingWord(Result):
    """A word or a phrase that is distinctive of the hits, and would find more.

    ``total`` articles have it, ``adds`` of them are no hits yet; ``articles`` hits have it in
    title or excerpt, of ``among`` stories, and so have ``elsewhere`` stories of the others.
    ``query`` is the search string with it added.
    """

    text: str
    total: int
    adds: int
    log_likelihood: float
    log_ratio: float
    articles: int
    among: int
    elsewhere: int
    query: str


class Compared(Result):
    """What the hits are compared with: stories of either side, an article alone being one.

    ``start`` and ``end`` are the days of the others (``YYYY-MM-DD``), null where they are open.
    """

    among: int
    elsewhere: int
    start: str | None
    end: str | None


class Audit(Result):
    """A search string, looked at from all sides; all counts are under the search's filters."""

    query: QueryEcho
    total: int
    joined_by: JoinedBy | None
    clauses: list[ClauseTotals]
    forms: list[WordForms]
    fields: FieldTotals
    missing: list[MissingWord]
    compared: Compared
    tree: Branch | None
    notices: list[Notice]
    took_ms: float
    index: IndexState
