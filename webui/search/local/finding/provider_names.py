"""A query that names a provider by a spelling finds what its name would find, too."""

from __future__ import annotations

from collections.abc import Callable

from webui.search.query.syntax import Group, Node, Not, Phrase, Word


def with_names(tree: Node | None, called: Callable[[str], str]) -> Node | None:
    """Return a tree in which each spelling of a provider is that spelling or the name.

    ``provider:`` looks for words, and what it finds by the words of the spelling stays.

    Args:
        tree: a query; None asks for nothing.
        called: from a spelling to what the provider is called.
    """
    return None if tree is None else _named(tree, called)


def _named(node: Node, called: Callable[[str], str]) -> Node:
    match node:
        case Group(operator, children):
            return Group(operator, tuple(_named(child, called) for child in children))
        case Not(child):
            return Not(_named(child, called))
        case Word(text, "provider") | Phrase(text, _, "provider"):
            name = called(text.strip())
            same = name == text.strip()
            return node if same else Group("or", (node, Phrase(name, field="provider")))
        case _:
            return node
