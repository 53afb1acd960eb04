"""What is counted, and of what: sets of names, made anew for every question."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tests.webui.search.reference.archive import Archive, Entry
from tests.webui.search.reference.finding.filters import passes
from webui.search.criteria.criteria import Criteria, Unit
from webui.search.measures.share_interval import wilson


class Share(NamedTuple):
    """A ratio and its 95 % interval; None where there is nothing to be a part of."""

    ratio: float | None
    low: float | None
    high: float | None


def units(entries: Iterable[Entry], unit: Unit) -> set[str]:
    """Return the ids of articles or of their stories, or the names of their providers."""
    if unit == "article":
        return {entry.id for entry in entries}
    if unit == "story":
        return {entry.story.id for entry in entries}
    return {entry.provider for entry in entries if entry.provider}


def base_of(archive: Archive, criteria: Criteria) -> list[Entry]:
    """Return the articles that a share is a share of."""
    asked = criteria.period() if criteria.base == "all" else criteria
    return [entry for entry in archive.entries if passes(entry, asked)]


def share_of(count: int, base: int) -> Share:
    """Return which share of a base a count is. The formula has tests of its own."""
    interval = wilson(count, base)
    return Share(None, None, None) if interval is None else Share(count / base, *interval)
