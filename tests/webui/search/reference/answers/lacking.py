"""What a search string may lack, word by word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from tests.webui.search.reference.archive import Archive, Entry
from tests.webui.search.reference.finding.filters import passes
from webui.search.criteria.criteria import Criteria
from webui.search.measures.keyness import log_likelihood, log_ratio
from webui.search.query.clauses import divided, leaves, widened
from webui.search.query.parser import parse_query
from webui.search.query.stop_words import COMMON_WORDS
from webui.search.query.syntax import Node, Phrase, Word, plain_term
from webui.search.query.terms import stems
from webui.search.results.audit import Compared, MissingWord

Item = tuple[str, ...]
"""A stem, or two that stand side by side."""
Measured = tuple[float, float, int, int, int]
"""Likelihood, ratio, hits, and votes on either side."""

TEXTS = ("title", "excerpt")
"""What an article says."""

_COMMON = {token.text for word in COMMON_WORDS for token in stems(word)}


def lacking(
    archive: Archive,
    criteria: Criteria,
    tree: Node | None,
    finds: Callable[[Node | None], list[Entry]],
) -> tuple[list[MissingWord], Compared]:
    """Return the words, and what the hits are compared with.

    Args:
        archive: all articles.
        criteria: the search.
        tree: its query.
        finds: what a part of a query finds under the filters.
    """
    words, narrowing = divided(tree) if tree is not None else ((), ())
    base = [entry for entry in archive.entries if passes(entry, criteria)]
    for part in narrowing:
        base = [entry for entry in base if entry in finds(part)]
    hits = finds(tree) if tree is not None else base
    others = [entry for entry in base if entry not in hits]
    start, end = criteria.span.first, criteria.span.last
    if not criteria.span and not criteria.date:
        days = sorted(hit.day for hit in hits if hit.day)
        if days:
            start, end = days[0], days[-1]
            others = [e for e in others if e.day and days[0] <= e.day <= days[-1]]
        else:
            others = [e for e in others if e.day is None]
    compared = Compared(
        among=votes(hits),
        elsewhere=votes(others),
        start=start.isoformat() if start else None,
        end=end.isoformat() if end else None,
    )
    fields = [field for field in TEXTS if field in criteria.searched]
    if tree is None or not words or not hits or not others or not fields:
        return [], compared
    asked = {
        token.text
        for leaf in leaves(tree)
        if (term := plain_term(leaf)) is not None
        for token in stems(term.text)
    }

    both = counted(hits, others, asked, votes, fields)
    considered: dict[Item, MissingWord] = {}
    for item in both:
        part = written(item, hits, fields)
        docs = finds(part)
        adds = [entry for entry in docs if entry in base and entry not in hits]
        likelihood, ratio, articles, among, elsewhere = both[item]
        if adds and len(considered) < 40:
            considered[item] = MissingWord(
                text=str(part),
                total=len(docs),
                adds=len(adds),
                log_likelihood=likelihood,
                log_ratio=ratio,
                articles=articles,
                among=among,
                elsewhere=elsewhere,
                query=str(widened(tree, part)),
            )
    listed = [
        word
        for item, word in considered.items()
        if not any(
            len(item) == 1 and len(other) == 2 and item[0] in other
            and both[other][2] >= 0.8 * both[item][2]
            for other in considered
        )
        and parse_query(word.text).tree is not None
    ]  # fmt: skip
    return listed[:25], compared


def counted(
    hits: list[Entry],
    others: list[Entry],
    asked: set[str],
    voting: Callable[[list[Entry]], int],
    fields: Sequence[str] = TEXTS,
) -> dict[Item, Measured]:
    """Return what is distinctive of the hits, the most distinctive first.

    Args:
        hits, others: what is compared.
        asked: stems that are left out by themselves.
        voting: how many votes some articles have.
        fields: where the words stand.
    """

    def measured(item: Item) -> Measured | None:
        having = [hit for hit in hits if item in items_of(hit, fields)]
        among, elsewhere = (
            voting(having),
            voting([e for e in others if item in items_of(e, fields)]),
        )
        numbers = among, voting(hits), elsewhere, voting(others)
        likelihood, ratio = round(log_likelihood(*numbers), 4), round(log_ratio(*numbers), 4)
        providers = {hit.provider for hit in having} - {""}
        enough = len(having) >= 3 and len(providers) >= 2
        found = (likelihood, ratio, len(having), among, elsewhere)
        return found if enough and likelihood >= 10.83 and ratio >= 2 else None

    def ranked(items: set[Item]) -> dict[Item, Measured]:
        found = {item: one for item in items if (one := measured(item)) is not None}
        order = sorted(found, key=lambda item: (-found[item][0], -found[item][1], item))
        return {item: found[item] for item in order}

    if not hits or not others:
        return {}
    every = {item for hit in hits for item in items_of(hit, fields)}
    single = ranked({item for item in every if len(item) == 1 and item[0] not in asked})
    centres = {stem for (stem,) in list(single)[:100]}
    pairs = ranked({item for item in every if len(item) == 2 and centres & {*item}})
    both = {**single, **pairs}
    return dict(sorted(both.items(), key=lambda one: (-one[1][0], -one[1][1], one[0])))


def items_of(entry: Entry, fields: Sequence[str] = TEXTS) -> set[Item]:
    """Return the telling words of an article, and those that stand side by side."""
    found: set[Item] = set()
    for field in fields:
        text = entry.stems[field]
        found |= {(stem,) for stem in text if _is_telling(stem)}
        found |= {pair for pair in pairwise(text) if all(map(_is_telling, pair))}
    return found


def _is_telling(stem: str) -> bool:
    return len(stem) > 1 and stem not in _COMMON and any(map(str.isalpha, stem))


def votes(entries: list[Entry]) -> int:
    """Return how many stories some articles are of."""
    return len({entry.story.id for entry in entries})


def written(item: Item, hits: list[Entry], fields: Sequence[str] = TEXTS) -> Word | Phrase:
    """Return the form in which stems stand most often, as a part of a query."""
    counts = Counter(form for hit in hits for form in _forms(item, hit, fields))
    best = min(counts, key=lambda form: (-counts[form], form))
    return Word(best[0]) if len(best) == 1 else Phrase(" ".join(best))


def _forms(item: Item, entry: Entry, fields: Sequence[str]) -> Iterator[Item]:
    for field in fields:
        stemmed, written = entry.stems[field], entry.words[field]
        for at in range(len(stemmed)):
            if stemmed[at : at + len(item)] == item:
                yield written[at : at + len(item)]
