"""Who covers a search, and what the silence of the others says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from math import comb

from tests.webui.search.reference.answers.listing_providers import archive_gaps, presented
from tests.webui.search.reference.archive import Archive, Entry
from tests.webui.search.reference.finding.filters import passes
from tests.webui.search.reference.finding.units import base_of, share_of, units
from tests.webui.search.reference.found import Found
from webui.search.criteria.criteria import Criteria, Order, Unit
from webui.search.results.ledger import Gap
from webui.search.results.presenting import iso
from webui.search.results.search import QueryEcho
from webui.search.results.whole.coverage import CoverageRow, CoverageTable, SilentProvider


def coverage(
    archive: Archive, found: Found, by: Order, least: int, limit: int | None
) -> CoverageTable:
    """Count the hits by provider, beside all that each published meanwhile."""
    unit = found.criteria.unit
    # What is expected of a provider does not depend on who is selected.
    anybody = found.criteria if found.sampled else found.criteria.including("provider")
    of_anybody = [hit for hit in found.matches if passes(hit, anybody)]
    if found.sampled:
        of_anybody = list(found.hits)
    outputs = _by_provider(base_of(archive, anybody), unit)
    counts = _by_provider(found.hits, unit)
    in_question = [
        name for name in outputs if name in counts or _may_be_silent(name, found.criteria)
    ]
    hits = sum(_by_provider(of_anybody, unit).values())
    base = sum(outputs[name] for name in outputs if _may_be_silent(name, anybody))
    weighed = unit != "provider"
    listed = [name for name in in_question if outputs[name] >= least]
    rows = [
        _row(
            [hit for hit in found.hits if hit.provider == name],
            counts[name],
            outputs[name],
            outputs[name] * hits / base if weighed else None,
            weighed,
        )
        for name in listed
        if name in counts
    ]
    silent = [name for name in listed if name not in counts]
    telling = [
        output
        for output in range(1, base + 1)
        if weighed and _chance_of_none(output, hits, base) < 0.05
    ]
    return CoverageTable(
        query=QueryEcho(
            text=found.criteria.q,
            parsed=str(found.parsed.tree or ""),
            filters=found.criteria.filters(),
        ),
        total=len(found.hits),
        by=by,
        least=least,
        providers=len(rows),
        silent_providers=len(silent),
        telling_providers=sum(outputs[name] in telling for name in silent) if weighed else None,
        telling_output=min(telling, default=None),
        left_out=len(in_question) - len(listed),
        without_provider=sum(not hit.provider for hit in found.hits),
        hits=hits,
        base=base,
        rows=_in_order(rows, by, found.hits)[:limit],
        silent=[
            SilentProvider(
                provider=name,
                output=outputs[name],
                high=share_of(0, outputs[name]).high if weighed else None,
                expected=outputs[name] * hits / base if weighed else None,
                chance=_chance_of_none(outputs[name], hits, base) if weighed else None,
                telling=outputs[name] in telling if weighed else None,
                gap=_gap(archive, name, of_anybody),
            )
            for name in _silent_in_order(silent, by, outputs)[:limit]
        ],
        notices=found.notices,
        index=archive.state,
    )


def _by_provider(entries: list[Entry], unit: Unit) -> Counter[str]:
    names = {entry.provider for entry in entries if entry.provider}
    return Counter(
        {name: len(units((e for e in entries if e.provider == name), unit)) for name in names}
    )


def _row(
    own: list[Entry], count: int, output: int, expected: float | None, weighed: bool
) -> CoverageRow:
    share = share_of(count, output)
    moments = sorted(hit.article.published for hit in own if hit.article.published)
    return CoverageRow(
        provider=own[0].provider,
        count=count,
        output=output,
        share=count / output,
        low=share.low if weighed else None,
        high=share.high if weighed else None,
        expected=expected,
        first=iso(moments[0]) if moments else None,
        last=iso(moments[-1]) if moments else None,
    )


def _in_order(rows: list[CoverageRow], by: Order, hits: list[Entry]) -> list[CoverageRow]:
    rows = sorted(rows, key=lambda row: row.provider)
    if by == "first":
        return sorted(rows, key=lambda row: _first_moment(hits, row.provider))
    if by == "name":
        return rows
    return sorted(
        rows, key=lambda row: -{"count": row.count, "share": row.share, "output": row.output}[by]
    )


def _silent_in_order(names: list[str], by: Order, outputs: Counter[str]) -> list[str]:
    names = sorted(names)
    return names if by == "name" else sorted(names, key=lambda name: -outputs[name])


def _first_moment(hits: Iterable[Entry], provider: str) -> float:
    """Return when a provider's first hit was published; later than all others if nobody knows."""
    moments = [hit.article.published for hit in hits if hit.provider == provider]
    return min((moment.timestamp() for moment in moments if moment), default=float("inf"))


def _may_be_silent(provider: str, criteria: Criteria) -> bool:
    chosen = criteria.included("provider")
    if provider in criteria.excluded("provider"):
        return False
    return not chosen or provider in chosen


def _chance_of_none(output: int, hits: int, base: int) -> float:
    """Return how many of all choices of so many articles have no hit among them."""
    return round(comb(base - hits, output) / comb(base, output), 9)


def _gap(archive: Archive, provider: str, hits: list[Entry]) -> Gap | None:
    days = [hit.day for hit in hits if hit.day and hit.provider]
    if not days:
        return None

    def overlap(first: date, last: date) -> int:
        return (min(last, max(days)) - max(first, min(days))).days + 1

    gaps = archive_gaps(archive).of.get(provider, ())
    longest = max(gaps, key=lambda gap: overlap(gap.first, gap.last), default=None)
    if longest is None or overlap(longest.first, longest.last) <= 0:
        return None
    return presented(longest)
