"""What is marked of what a search found."""

from __future__ import annotations

from indexer.contract.schema import WORDS_SUFFIX
from webui.search.local.finding.matching import Matched
from webui.search.query.highlighting import Field, Highlighter, highlighter
from webui.search.query.parser import ParsedQuery


def marks_in(field: Field, matched: Matched, parsed: ParsedQuery) -> Highlighter:
    """Return what is marked in a field.

    Args:
        field: that will be shown.
        matched: what the query found.
        parsed: the query.
    """
    expanded = matched.words.get(field + WORDS_SUFFIX, ())
    return highlighter(parsed.tree, field, expanded, matched.match)
