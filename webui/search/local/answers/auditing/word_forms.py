"""What the words of a search string stand for: the forms that stemming joins, and of patterns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from typing import TypeAlias

from indexer.contract.schema import WORDS_SUFFIX
from webui.search.local.answers.all_texts import texts_of
from webui.search.local.answers.auditing.counting import Counting
from webui.search.query.clauses import leaves, replaced
from webui.search.query.hints.language import TextField
from webui.search.query.syntax import (
    Fuzzy,
    Group,
    Leaf,
    Node,
    Not,
    Pattern,
    Word,
    plain_term,
)
from webui.search.query.terms import pattern_pieces, stems, words
from webui.search.results.audit import FormTotal, WordForms

# Of a pattern or a fuzzy word, the most frequent ones.
MOST_FORMS = 50
# More alternatives are not written into a query.
_MOST_OTHERS = 20

_NAMES = {"title": "title", "excerpt": "excerpt", "topic": "topics"}

_Asked: TypeAlias = tuple[str, TextField | None]


@dataclass(frozen=True, slots=True)
class _Open:
    """What stands for several forms.

    Attributes:
        word: as the query has it.
        field: where it is looked for; None: where words without a field are.
        forms: those of the index, and perhaps others.
        more: how many there are that are not among these.
        places: parts of the query that are it, and nothing else, so that others may stand in
            their place.
    """

    word: str
    field: TextField | None
    forms: Sequence[str]
    more: int
    places: Set[Leaf]


def word_forms(counting: Counting, tree: Node | None) -> list[WordForms]:
    """Return the forms that each word of a query stands for, the most frequent first."""
    if tree is None:
        return []
    found = [_counted(counting, tree, part) for part in _parts(counting, tree)]
    return [one for one in found if one.forms]


def _parts(counting: Counting, tree: Node) -> Iterator[_Open]:
    seen: set[_Asked | Leaf] = set()
    alone = _words_alone(tree)
    for leaf in leaves(tree):
        field = getattr(leaf, "field", None)
        if field in ("provider", "type"):
            continue
        term = plain_term(leaf)
        if term is not None and not term.exact:
            for token in stems(term.text):
                if (token.text, field) not in seen:
                    seen.add((token.text, field))
                    written = term.text[token.start : token.end]
                    forms = texts_of(counting.snapshot).forms_of(token.text)
                    places = alone.get((token.text, field), set())
                    yield _Open(_prefixed(field, written), field, forms, 0, places)
        elif isinstance(leaf, Pattern | Fuzzy) and leaf not in seen:
            seen.add(leaf)
            yield from _patterned(counting, leaf)


def _words_alone(tree: Node) -> dict[_Asked, set[Leaf]]:
    """Return the parts of a query that are one word, by its stem and where it is looked for."""
    found: dict[_Asked, set[Leaf]] = {}
    for leaf in leaves(tree):
        if isinstance(leaf, Word) and not leaf.exact:
            own = stems(leaf.text)
            if len(own) == 1:
                found.setdefault((own[0].text, leaf.field), set()).add(leaf)
    return found


def _patterned(counting: Counting, leaf: Pattern | Fuzzy) -> Iterator[_Open]:
    fields = [_NAMES[leaf.field]] if leaf.field else counting.criteria.searched
    pieces = [leaf.text] if isinstance(leaf, Fuzzy) else pattern_pieces(leaf.text)
    if isinstance(leaf, Fuzzy) and len(words(leaf.text)) != 1:
        return
    for piece in pieces:
        frequencies: dict[str, int] = {}
        for field in fields:
            vocabulary = counting.snapshot.vocabulary(field + WORDS_SUFFIX)
            if isinstance(leaf, Fuzzy):
                found = vocabulary.near(words(piece)[0].text, leaf.distance)
            elif "*" in piece and piece.strip("*"):
                found = vocabulary.like(piece)
            else:
                continue
            for word, count in found.items():
                frequencies[word] = frequencies.get(word, 0) + count
        forms = sorted(frequencies, key=lambda word: (-frequencies[word], word))
        more = max(len(forms) - MOST_FORMS, 0)
        written = str(leaf) if len(pieces) == 1 else _prefixed(leaf.field, piece)
        yield _Open(
            written,
            leaf.field,
            forms[:MOST_FORMS],
            more,
            {leaf} if len(pieces) == 1 else set(),
        )


def _counted(counting: Counting, tree: Node, part: _Open) -> WordForms:
    totals = {
        form: counting.total(Word(form, part.field, exact=True))
        for form in part.forms
        if [token.text for token in words(form)] == [form]
    }
    listed = sorted((form for form in totals if totals[form]), key=lambda f: (-totals[f], f))
    can_be_kept = len(listed) > 1 and bool(part.places)
    can_be_dropped = can_be_kept and not part.more and len(listed) <= _MOST_OTHERS
    # The query is written once, and the forms into it.
    gap, written = "", ""
    if can_be_kept:
        gap = _unlike(str(tree))
        written = str(replaced(tree, lambda leaf: Word(gap) if leaf in part.places else leaf))

    def query(forms: Sequence[str]) -> str:
        exact = tuple(Word(form, part.field, exact=True) for form in forms)
        if len(exact) == 1:
            return written.replace(gap, str(exact[0]))
        other = str(Group("or", exact))
        return written.replace(gap, f"({other})" if isinstance(tree, Group | Not) else other)

    return WordForms(
        word=part.word,
        forms=[
            FormTotal(
                form=form,
                total=totals[form],
                query=str(Word(form, part.field, exact=True)),
                keep=query([form]) if can_be_kept else None,
                drop=query([f for f in listed if f != form]) if can_be_dropped else None,
            )
            for form in listed
        ],
        more=part.more,
    )


def _unlike(text: str) -> str:
    """Return what does not occur in a text."""
    found = "\0"
    while found in text:
        found += "\0"
    return found


def _prefixed(field: TextField | None, text: str) -> str:
    return str(replace(Word(text), field=field))
