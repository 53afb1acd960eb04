"""Words and phrases that are distinctive of some articles, beside others."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from indexer.contract.codec.arrays import Bools, Ints
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.forward.compared_texts import Compared
from webui.search.local.forward.lexicon import Lexicon
from webui.search.local.forward.sides import Counts, Sides
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.local.snapshot.story_lookup import stories_of
from webui.search.measures.keyness import log_likelihood, log_ratio
from webui.search.query.clauses import leaves
from webui.search.query.syntax import Node, plain_term
from webui.search.query.terms import stems

# χ² with one degree of freedom: chance is less likely than one in a thousand.
_LEAST_LIKELIHOOD = 10.83
# Four times as frequent among the hits, at least: what is only somewhat more frequent there,
# such as "preview" beside databases, would bring in mostly something else.
_LEAST_RATIO = 2
# Phrases are looked for round so many of the most distinctive words.
_CENTRES = 100
# A word that so many of its hits have in a phrase that is listed says no more than that.
_PART_OF_PHRASE = 0.8
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word or a phrase, as stems, and how distinctive it is."""

    stems: tuple[int, ...]
    text: tuple[str, ...]
    articles: int
    among: int
    elsewhere: int
    likelihood: float
    ratio: float

    @property
    def rank(self) -> tuple[float, float, tuple[str, ...]]:
        """The most distinctive first."""
        return -self.likelihood, -self.ratio, self.text


def sides_of(snapshot: Snapshot, hits: Bools, others: Bools, *, by_story: bool = True) -> Sides:
    """Return what is compared.

    Args:
        snapshot: of the documents.
        hits, others: which of them are on either side, shape (n,) both.
        by_story: whether a story has one vote, or each of its articles.
    """
    provider = snapshot.columns.labels("provider").only_codes(np.arange(len(hits)))
    story = stories_of(snapshot).story if by_story else np.arange(len(hits))
    return Sides(hits, others, story, provider, by_story)


def asked_stems(tree: Node | None) -> set[str]:
    """Return the stems of all words of a query."""
    return {
        token.text
        for leaf in leaves(tree)
        if (term := plain_term(leaf)) is not None
        for token in stems(term.text)
    }


def candidates(words: Compared, sides: Sides, asked: Collection[str]) -> list[Candidate]:
    """Return the words and phrases that are distinctive of one side, most distinctive first.

    Args:
        words: of both sides.
        sides: what is compared.
        asked: stems that are no candidates by themselves.
    """
    of = sides.votes(sides.hits), sides.votes(sides.others)
    if not all(of):
        return []
    known = {words.lexicon.stem(stem) for stem in asked}
    single = [
        word
        for word in _distinctive(words.lexicon, words.count_words(), of)
        if word.stems[0] not in known
    ]
    centres = np.array([word.stems[0] for word in single[:_CENTRES]], np.int64)
    pairs = _distinctive(words.lexicon, words.count_pairs(centres), of)
    return sorted([*single, *pairs], key=lambda candidate: candidate.rank)


def may_be_distinctive(among: Ints, elsewhere: Ints, of: tuple[int, int]) -> Bools:
    """Return which items are distinctive of the hits if no more of the others have them.

    An item that is distinctive is so with more among the hits, and with fewer elsewhere.

    Args:
        among, elsewhere: how many votes each item has on either side, shape (c,) both.
        of: how many votes the sides have.
    """
    found = _is_frequent(among, elsewhere, of)
    pairs, which = np.unique(
        np.stack([among[found], elsewhere[found]]), axis=1, return_inverse=True
    )
    likely = [_measured(one, other, of)[0] >= _LEAST_LIKELIHOOD for one, other in pairs.T.tolist()]
    found[found] = np.array(likely, np.bool_)[which.reshape(-1)]
    return found


def _is_frequent(among: Ints, elsewhere: Ints, of: tuple[int, int]) -> Bools:
    """Return which items are so many times as frequent among the hits, shape (c,)."""
    hits, others = of
    # Exact: whole numbers. What no other has counts as half a story.
    found: Bools = among * others >= 2**_LEAST_RATIO * hits * np.maximum(elsewhere, 0.5)
    return found


def _measured(among: int, elsewhere: int, of: tuple[int, int]) -> tuple[float, float]:
    """Return likelihood and ratio of an item."""
    hits, others = of
    return (
        round(log_likelihood(among, hits, elsewhere, others), _DIGITS),
        round(log_ratio(among, hits, elsewhere, others), _DIGITS),
    )


def _distinctive(lexicon: Lexicon, counts: Counts, of: tuple[int, int]) -> list[Candidate]:
    """Return what is distinctive enough, the most distinctive first."""
    enough = _is_frequent(counts.among, counts.elsewhere, of)
    measured: dict[tuple[int, int], tuple[float, float]] = {}
    found = []
    items = np.atleast_2d(counts.items.T).T[enough].tolist()
    columns = (counts.articles, counts.among, counts.elsewhere)
    for item, articles, among, elsewhere in zip(
        items, *(column[enough].tolist() for column in columns), strict=True
    ):
        checkpoint()
        if (among, elsewhere) not in measured:
            measured[among, elsewhere] = _measured(among, elsewhere, of)
        likelihood, ratio = measured[among, elsewhere]
        if likelihood >= _LEAST_LIKELIHOOD:
            text = tuple(lexicon.stems[stem] for stem in item)
            found.append(
                Candidate(tuple(item), text, articles, among, elsewhere, likelihood, ratio)
            )
    return sorted(found, key=lambda candidate: candidate.rank)


def says_no_more(word: Candidate, phrase: Candidate) -> bool:
    """Whether nearly all that have a word have it in a phrase, which then says it as well."""
    is_part = len(word.stems) == 1 and len(phrase.stems) > 1 and word.stems[0] in phrase.stems
    return is_part and phrase.articles >= _PART_OF_PHRASE * word.articles
