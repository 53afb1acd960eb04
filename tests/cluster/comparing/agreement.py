"""Whether two archives of the same articles answer alike."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from webui.search.backend import Finding
from webui.search.criteria.criteria import Criteria
from webui.search.results.base import Result

# What depends on when it was asked for, or synced; scores are compared by the order they make.
_OWN = frozenset({"took_ms", "index", "synced", "last_sync", "score"})


def told(answer: Any) -> Any:
    """Return an answer as data, without what is different in any two archives."""
    if isinstance(answer, Result):
        return told(answer.model_dump())
    if isinstance(answer, dict):
        return {name: told(value) for name, value in answer.items() if name not in _OWN}
    if isinstance(answer, list | tuple):
        return [told(each) for each in answer]
    return answer


def told_of_page(
    finding: Finding, criteria: Criteria, *, of_clean_statistics: bool = True
) -> dict[str, Any]:
    """Return a page with its facets; where its order is by score, without the hits.

    Args:
        finding: what was found.
        criteria: by what.
        of_clean_statistics: whether no article that has gone may still count in them, so that
            its words seem to be what was meant, or what the best hits have in common.
    """
    page: dict[str, Any] = told(finding.page())
    if criteria.effective_sort == "relevance":
        page["hits"] = len(page["hits"])
    # Of words that say nearly as much, either may be the first.
    page["query"]["added"] = sorted(page["query"].get("added", ()))
    if not of_clean_statistics:
        del page["suggestions"], page["query"]["added"]
    return page


def tau(order: Sequence[str], other: Sequence[str], most: int = 100) -> float:
    """Return Kendall's tau of the first ids of an order and where they stand in another.

    It is 1 where both agree on each pair of them, and -1 where they do on none.

    Args:
        order: ids, each once.
        other: the same ids.
        most: how many of the first are looked at.
    """
    places = {id: place for place, id in enumerate(other)}
    first = [places[id] for id in order[:most]]
    pairs = len(first) * (len(first) - 1) // 2
    wrong = sum(one > two for one, two in combinations(first, 2))
    return 1 - 2 * wrong / pairs if pairs else 1.0
