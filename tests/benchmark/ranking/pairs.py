"""Judged queries from the articles themselves: what is asked, and which articles should answer.

The judgements are the importers' own: an article's ``related`` list names the
other articles that they took to be about the same thing. It is noisy, but as
noisy for every ranking that is measured with it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from indexer.contract.article import Article

OWN_GAIN = 3
"""Gain of the article that a query was taken from; a related one has 1.

A reader who types a title wants that article; 3 is worth more than a related
one on any lower rank, and less than four of them.
"""

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“])")
_FEW_WORDS = (3, 8)
_SHORTEST_SENTENCE = 6
"""Words; what is shorter is a cut-off or a headline."""

# What nobody types who half remembers an article. Not the product's own list of stop words:
# what is asked may not change with what is measured.
_FUNCTION_WORDS = """
a about after all also am an and any are as at be because been before being between both but by
can could did do does doing down during each few for from further had has have having he her
here hers him his how i if in into is it its just may me might more most must my no nor not now
of off on once only or other our out over own per same she should so some such than that the
their them then there these they this those through to too under until up upon us very via was
we were what when where which while who whom why will with within without would you your
"""

# A title with natural words round it: stop words, and words that ask and are rare in news.
_QUESTIONS = (
    "what is known about {}",
    "which articles are there about {} and what do they say",
    "I am looking for reports on {}, and how it is used and by whom",
    "has anybody written about {} and what came of it",
    "what are the effects of {} when it is used with other systems",
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A query and its judgements.

    Attributes:
        text: the query.
        match: which of its words must match.
        gains: the articles that should be found, by id, and what each is worth.
        wanted: those of them whose first rank counts for the reciprocal rank.
        left_out: ids that are taken out of every ranking before it is judged.
    """

    text: str
    match: Literal["all", "any"]
    gains: Mapping[str, int]
    wanted: frozenset[str]
    left_out: frozenset[str] = field(default_factory=frozenset)


def judged_queries(
    articles: Sequence[Article], count: int, seed: int
) -> dict[str, tuple[Judged, ...]]:
    """Return kinds of queries, each of at most ``count`` that are drawn with ``seed``."""
    found: dict[str, list[Judged]] = defaultdict(list)
    rng = Random(seed)  # noqa: S311 - repeatable, not secret
    for article, same, related in _neighbours(articles):
        for kind, judged in _queries(article, same, related, rng):
            found[kind].append(judged)
    return {
        kind: tuple(rng.sample(queries, min(count, len(queries))))
        for kind, queries in found.items()
    }


def _neighbours(
    articles: Sequence[Article],
) -> Iterator[tuple[Article, frozenset[str], frozenset[str]]]:
    """Yield each article, the ids that are the same news (itself too), and its related ones.

    Copies of an article have its address or its title: whichever of them is
    first has answered the query.
    """
    by_url: dict[str, set[str]] = defaultdict(set)
    by_title: dict[str, set[str]] = defaultdict(set)
    for article in articles:
        by_title[article.title.lower()].add(article.id)
        if article.web_url:
            by_url[article.web_url].add(article.id)
    for article in articles:
        same = by_title[article.title.lower()] | by_url.get(article.web_url, set())
        related = set[str]().union(*(by_url.get(url, set()) for url in article.related))
        yield article, frozenset(same), frozenset(related - same)


def _queries(
    article: Article, same: frozenset[str], related: frozenset[str], rng: Random
) -> Iterator[tuple[str, Judged]]:
    # Drawn for every article, so that one article's judgements do not change another's query.
    few = _few_words(article, rng)
    question = rng.choice(_QUESTIONS).format(article.title)
    own = dict.fromkeys(same, OWN_GAIN)
    others = dict.fromkeys(related, 1)
    yield "few words of an article → it", Judged(few, "any", own, same)
    if not related:
        return
    both = {**own, **others}
    # All words leave out most related articles: that is what was asked, and no fault.
    yield "title → its article (`match=all`)", Judged(article.title, "all", own, same)
    yield "title → its article, then related ones", Judged(article.title, "any", both, same)
    yield "title → related ones", Judged(article.title, "any", others, related, same)
    yield (
        "question with a title in it → related ones",
        Judged(question, "any", others, related, same),
    )
    sentence = _SENTENCE_END.split(article.excerpt)[0]
    if len(sentence.split()) >= _SHORTEST_SENTENCE:
        yield "first sentence → related ones", Judged(sentence, "any", others, related, same)


def _few_words(article: Article, rng: Random) -> str:
    """Draw some words of an article, as a reader who half remembers it types them."""
    common = frozenset(_FUNCTION_WORDS.split())
    words = [
        word
        for word in _WORD.findall(f"{article.title} {article.excerpt}")
        if word.lower() not in common
    ]
    count = min(rng.randint(*_FEW_WORDS), len(words))
    return " ".join(rng.sample(words, count)) or article.title
