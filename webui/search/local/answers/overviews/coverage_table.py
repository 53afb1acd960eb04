"""Who covers it as a table: rows in an order, and how much it says that others are silent."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from indexer.contract.codec.arrays import Ints
from webui.search.criteria.criteria import Criteria, Order
from webui.search.local.answers.overviews.coverage import Coverage
from webui.search.local.answers.overviews.gaps import gaps_of
from webui.search.local.answers.overviews.ledger import gap_of
from webui.search.local.answers.overviews.pause_finding import Pause
from webui.search.local.answers.parts import index_state
from webui.search.local.columns.labels import least_codes
from webui.search.local.finding.find import Found
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.measures.silence import chance_of_none, telling_output
from webui.search.results.search import QueryEcho
from webui.search.results.whole.coverage import CoverageTable, SilentProvider


class Listing(NamedTuple):
    """What is listed: in which order, from which output on, and how many at the most."""

    by: Order
    least: int
    limit: int | None


def coverage_table(
    snapshot: Snapshot, criteria: Criteria, found: Found, counted: Coverage, listing: Listing
) -> CoverageTable:
    """Return who covers a search, and who is silent.

    Args:
        snapshot: where the hits are.
        criteria: the search that found them.
        found: the hits.
        counted: they, by provider.
        listing: what is listed.
    """
    covering = counted.large_enough(counted.covering, listing.least)
    silent = counted.large_enough(counted.silent, listing.least)
    telling = telling_output(counted.hits, counted.base) if counted.has_weights else None
    everybody = len(counted.covering) + len(counted.silent)
    return CoverageTable(
        query=QueryEcho(
            text=criteria.q, parsed=str(found.parsed.tree or ""), filters=criteria.filters()
        ),
        total=len(found.hits.docs),
        by=listing.by,
        least=listing.least,
        providers=len(covering),
        silent_providers=len(silent),
        telling_providers=_telling_providers(counted, silent, telling),
        telling_output=telling,
        left_out=everybody - len(covering) - len(silent),
        without_provider=counted.without_provider,
        hits=counted.hits,
        base=counted.base,
        rows=counted.rows(listing.by, listing.least, listing.limit),
        silent=_silent(snapshot, counted, listing, telling),
        notices=found.notices,
        index=index_state(snapshot),
    )


def _telling_providers(counted: Coverage, silent: Ints, telling: int | None) -> int | None:
    if not counted.has_weights:
        return None
    return 0 if telling is None else len(counted.large_enough(silent, telling))


def _silent(
    snapshot: Snapshot, counted: Coverage, listing: Listing, telling: int | None
) -> list[SilentProvider]:
    codes = counted.large_enough(counted.silent, listing.least)
    by_name = listing.by == "name"
    keys = np.zeros(len(counted.labels)) if by_name else -counted.outputs
    shown = least_codes(keys, codes, counted.labels, listing.limit)
    if not shown:
        return []
    gaps = gaps_of(snapshot).of
    listed = np.array(shown, np.int64)
    outputs = counted.outputs[listed].tolist()
    # Of those that publish little many publish the same.
    chances: dict[int, float] = (
        {output: chance_of_none(output, counted.hits, counted.base) for output in set(outputs)}
        if counted.has_weights
        else {}
    )
    rows = []
    for code, output, share, expected in zip(
        shown, outputs, counted.shares(listed), counted.expected(listed), strict=True
    ):
        gap = _longest(gaps.get(code, ()), counted.time)
        rows.append(
            SilentProvider(
                provider=counted.labels[code],
                output=output,
                high=share.high,
                expected=expected,
                chance=chances.get(output),
                telling=(telling is not None and output >= telling)
                if counted.has_weights
                else None,
                gap=None if gap is None else gap_of(gap),
            )
        )
    return rows


def _longest(pauses: tuple[Pause, ...], time: tuple[int, int] | None) -> Pause | None:
    """Return the gap that takes up most of a time, the earliest of several; None without any."""
    if time is None:
        return None
    first, last = time

    def overlap(pause: Pause) -> int:
        return min(pause.last, last) - max(pause.first, first) + 1

    longest = max(pauses, key=overlap, default=None)
    return longest if longest is not None and overlap(longest) > 0 else None
