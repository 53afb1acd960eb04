"""What is asked of the web layer: addresses, made of the questions of the search benchmark."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from tests.benchmark.engines.cuttings import criteria_of
from tests.benchmark.pages.client import Client
from tests.benchmark.searching.questions import Question
from webui.search.criteria.comparison import MAX_QUERIES
from webui.search.criteria.criteria import DEFAULT_SIZE, Criteria

SEARCH = "search page"
ARTICLE = "article page"
STORY = "story page"
COMPARE = "compare, 4 queries"
COMPARE_MOST = f"compare, {MAX_QUERIES} queries"
COVERAGE = "who covers it"
LEDGER = "ledger"
SUGGEST = "/api/suggest"
API = "/api/search"
AUDIT = "/api/audit"

PAGES = (SEARCH, ARTICLE, STORY, COMPARE, COMPARE_MOST, COVERAGE, LEDGER, SUGGEST, API, AUDIT)
"""What is asked for, in the order of the report."""

NO_QUERY = "no query"
ONE_WORD = "one word"
PHRASE = "phrase"
PREFIX = "prefix"
OTHERS = "other questions"
FILTERED = "with filters"
FOLDED = "`group=story`"
SHARE = "`measure=share`"
NEWEST = "`sort=newest`"

KINDS = (NO_QUERY, ONE_WORD, PHRASE, PREFIX, OTHERS, FILTERED, FOLDED, SHARE, NEWEST)
"""The kinds of search pages, in the order of the report."""

# Queries of most comparisons.
_COMPARED = 4
_ARTICLES = 20
_STORIES = 20
_TYPED_WORDS = 12
_LEDGERS = ("", "?interval=week", "?by=gaps", "?by=name&page=2")
# Letters that somebody has typed when suggestions are asked for.
_TYPED = range(2, 9)

_WORD = re.compile(r"[^\W\d_]{2,}")

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Request:
    """An address, and where its times are reported.

    Attributes:
        page: what is asked for, one of :data:`PAGES`.
        kind: of a search page, one of :data:`KINDS`; else empty.
        address: path and query of the URL.
    """

    page: str
    kind: str
    address: str


def choose_requests(client: Client, questions: Sequence[Question]) -> list[Request]:
    """Return what to ask for: each address of a page once, each page at least once.

    The same index and the same questions give the same requests.

    Args:
        client: tells which articles and stories there are.
        questions: of the search benchmark.
    """
    simple = [each for each in questions if _kind(each) in (NO_QUERY, ONE_WORD) and each.page == 1]
    hits = list(_hits(client, simple))
    requests = [
        *_search_pages(questions, simple),
        *(Request(ARTICLE, "", _path("/article", hit["id"])) for hit in _some(hits, _ARTICLES)),
        *(Request(STORY, "", _path("/story", id)) for id in _some(_stories(hits), _STORIES)),
        *_comparisons(questions),
        *(Request(COVERAGE, "", _address("/coverage", _criteria(each))) for each in simple),
        *(Request(LEDGER, "", f"/ledger{parameters}") for parameters in _LEDGERS),
        *(Request(SUGGEST, "", f"{SUGGEST}?{urlencode({'q': text})}") for text in _typed(hits)),
        *(Request(API, "", _address(API, _criteria(each))) for each in questions),
        *(Request(AUDIT, "", _address(AUDIT, each)) for each in _search_strings(questions)),
    ]
    return list(dict.fromkeys(requests))


def _search_pages(questions: Iterable[Question], simple: Iterable[Question]) -> Iterator[Request]:
    for question in questions:
        yield Request(SEARCH, _kind(question), _address("/", _criteria(question)))
    for question in simple:
        criteria = _criteria(question)
        yield Request(SEARCH, FOLDED, _address("/", criteria.changed(group="story")))
        yield Request(SEARCH, SHARE, _address("/", criteria.changed(measure="share")))


def _kind(question: Question) -> str:
    """Return the kind of a question's page."""
    if question.newest:
        return NEWEST
    if question.providers or question.topics:
        return FILTERED
    if not question.text:
        return NO_QUERY
    if question.phrase:
        return PHRASE
    if question.prefix:
        return PREFIX
    alone = len(question.all_of) == 1 and question.text == question.all_of[0]
    return ONE_WORD if alone else OTHERS


def _comparisons(questions: Sequence[Question]) -> Iterator[Request]:
    """Yield comparisons of words and phrases, frequent ones with rare ones."""
    texts = [each.text for each in questions if _kind(each) in (ONE_WORD, PHRASE)]
    for page, size in ((COMPARE, _COMPARED), (COMPARE_MOST, MAX_QUERIES)):
        count = max(1, len(texts) // size)
        for number in range(count):
            compared = texts[number::count][:size]
            yield Request(page, "", f"/compare?{urlencode([('q', text) for text in compared])}")


def _search_strings(questions: Iterable[Question]) -> Iterator[Criteria]:
    """Yield what would be checked: queries, and nothing of how their hits are listed."""
    for question in questions:
        if question.text:
            yield _criteria(question).narrowing()


def _hits(client: Client, questions: Iterable[Question]) -> Iterator[dict[str, Any]]:
    """Yield the first hits of some questions, each once."""
    seen = set()
    for question in questions:
        found = json.loads(client.get(_address(API, _criteria(question))).content)
        for hit in found["hits"]:
            if hit["id"] not in seen:
                seen.add(hit["id"])
                yield hit


def _stories(hits: Sequence[dict[str, Any]]) -> list[str]:
    """Return the ids of the stories that some hits are part of, each once.

    Where few articles are generated each may be a story of its own.
    """
    found = list(dict.fromkeys(hit["story"]["id"] for hit in hits if hit["story"]))
    return found or [hit["id"] for hit in hits]


def _typed(hits: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield beginnings of words of titles, each letter by letter."""
    words = dict.fromkeys(word for hit in hits for word in _WORD.findall(hit["title"].lower()))
    for word in _some(list(words), _TYPED_WORDS):
        for length in _TYPED:
            yield word[:length]


def _some(items: Sequence[_Item], count: int) -> Sequence[_Item]:
    """Return at most so many of some items, from the first to the last."""
    return items[:: max(1, len(items) // count)][:count]


def _criteria(question: Question) -> Criteria:
    """Return a question as a reader asks it: with as many hits on a page as pages have."""
    return criteria_of(question).changed(size=DEFAULT_SIZE, page=question.page)


def _address(path: str, criteria: Criteria) -> str:
    parameters = urlencode(criteria.parameters())
    return f"{path}?{parameters}" if parameters else path


def _path(folder: str, article_id: str) -> str:
    return f"{folder}/{quote(article_id)}"
