"""What the parts under NOT take away from the hits of a search string."""

from __future__ import annotations

from webui.search.results.audit import Branch


def has_not(tree: Branch | None) -> bool:
    """Whether any part of a query is under NOT."""
    return tree is not None and (
        tree.operator == "not" or any(has_not(child) for child in tree.children)
    )


def taken_away(tree: Branch | None) -> str:
    """Return the query for the articles that all but the parts under NOT find, and these, too.

    Empty where NOT is not beside other parts, all of which an article must have: what it takes
    away is then no search of its own.
    """
    if tree is None or tree.operator != "and":
        return ""
    kept = [child.text for child in tree.children if not has_not(child)]
    left_out = [
        child.children[0].text
        for child in tree.children
        if child.operator == "not" and not has_not(child.children[0])
    ]
    if not kept or not left_out or len(kept) + len(left_out) < len(tree.children):
        return ""
    either = " OR ".join(f"({text})" for text in left_out)
    return " AND ".join([*(f"({text})" for text in kept), f"({either})"])
