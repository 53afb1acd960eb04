"""Words and phrases that a search string may lack: distinctive of its hits, and elsewhere, too."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.contract.codec.arrays import Bools
from webui.search.local.answers.all_texts import texts_of
from webui.search.local.answers.auditing.counting import Counting
from webui.search.local.answers.distinctive_words import (
    Candidate,
    asked_stems,
    candidates,
    says_no_more,
    sides_of,
)
from webui.search.local.columns.columns import NO_DAY
from webui.search.local.forward.sides import Sides
from webui.search.query.clauses import divided, widened
from webui.search.query.parser import parse_query
from webui.search.query.syntax import Group, Node, Phrase, Word
from webui.search.query.terms import stems
from webui.search.results.audit import Compared, MissingWord

# So many are considered, and so many of them listed.
_CONSIDERED, _LISTED = 40, 25


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
    compared_words = texts_of(counting.snapshot, counting.criteria.searched).compared(sides)
    lexicon = compared_words.lexicon
    considered, adding = list[Candidate](), list[int]()
    for candidate in candidates(compared_words, sides, asked_stems(tree)):
        docs = counting.docs(_part([lexicon.any_form(stem) for stem in candidate.stems]))
        if adds := int(np.count_nonzero(base[docs] & ~sides.hits[docs])):
            considered.append(candidate)
            adding.append(adds)
        if len(considered) == _CONSIDERED:
            break
    written = compared_words.written_forms([candidate.stems for candidate in considered])
    listed = [
        _missing(counting, tree, candidate, _part(forms), adds)
        for candidate, forms, adds in zip(considered, written, adding, strict=True)
        if _can_be_written(_part(forms))
        and not any(says_no_more(candidate, other) for other in considered)
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
        dated = dated[dated != NO_DAY]
        if len(dated):
            first, last = int(dated.min()), int(dated.max())
            others = others[(days[others] >= first) & (days[others] <= last)]
            start, end = (np.datetime64(day, "D").astype(object) for day in (first, last))
        else:
            others = others[days[others] == NO_DAY]
    sides = sides_of(snapshot, counting.flags(hits), counting.flags(others))
    written = (str(start) if start else None, str(end) if end else None)
    return sides, written, counting.flags(base)


def _part(forms: Sequence[str]) -> Word | Phrase:
    return Phrase(" ".join(forms)) if len(forms) > 1 else Word(forms[0])


def _missing(
    counting: Counting, tree: Node, candidate: Candidate, part: Word | Phrase, adds: int
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
