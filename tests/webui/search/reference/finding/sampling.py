"""A sample of hits, drawn one stratum after the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from hashlib import sha256
from itertools import pairwise

from tests.webui.search.reference.archive import Entry
from tests.webui.search.reference.finding.filters import passes
from webui.search.criteria.criteria import Criteria
from webui.search.results.sample import (
    ConstructedWeeks,
    DrawnStratum,
    SampleInfo,
    SkippedDays,
)


@dataclass(frozen=True, slots=True)
class Sampled:
    """A sample, and how many articles each of it stands for, by id."""

    entries: list[Entry]
    info: SampleInfo
    weights: dict[str, float]


def draw(criteria: Criteria, hits: Sequence[Entry], every: Sequence[Entry]) -> Sampled | None:
    """Draw what is asked for of the hits; None where that is all of them."""
    sampling = criteria.sampling
    if sampling is None:
        return None
    weeks, factor = None, dict[date | None, Fraction]()
    left = list(hits)
    if sampling.weeks is not None:
        weeks, factor = _weeks(criteria, every, sampling.weeks, sampling.seed)
        left = [entry for entry in hits if entry.day in factor]
    strata = defaultdict[tuple[str, ...], list[Entry]](list)
    for entry in left:
        own = {"provider": entry.provider, "month": str(entry.day)[:7] if entry.day else ""}
        strata[tuple(own[by] for by in sampling.strata)].append(entry)
    ordered = sorted(strata.items(), key=lambda item: (-len(item[1]), item[0]))
    wanted = len(left) if sampling.size is None else min(sampling.size, len(left))
    sizes = [len(members) for _, members in ordered]
    divide = _equal if sampling.allocation == "equal" else _in_proportion
    shares = divide(sizes, wanted)
    entries, weights, rows = list[Entry](), dict[str, float](), list[DrawnStratum]()
    for (values, members), share in zip(ordered, shares, strict=True):
        members.sort(key=lambda entry: sha256(f"{sampling.seed}:{entry.id}".encode()).digest())
        weight = Fraction(len(members), share) if share else Fraction(0)
        for entry in members[:share]:
            entries.append(entry)
            weights[entry.id] = round(float(weight * factor.get(entry.day, 1)), 6)
        named = {by: value or None for by, value in zip(sampling.strata, values, strict=True)}
        rows.append(
            DrawnStratum(
                values=named,
                articles=len(members),
                drawn=share,
                weight=round(float(weight), 6) if share else None,
            )
        )
    info = SampleInfo(
        articles=len(hits),
        drawn=len(entries),
        size=sampling.size,
        seed=sampling.seed,
        by=list(sampling.strata),
        allocation=sampling.allocation if sampling.strata else None,
        strata=rows if sampling.strata else [],
        strata_total=len(rows) if sampling.strata else 0,
        constructed=weeks,
    )
    return Sampled(entries, info, weights)


def _in_proportion(sizes: list[int], wanted: int) -> list[int]:
    total = sum(sizes)
    quotas = [Fraction(size * wanted, total) for size in sizes]
    shares = [int(quota) for quota in quotas]
    for _ in range(wanted - sum(shares)):
        cut = [quota - share for quota, share in zip(quotas, shares, strict=True)]
        shares[cut.index(max(cut))] += 1
    return shares


def _equal(sizes: list[int], wanted: int) -> list[int]:
    """One after the other gets one more, the largest first, as long as they have some."""
    shares = [0] * len(sizes)
    while wanted:
        for place in sorted(range(len(sizes)), key=lambda place: -sizes[place]):
            if wanted and shares[place] < sizes[place]:
                shares[place] += 1
                wanted -= 1
    return shares


def _weeks(
    criteria: Criteria, every: Sequence[Entry], weeks: int, seed: int
) -> tuple[ConstructedWeeks, dict[date | None, Fraction]]:
    period = criteria.period()
    published = sorted({entry.day for entry in every if entry.day and passes(entry, period)})
    factor: dict[date | None, Fraction] = {}
    complete = True
    for weekday in range(7):
        days = [day for day in published if day.weekday() == weekday]
        days.sort(key=lambda day: sha256(f"{seed}:{day}".encode()).digest())
        complete = complete and len(days) >= weeks
        for day in days[:weeks]:
            factor[day] = Fraction(len(days), min(weeks, len(days)))
    one = timedelta(1)
    skipped = [
        SkippedDays(first=str(before + one), last=str(after - one))
        for before, after in pairwise(published)
        if after - before > one
    ]
    return ConstructedWeeks(
        weeks=weeks,
        days=sorted(str(day) for day in factor),
        days_published=len(published),
        skipped=skipped,
        complete=complete,
    ), factor
