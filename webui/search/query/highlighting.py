"""Mark the words of a query in titles and excerpts. Output is HTML, escaped here once."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Literal

from markupsafe import escape

from webui.search.criteria.criteria import SEARCHED, Match, SearchedField
from webui.search.query.beginnings import Beginnings
from webui.search.query.stop_words import is_stop_word
from webui.search.query.syntax import Near, Node, Pattern, Phrase, Word, plain_term, positive_leaves
from webui.search.query.terms import (
    pattern_pieces,
    spans_of,
    split_text,
    stem_of,
    stems,
    word_of,
    words,
)

# A longer text is shown as the window of this many characters that holds the
# most marks; nearly all real excerpts are shorter.
SNIPPET_CHARACTERS = 500
# Words are looked for in this many characters. A text of megabytes would take
# seconds, and nobody wants its end.
SEARCHED_CHARACTERS = 20_000

# What is written otherwise in HTML.
_SPECIAL = re.compile("[&<>\"']")

Field = Literal["title", "excerpt"]
_Range = tuple[int, int]
_Runs = dict[str, list[tuple[str, ...]]]


@dataclass(frozen=True)
class Highlighter:
    """What to mark in one field.

    Attributes:
        runs: stems that are marked where they stand in a row; most runs are one stem long.
        words: unstemmed words that are marked, from fuzzy words and patterns.
        exact: unstemmed words that are marked where they stand in a row.
    """

    runs: frozenset[tuple[str, ...]] = frozenset()
    words: frozenset[str] = frozenset()
    exact: frozenset[tuple[str, ...]] = frozenset()

    def mark(self, text: str, limit: int | None = None) -> str:
        """Return the text as HTML with ``<mark>`` round what matched.

        Args:
            text: plain text.
            limit: show at most this many characters, around the marks.
        """
        ranges = self._ranges(text[:SEARCHED_CHARACTERS])
        start, end = _window(ranges, text, limit)
        # Most texts have nothing to escape, and looking at one once takes less than at its pieces.
        written = _html if _SPECIAL.search(text) else _same
        pieces, at = ["… "] if start else [], start
        for low, high in ranges:
            low, high = max(low, start), min(high, end)
            if low < high:
                pieces += [written(text[at:low]), "<mark>", written(text[low:high]), "</mark>"]
                at = high
        pieces.append(written(text[at:end]))
        return "".join(pieces) + (" …" if end < len(text) else "")

    def _ranges(self, text: str) -> list[_Range]:
        """Where to mark, ascending, without overlaps; neighbours are joined."""
        if not self.runs and not self.words and not self.exact:
            return []
        ranges: list[_Range] = []
        for low, high in self._marked(text):
            if ranges and not text[ranges[-1][1] : low].strip():
                low = ranges.pop()[0]
            ranges.append((low, high))
        return ranges

    def _marked(self, text: str) -> list[_Range]:
        """Where the words stand that are marked, ascending."""
        heads, alone = self._heads.within(text), self._alone
        if alone is not None:
            return [piece.span() for piece in heads if stem_of(piece[0]) in alone]
        # So it is for most texts, and of these nobody needs to know where all their words stand.
        if not any(self._begins_mark(piece[0]) for piece in heads):
            return []
        spans, pieces = spans_of(text), split_text(text)
        parts = self._parts
        terms = [stem_of(each) if parts.are_of(each) else each for each in pieces]
        forms = terms
        if self.words or self.exact:
            forms = [word_of(each) if parts.are_of(each) else each for each in pieces]
        if "" in terms:
            spans = [span for span, term in zip(spans, terms, strict=True) if term]
            terms, forms = ([each for each in some if each] for some in (terms, forms))
        marked = _places(terms, self._runs) | _places(forms, self._exact)
        marked.update(at for at, form in enumerate(forms) if form in self.words)
        return [spans[at] for at in sorted(marked)]

    def _begins_mark(self, piece: str) -> bool:
        """Whether a piece is marked, or may be the first one of several that are."""
        if stem_of(piece) in self._runs:
            return True
        if not self.words and not self.exact:
            return False
        form = word_of(piece)
        return form in self.words or form in self._exact

    @cached_property
    def _heads(self) -> Beginnings:
        return Beginnings([*self._runs, *self.words, *self._exact])

    @cached_property
    def _parts(self) -> Beginnings:
        every = chain.from_iterable([*self.runs, *self.exact])
        return Beginnings([*every, *self.words])

    @cached_property
    def _alone(self) -> frozenset[str] | None:
        """The stems that are marked, where that is all that is, as for most queries."""
        if self.words or self.exact or any(len(run) > 1 for run in self.runs):
            return None
        return frozenset(run[0] for run in self.runs)

    @cached_property
    def _runs(self) -> _Runs:
        return _by_first(self.runs)

    @cached_property
    def _exact(self) -> _Runs:
        return _by_first(self.exact)


def _by_first(runs: Collection[tuple[str, ...]]) -> _Runs:
    found: _Runs = {}
    for run in runs:
        found.setdefault(run[0], []).append(run)
    return found


def _places(terms: Sequence[str], runs: _Runs) -> set[int]:
    """Return the places of the terms that are part of a run."""
    return {
        at + place
        for at, term in enumerate(terms)
        if term in runs
        for run in runs[term]
        if tuple(terms[at : at + len(run)]) == run
        for place in range(len(run))
    }


def highlighter(
    tree: Node | None,
    field: Field,
    expanded: Collection[str],
    match: Match = "all",
    searched: Collection[SearchedField] = SEARCHED,
) -> Highlighter:
    """Return what to mark in a field for a query.

    Args:
        tree: the query's syntax tree.
        field: the field that will be shown.
        expanded: the words of this field that patterns and fuzzy words turned into.
        match: whether all words had to match, or any of them.
        searched: where words without a field were looked for.
    """
    leaves = list(positive_leaves(tree)) if tree is not None else []
    only_stop_words = all(is_stop_word(leaf, match) for leaf in leaves)
    names = (None, field) if field in searched else (field,)
    runs: dict[bool, set[tuple[str, ...]]] = {True: set(), False: set()}
    for leaf in leaves:
        marked = leaf if isinstance(leaf, Pattern) else plain_term(leaf)
        if marked is None or marked.field not in names:
            continue
        if is_stop_word(leaf, match) and not only_stop_words:
            continue
        exact = not isinstance(marked, Pattern) and marked.exact
        found = tuple(token.text for token in (words if exact else stems)(_text(marked)))
        together = isinstance(marked, Word)
        if isinstance(marked, Phrase):
            together = marked.slop == 1 and not isinstance(leaf, Near)
        # Then the parts of data-driven are words like others.
        together &= match == "all" or isinstance(marked, Phrase) or exact
        runs[exact].update([found] if together and found else [(term,) for term in found])
    return Highlighter(frozenset(runs[False]), frozenset(expanded), frozenset(runs[True]))


def _text(leaf: Word | Phrase | Pattern) -> str:
    """Return the text of a leaf, of a pattern what is beside it (``data`` of ``data-driv*``)."""
    if isinstance(leaf, Pattern):
        return " ".join(piece for piece in pattern_pieces(leaf.text) if "*" not in piece)
    return leaf.text


def _html(text: str) -> str:
    return str(escape(text))


def _same(text: str) -> str:
    return text


def _window(ranges: Sequence[_Range], text: str, limit: int | None) -> _Range:
    """Return start and end of the part of a text that is shown, at spaces if any are near."""
    if limit is None or len(text) <= limit:
        return 0, len(text)
    best = _densest([low for low, _ in ranges], limit * 3 // 4)
    # Some words before the first mark, to read it by.
    start = max(0, min(best - limit // 8, len(text) - limit))
    end = start + limit
    if start:
        start = text.find(" ", start, max(start, best)) + 1 or start
    if end < len(text):
        space = text.rfind(" ", end - limit // 8, end)
        end = space if space > start else end
    return start, end


def _densest(places: Sequence[int], width: int) -> int:
    """Return the first place from which most others are within a width; 0 if there is none."""
    return max(
        places,
        key=lambda low: bisect_left(places, low + width) - bisect_left(places, low),
        default=0,
    )
