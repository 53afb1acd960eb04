"""Conditions on where words stand, as far as the cluster can tell.

Its spans allow so many words between the first and the last of theirs; ours between any two that
follow one another. Of two words that is the same. Of more, the cluster finds what may hold and
what holds for certain; between the two are few articles, whose texts somebody has to look at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

from indexer.contract.cluster.index_terms import indexed_term
from webui.search.cluster.translating.dsl_clauses import (
    NOTHING,
    Clause,
    all_of,
    either,
    in_order,
    narrowed,
    script_scored,
    side_by_side,
    span,
    term,
)
from webui.search.cluster.translating.places import Places, ends_in_order, stand_near

# Occurrences of a term in several fields; the score of an article that has none is 0.
_COUNTED = """
double n = 0;
for (int i = 0; i < params.fields.length; i++) { n += termFreq(params.fields[i], params.term); }
return n;
"""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on where words stand.

    Attributes:
        asked: tells it from others.
        possible: finds whatever it may hold for.
        certain: finds some of what it holds for; the same clause where the cluster can tell.
        fields: to be read of the others.
        terms: that are looked for, as they are indexed.
        holds: whether it does, by the places of the terms in each of the fields.
    """

    asked: Hashable
    possible: Clause
    certain: Clause
    fields: tuple[str, ...] = ()
    terms: frozenset[str] = frozenset()
    holds: Callable[[Mapping[str, Places]], bool] = lambda _: False

    @property
    def is_told(self) -> bool:
        """Whether the cluster can tell."""
        return self.possible is self.certain


def _told(clause: Clause) -> Condition:
    return Condition(None, clause, clause)


def phrase(field: str, words: Sequence[str], slop: int) -> Condition:
    """Words that follow one another.

    Args:
        field: where.
        words: at least one.
        slop: how many positions each may stand after the one before; 1 is next to it.
    """
    if len(words) == 1:
        return _told(term(field, words[0]))
    if slop == 1:
        text = " ".join(map(indexed_term, words))
        return _told({"match_phrase": {field: {"query": text, "slop": 0}}})
    spans = [span(field, word) for word in words]
    if len(words) == 2:
        return _told(in_order(spans, slop - 1))
    terms = [indexed_term(word) for word in words]
    return Condition(
        ("phrase", field, tuple(words), slop),
        in_order(spans, (slop - 1) * (len(words) - 1)),
        _chained(spans, slop - 1, in_order),
        (field,),
        frozenset(terms),
        lambda texts: bool(ends_in_order(texts[field], terms, slop)),
    )


def near(field: str, words: Sequence[str], distance: int) -> Condition:
    """Words near each other in any order, as ``NearWords`` has it.

    Args:
        field: where.
        words: at least one; one that repeats must stand there as often.
        distance: 1 is next to each other.
    """
    times = Counter(words)
    if len(words) == 1:
        return _told(term(field, words[0]))
    spans = {word: span(field, word) for word in times}
    if len(times) == 1:
        # Places of one word have an order.
        return _told(_chained([spans[words[0]]] * len(words), distance - 1, in_order))
    if len(words) == 2:
        return _told(side_by_side(list(spans.values()), distance - 1))
    terms = [indexed_term(word) for word in words]

    # In a stretch with all words each has another one beside it.
    def beside(word: str) -> Clause:
        others = [other for other in times if other != word]
        return either([side_by_side([spans[word], spans[other]], distance - 1) for other in others])

    possible = all_of([beside(word) for word in times])
    certain = NOTHING
    if len(times) == len(words):
        each = list(spans.values())
        turned = [each[start:] + each[:start] for start in range(len(each))]
        certain = either([_chained(some, distance - 1, side_by_side) for some in turned])
    return Condition(
        ("near", field, tuple(words), distance),
        possible,
        certain,
        (field,),
        frozenset(terms),
        lambda texts: stand_near(texts[field], terms, distance),
    )


def frequent(fields: Sequence[str], words: Sequence[str], times: int, slop: int) -> Condition:
    """A word or a phrase that stands so often in some fields together, as ``OccursAtLeast`` has it.

    Args:
        fields: which ones.
        words: one, or several that follow one another.
        times: how often at least.
        slop: as in :func:`phrase`.
    """
    phrases = [phrase(field, words, slop) for field in fields]
    if len(words) == 1:
        return _told(_counted(fields, words[0], times))
    terms = [indexed_term(word) for word in words]
    # Each time ends with another place of the last word.
    possible = narrowed(
        None,
        [either([each.possible for each in phrases]), _counted(fields, words[-1], times)],
    )
    return Condition(
        ("frequent", tuple(fields), tuple(words), times, slop),
        possible,
        NOTHING,
        tuple(fields),
        frozenset(terms),
        lambda texts: (
            sum(len(ends_in_order(texts[field], terms, slop)) for field in fields) >= times
        ),
    )


def _counted(fields: Sequence[str], word: str, times: int) -> Clause:
    anywhere = either([term(field, word) for field in fields])
    if times <= 1:
        return anywhere
    return script_scored(anywhere, _COUNTED, times, fields=list(fields), term=indexed_term(word))


def _chained(
    spans: Sequence[Clause], gap: int, pair: Callable[[Sequence[Clause], int], Clause]
) -> Clause:
    """Let each span stand near what the ones before make together."""
    found = spans[0]
    for each in spans[1:]:
        found = pair([found, each], gap)
    return found
