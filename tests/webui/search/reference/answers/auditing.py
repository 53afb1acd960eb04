"""A search string, looked at from all sides."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.webui.search.reference.answers.lacking import lacking
from tests.webui.search.reference.answers.presenting import article_ref
from tests.webui.search.reference.archive import FIELDS, Archive, Entry
from tests.webui.search.reference.finding.filters import passes
from tests.webui.search.reference.finding.matching import edits, is_like, searched_fields
from tests.webui.search.reference.finding.ordering import newest_first
from tests.webui.search.reference.found import count, execute, find, topics_only
from webui.search.criteria.criteria import Criteria
from webui.search.query.clauses import Clause, alone, clauses_of, joint, leaves, searched_parts
from webui.search.query.syntax import Fuzzy, Group, Leaf, Node, Not, Pattern, Word, plain_term
from webui.search.query.terms import pattern_pieces, stems, words
from webui.search.results.audit import (
    Audit,
    Branch,
    ClauseTotals,
    FieldTotals,
    FormTotal,
    WordForms,
)
from webui.search.results.search import QueryEcho


def audit(archive: Archive, criteria: Criteria) -> Audit:
    """Answer ``Searcher.audit``."""
    found = find(archive, criteria, relax=False)
    tree = found.parsed.tree
    fields = searched_fields(criteria)

    def finds(node: Node | None) -> list[Entry]:
        if node is None:
            return []
        matching = execute(archive, node, criteria.match, fields)
        return [entry for entry in matching if passes(entry, criteria)]

    joined_by, clauses = clauses_of(tree, criteria.match)
    missing, compared = lacking(archive, criteria, tree, finds)
    return Audit(
        query=QueryEcho(text=criteria.q, parsed=str(tree or ""), filters=criteria.filters()),
        total=len(found.hits),
        joined_by=joined_by,
        clauses=[_clause(criteria, clause, tree, finds) for clause in clauses if tree is not None],
        forms=[
            forms
            for forms in _forms(archive, criteria, tree, lambda node: len(finds(node)))
            if forms.forms
        ],
        fields=FieldTotals(
            title=count(archive, criteria.changed(in_=("title",))),
            excerpt=count(archive, criteria.changed(in_=("excerpt",))),
            topics=count(archive, criteria.changed(in_=("topics",))),
            topics_only=topics_only(archive, found),
        ),
        missing=missing,
        compared=compared,
        tree=None if tree is None else _branch(criteria, tree, finds),
        notices=found.notices,
        took_ms=0,
        index=archive.state,
    )


def _clause(
    criteria: Criteria, clause: Clause, tree: Node, finds: Callable[[Node | None], list[Entry]]
) -> ClauseTotals:
    rest = finds(clause.rest)
    only = [entry for entry in finds(tree) if entry not in rest]
    return ClauseTotals(
        text=str(clause.node),
        total=len(finds(clause.node)),
        without=len(rest),
        only=len(only),
        titles=[article_ref(entry) for entry in _shown(newest_first(only)[:50])],
        rest=None if clause.rest is None else str(clause.rest),
        only_query=str(alone(tree, clause)) if criteria.match == "all" else None,
    )


def _shown(newest: list[Entry]) -> list[Entry]:
    """Return three articles of different stories, or as different as they are."""
    first = [
        one
        for place, one in enumerate(newest)
        if all(other.story.id != one.story.id for other in newest[:place])
    ]
    chosen = [*first, *(one for one in newest if one not in first)][:3]
    return [one for one in newest if one in chosen]


def _branch(criteria: Criteria, node: Node, finds: Callable[[Node | None], list[Entry]]) -> Branch:
    parts = []
    if isinstance(node, Group):
        parts = searched_parts(node, criteria.match)
        if len(parts) == 1:
            return _branch(criteria, parts[0], finds)
    if isinstance(node, Not):
        parts = [node.child]
    return Branch(
        operator="not" if isinstance(node, Not)
        else joint(node, criteria.match) if isinstance(node, Group) else None,
        text=str(node),
        total=len(finds(node)),
        children=[_branch(criteria, part, finds) for part in parts],
    )  # fmt: skip


def _forms(
    archive: Archive, criteria: Criteria, tree: Node | None, total: Callable[[Node], int]
) -> Iterator[WordForms]:
    every = {word for e in archive.entries for field in FIELDS for word in e.words[field]}
    seen: set[object] = set()
    for leaf in leaves(tree):
        field = getattr(leaf, "field", None)
        if field in ("provider", "type"):
            continue
        term = plain_term(leaf)
        if term is not None and not term.exact:
            for token in stems(term.text):
                if (token.text, field) in seen:
                    continue
                seen.add((token.text, field))
                forms = {word for word in every if stems(word)[0].text == token.text}
                written = str(Word(term.text[token.start : token.end], field))
                places: list[Leaf] = [
                    one
                    for one in leaves(tree)
                    if isinstance(one, Word) and not one.exact and one.field == field
                    and [other.text for other in stems(one.text)] == [token.text]
                ]  # fmt: skip
                yield _listed(written, field, forms, tree, places, total)
        elif isinstance(leaf, Pattern) and leaf not in seen:
            seen.add(leaf)
            pieces = pattern_pieces(leaf.text)
            for piece in pieces:
                if "*" in piece and piece.strip("*"):
                    forms = {word for word in every if is_like(word, piece)}
                    written = str(leaf) if len(pieces) == 1 else str(Pattern(piece, field))
                    yield _listed(
                        written, field, forms, tree, [leaf] if len(pieces) == 1 else [], total
                    )
        elif isinstance(leaf, Fuzzy) and leaf not in seen and len(words(leaf.text)) == 1:
            seen.add(leaf)
            (word,) = words(leaf.text)
            forms = {other for other in every if edits(word.text, other) <= leaf.distance}
            yield _listed(str(leaf), field, forms, tree, [leaf], total)


def _listed(
    word: str, field: object, forms: set[str], tree: Node | None, places: list[Leaf],
    total: Callable[[Node], int],
) -> WordForms:  # fmt: skip
    exact = {form: Word(form, field, exact=True) for form in forms}  # type: ignore[arg-type]
    totals = {form: total(exact[form]) for form in forms}
    listed = sorted((form for form in forms if totals[form]), key=lambda f: (-totals[f], f))

    def written(kept: list[str]) -> str | None:
        if not places or tree is None or not kept or len(listed) < 2:
            return None
        nodes = tuple(exact[form] for form in kept)
        return str(_replaced(tree, places, nodes[0] if len(nodes) == 1 else Group("or", nodes)))

    return WordForms(
        word=word,
        forms=[
            FormTotal(
                form=form,
                total=totals[form],
                query=str(exact[form]),
                keep=written([form]),
                drop=written([other for other in listed if other != form]),
            )
            for form in listed
        ],
        more=0,
    )


def _replaced(node: Node, places: list[Leaf], new: Node) -> Node:
    match node:
        case Group(operator, children):
            return Group(operator, tuple(_replaced(child, places, new) for child in children))
        case Not(child):
            return Not(_replaced(child, places, new))
        case _:
            return new if node in places else node
