"""What is answered about who covers a search: the JSON of ``/api/coverage``, as types."""

from __future__ import annotations

from webui.search.criteria.criteria import Order
from webui.search.results.base import IndexState, Notice, Result
from webui.search.results.ledger import Gap
from webui.search.results.search import QueryEcho


class CoverageRow(Result):
    """A provider with at least one hit.

    ``count`` are its hits, ``output`` all its articles in the period, ``share`` the one by the
    other, above 0, with its 95 % interval from ``low`` to ``high``. ``expected`` is how many hits
    it would have with the share of all together. Where providers are counted, each is one, and
    the interval and what is expected are null.
    ``first`` and ``last`` are when its oldest and its newest hit were published, UTC; null
    where no hit has a date.
    """

    provider: str
    count: int
    output: int
    share: float
    low: float | None
    high: float | None
    expected: float | None
    first: str | None
    last: str | None


class SilentProvider(Result):
    """A provider without a hit, and how much that says.

    Of its ``output``, its articles in the period, none is a hit; the 95 % interval of that share
    reaches from 0 to ``high``. So many would be ``expected`` to be hits. ``chance`` is that of
    none, if hits are found anywhere alike; with less than .05 the silence is ``telling``. ``gap``
    is the longest gap of the provider in the time of the hits: then it may not be silent, but
    missing. Where providers are counted, all but the gap is null.
    """

    provider: str
    output: int
    high: float | None
    expected: float | None
    chance: float | None
    telling: bool | None
    gap: Gap | None


class CoverageTable(Result):
    """The answer of ``/api/coverage``: the hits by provider.

    ``total`` counts the hits, ``without_provider`` those that have none. ``providers`` have a
    hit, ``silent_providers`` published in the period, and might have had one; of these
    ``telling_providers`` published at least ``telling_output``, so that their silence is
    evidence (null where none is; both are where providers are counted). So many as are
    ``left_out`` have a smaller output than the least that was asked for, and are in no other
    number. ``hits`` of ``base`` articles are the share that is expected of each: those of all
    providers, selected or not, but for those that were left out.

    ``rows`` are in the order that was asked for; ``silent`` are sorted by name if that is the
    order, or those with most articles come first. Of both there may be less than all.
    """

    query: QueryEcho
    total: int
    by: Order
    least: int
    providers: int
    silent_providers: int
    telling_providers: int | None
    telling_output: int | None
    left_out: int
    without_provider: int
    hits: int
    base: int
    rows: list[CoverageRow]
    silent: list[SilentProvider]
    notices: list[Notice]
    index: IndexState
