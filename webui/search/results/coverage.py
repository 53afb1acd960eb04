"""What is answered about who covers a search."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A provider with at least one hit.

    Attributes:
        provider: its label.
        count: its hits.
        output: all its articles in the period.
        share: hits by articles, above 0, at most 1.
        first, last: when its oldest and its newest hit were published, UTC, ISO 8601; None
            where no hit has a date.
    """

    provider: str
    count: int
    output: int
    share: float
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class SilentProvider:
    """A provider without a hit, and the number of its articles in the period."""

    provider: str
    output: int


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """The hits by provider.

    Attributes:
        providers: the number of providers with a hit.
        silent_providers: the number of those that published in the period, and might have had
            a hit.
        without_provider: hits that have no provider.
        rows: providers with a hit, in the order that was asked for; perhaps not all.
        silent: providers without one, the most active ones first; perhaps not all.
    """

    providers: int
    silent_providers: int
    without_provider: int
    rows: list[CoverageRow]
    silent: list[SilentProvider]
