"""The search that one came from, as the pages of articles and stories tell it."""

from __future__ import annotations

from webui.page.wording import plural
from webui.search.criteria.criteria import Criteria, named

# Of a query so much is shown.
_SHOWN_CHARACTERS = 60


def is_search(criteria: Criteria) -> bool:
    """Whether an address says which search one came from: a query, filters, or another order."""
    return bool(criteria.q or criteria.filters() or criteria.sort or criteria.group)


def page_of(position: int, size: int) -> int:
    """Return the page on which a place of a list stands, both from 1."""
    return (position - 1) // size + 1


def trail(criteria: Criteria, total: int) -> str:
    """Write where one came from: ``475 articles for “security”, filtered``.

    Args:
        criteria: the search.
        total: articles that it finds.
    """
    text = plural(total, "article")
    if criteria.q:
        more = "…" if len(criteria.q) > _SHOWN_CHARACTERS else ""
        text += f" for “{criteria.q[:_SHOWN_CHARACTERS]}{more}”"
        text += f" in {named(criteria.in_)}" if criteria.in_ else ""
    return text + (", filtered" if criteria.filters() else "")
