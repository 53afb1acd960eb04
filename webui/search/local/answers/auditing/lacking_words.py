"""Words and phrases that a search string may lack: distinctive of its hits, and elsewhere, too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.contract.codec.arrays import Bools
from webui.search.local.answers.auditing.all_texts import texts_of
from webui.search.local.answers.auditing.counting import Counting
from webui.search.local.columns.columns import NO_DATE
from webui.search.local.forward.forward_index import ForwardIndex
from webui.search.local.forward.pair_counts import count_pairs
from webui.search.local.forward.sides import Counts, Sides
from webui.search.local.forward.word_counts import count_words
from webui.search.local.forward.written_forms import written_forms
from webui.search.local.snapshot.story_lookup import stories_of
from webui.search.measures.keyness import log_likelihood, log_ratio
from webui.search.query.clauses import divided, leaves, widened
from webui.search.query.parser import parse_query
from webui.search.query.syntax import Group, Node, Phrase, Word, plain_term
from webui.search.query.terms import stems
from webui.search.results.audit import Compared, MissingWord

# χ² with one degree of freedom: chance is less likely than one in a thousand.
_LEAST_LIKELIHOOD = 10.83
# Four times as frequent among the hits, at least: what is only somewhat more frequent there,
# such as "preview" beside databases, would bring in mostly something else.
_LEAST_RATIO = 2
# Phrases are looked for round so many of the most distinctive words.
_CENTRES = 100
# So many are considered, and so many of them listed.
_CONSIDERED, _LISTED = 40, 25
# A word that so many of its hits have in a phrase that is listed says no more than that.
_PART_OF_PHRASE = 0.8
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class _Candidate:
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


def lacking_words(counting: Counting, tree: Node | None) -> tuple[list[MissingWord], Compared]:
    """Return what a search string may lack, the most distinctive first, and compared with what.

    Args:
        counting: of the search.
        tree: the query; None: of none.
    """
    words, narrowing = ((), ()) if tree is None else divided(tree)
    sides, days, base = _sides(counting, tree, narrowing)
    of, of_others = sides.votes(sides.hits), sides.votes(sides.others)
    compared = Compared(among=of, elsewhere=of_others, start=days[0], end=days[1])
    if tree is None or not words or not of or not of_others:
        return [], compared
    index = texts_of(counting.snapshot)
    considered, adding = list[_Candidate](), list[int]()
    for candidate in _candidates(index, sides, tree, (of, of_others)):
        docs = counting.docs(_part([index.lexicon.any_form(stem) for stem in candidate.stems]))
        if adds := int(np.count_nonzero(base[docs] & ~sides.hits[docs])):
            considered.append(candidate)
            adding.append(adds)
        if len(considered) == _CONSIDERED:
            break
    written = written_forms(index, sides.hits, [candidate.stems for candidate in considered])
    listed = [
        _missing(counting, tree, candidate, _part(forms), adds)
        for candidate, forms, adds in zip(considered, written, adding, strict=True)
        if _can_be_written(_part(forms))
        and not any(_says_no_more(candidate, other) for other in considered)
    ]
    return listed[:_LISTED], compared


def _sides(
    counting: Counting, tree: Node | None, narrowing: tuple[Node, ...]
) -> tuple[Sides, tuple[str | None, str | None], Bools]:
    """Return hits and others, the days of the others, and what the filters leave of all."""
    snapshot, criteria = counting.snapshot, counting.criteria
    if narrowing:
        base = counting.docs(Group("and", narrowing) if len(narrowing) > 1 else narrowing[0])
    else:
        base = counting.unasked()
    hits = counting.docs(tree) if tree is not None else base
    days, span = snapshot.columns.days, criteria.span
    others = base[~counting.flags(hits)[base]]
    start, end = span.first, span.last
    if not span and not criteria.date:
        dated = days[hits]
        dated = dated[dated != NO_DATE]
        if len(dated):
            first, last = int(dated.min()), int(dated.max())
            others = others[(days[others] >= first) & (days[others] <= last)]
            start, end = (np.datetime64(day, "D").astype(object) for day in (first, last))
        else:
            others = others[days[others] == NO_DATE]
    column = snapshot.columns.labels("provider")
    provider = np.where(column.of == column.table.numbers.get(b"", -1), -1, column.of)
    sides = Sides(
        counting.flags(hits), counting.flags(others), stories_of(snapshot).story, provider
    )
    written = (str(start) if start else None, str(end) if end else None)
    return sides, written, counting.flags(base)


def _candidates(
    index: ForwardIndex, sides: Sides, tree: Node, of: tuple[int, int]
) -> list[_Candidate]:
    asked = {
        stem
        for leaf in leaves(tree)
        if (term := plain_term(leaf)) is not None
        for token in stems(term.text)
        if (stem := index.lexicon.stem(token.text)) is not None
    }
    words = [
        word
        for word in _distinctive(index, count_words(index, sides), of)
        if word.stems[0] not in asked
    ]
    centres = np.array([word.stems[0] for word in words[:_CENTRES]], np.int64)
    pairs = _distinctive(index, count_pairs(index, sides, centres), of)
    return sorted([*words, *pairs], key=lambda candidate: candidate.rank)


def _distinctive(index: ForwardIndex, counts: Counts, of: tuple[int, int]) -> list[_Candidate]:
    """Return what is distinctive enough, the most distinctive first."""
    hits, others = of
    # Exact: whole numbers. What no other has counts as half a story.
    enough = counts.among * others >= 2**_LEAST_RATIO * hits * np.maximum(counts.elsewhere, 0.5)
    measured: dict[tuple[int, int], tuple[float, float]] = {}
    found = []
    items = np.atleast_2d(counts.items.T).T[enough].tolist()
    columns = (counts.articles, counts.among, counts.elsewhere)
    for item, articles, among, elsewhere in zip(
        items, *(column[enough].tolist() for column in columns), strict=True
    ):
        if (among, elsewhere) not in measured:
            measured[among, elsewhere] = (
                round(log_likelihood(among, hits, elsewhere, others), _DIGITS),
                round(log_ratio(among, hits, elsewhere, others), _DIGITS),
            )
        likelihood, ratio = measured[among, elsewhere]
        if likelihood >= _LEAST_LIKELIHOOD:
            text = tuple(index.lexicon.stems[stem] for stem in item)
            found.append(
                _Candidate(tuple(item), text, articles, among, elsewhere, likelihood, ratio)
            )
    return sorted(found, key=lambda candidate: candidate.rank)


def _part(forms: Sequence[str]) -> Word | Phrase:
    return Phrase(" ".join(forms)) if len(forms) > 1 else Word(forms[0])


def _missing(
    counting: Counting, tree: Node, candidate: _Candidate, part: Word | Phrase, adds: int
) -> MissingWord:
    return MissingWord(
        text=str(part),
        total=counting.total(part),
        adds=adds,
        log_likelihood=candidate.likelihood,
        log_ratio=candidate.ratio,
        articles=candidate.articles,
        among=candidate.among,
        elsewhere=candidate.elsewhere,
        query=str(widened(tree, part)),
    )


def _can_be_written(part: Word | Phrase) -> bool:
    """Whether the part is read as what it is where it stands in a query."""
    return parse_query(str(part)).tree == part and len(stems(part.text)) == len(part.text.split())


def _says_no_more(word: _Candidate, phrase: _Candidate) -> bool:
    is_part = len(word.stems) == 1 and len(phrase.stems) > 1 and word.stems[0] in phrase.stems
    return is_part and phrase.articles >= _PART_OF_PHRASE * word.articles
