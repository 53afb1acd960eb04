"""What is marked of what a search found."""

from __future__ import annotations

from indexer.contract.schema import WORDS_SUFFIX
from webui.search.local.finding.find import Found
from webui.search.local.finding.matching import Matched
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.query.highlighting import Field, Highlighter, highlighter
from webui.search.query.parser import ParsedQuery
from webui.search.results.search import Highlights


def marks_in(field: Field, matched: Matched, parsed: ParsedQuery) -> Highlighter:
    """Return what is marked in a field.

    Args:
        field: that will be shown.
        matched: what the query found.
        parsed: the query.
    """
    expanded = matched.words.get(field + WORDS_SUFFIX, ())
    return highlighter(parsed.tree, field, expanded, matched.match, matched.searched)


def article_highlights(snapshot: Snapshot, found: Found, doc: int) -> Highlights:
    """Mark the words of the query in all of an article's title and excerpt."""
    article = snapshot.article(doc)
    return Highlights(
        title=marks_in("title", found.matched, found.parsed).mark(article.title),
        excerpt=marks_in("excerpt", found.matched, found.parsed).mark(article.excerpt),
    )
