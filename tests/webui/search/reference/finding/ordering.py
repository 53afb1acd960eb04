"""The order of hits, and hits of one story under the best of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from indexer.contract.article import UNKNOWN_HEAT
from tests.webui.search.reference.archive import Entry
from webui.search.criteria.criteria import Sort

_EARLIEST = datetime.min.replace(tzinfo=UTC)


def in_order(entries: Collection[Entry], sort: Sort, scores: Mapping[Entry, float]) -> list[Entry]:
    """Sort articles; those without a value come last, ties by newest, then id."""

    def key(entry: Entry) -> Any:
        article = entry.article
        match sort:
            case "relevance":
                return -scores[entry]
            case "newest":
                return 0
            case "oldest":
                return article.published is None, article.published or _EARLIEST
            case "quality":
                return article.quality is None, -(article.quality or 0)
            case "heat":
                return article.heat == UNKNOWN_HEAT, -article.heat
            case "added":
                return -(entry.history.added.generation if entry.history else 0)

    return sorted(newest_first(entries), key=key)


def newest_first(entries: Collection[Entry]) -> list[Entry]:
    """Sort articles by their dates, the newest first, those without one last, ties by id."""
    by_id = sorted(entries, key=lambda entry: entry.id)
    return sorted(by_id, key=lambda entry: entry.article.published or _EARLIEST, reverse=True)


def best_of_each_story(hits: Sequence[Entry]) -> list[Entry]:
    """Return the first hit of each story, in their order."""
    first: dict[str, Entry] = {}
    for hit in hits:
        first.setdefault(hit.story.id, hit)
    return list(first.values())
