"""A query that names a provider nobody is called → the same with a name near it, or without it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from webui.search.query.syntax import Group, Node, Phrase, Word
from webui.search.query.terms import fold

# Of the letters of both names; a name with a slip or two in it has more.
_ALIKE = 0.75
# A name that is much longer has little to do with what was typed, and takes long to compare.
_LONGEST = 100


def name_changes(tree: Node | None, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield what a way out of a dead end is called, and its query.

    Looked at are the providers that stand beside other parts, or alone.

    Args:
        tree: of a query that finds nothing.
        names: what providers are called.
    """
    if tree is None:
        return
    parts = tree.children if isinstance(tree, Group) and tree.operator != "or" else (tree,)
    folded: dict[str, str] = {}
    for place, part in enumerate(parts):
        if not isinstance(part, Word | Phrase) or part.field != "provider":
            continue
        folded = folded or {fold(name): name for name in sorted(names)}
        if name := _near(fold(part.text), folded):
            new = Phrase(name, field="provider")
            named: Node = new
            if isinstance(tree, Group):
                named = replace(tree, children=(*parts[:place], new, *parts[place + 1 :]))
            yield f"with {new}", str(named)
        if isinstance(tree, Group):
            rest = (*parts[:place], *parts[place + 1 :])
            left = replace(tree, children=rest) if len(rest) > 1 else rest[0]
            yield f"without {part}", str(left)


def _near(text: str, folded: dict[str, str]) -> str | None:
    """Return the name that is most like a text and is not that."""
    known = [name for name in folded if len(name) <= _LONGEST and '"' not in name]
    if text in folded or len(text) > _LONGEST:
        return None
    near = difflib.get_close_matches(text, known, n=1, cutoff=_ALIKE)
    return folded[near[0]] if near else None
