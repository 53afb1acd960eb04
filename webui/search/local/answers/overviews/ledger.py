"""The ledger: how many articles each provider published, month by month, and where it is silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.contract.codec.arrays import Bools, Ints
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.dates import days_since_1970
from webui.search.criteria.ledger import LedgerAsked, Step
from webui.search.local.answers.overviews.gaps import Gaps, gaps_of
from webui.search.local.answers.overviews.pause_finding import Pause
from webui.search.local.answers.overviews.provider_days import ProviderDays, provider_days
from webui.search.local.answers.parts import day_text, index_state
from webui.search.local.columns.histogram import Buckets, bucket_days, bucket_number, within
from webui.search.local.columns.labels import least_codes
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.query.terms import fold
from webui.search.results.ledger import Gap, Ledger, LedgerBucket, LedgerRow

# Of a bucket of full length, by the Gregorian calendar.
_LENGTHS: dict[Step, float] = {
    "day": 1,
    "week": 7,
    "month": 365.2425 / 12,
    "year": 365.2425,
}


@dataclass(frozen=True, slots=True)
class _Time:
    """What the ledger shows of the time that is asked for.

    Attributes:
        first, last: days since 1970 of all of it, as far as the index has articles; the last is
            before the first where it has none.
        step: what a bucket is.
        starts, ends: first and last day of the buckets that are shown, shape (b,).
        number: of the first of them.
        earlier: how many buckets are not shown.
    """

    first: int
    last: int
    step: Step
    starts: Ints
    ends: Ints
    number: int
    earlier: int

    def missing(self, pauses: Sequence[Pause]) -> Ints:
        """Return how many days of each bucket are in one of some gaps, shape (b,)."""
        days = np.zeros(len(self.starts), np.int64)
        for pause in pauses:
            overlap = np.minimum(self.ends, pause.last) - np.maximum(self.starts, pause.first) + 1
            days += np.maximum(overlap, 0)
        return days

    def reached(self, pauses: Sequence[Pause]) -> list[Pause]:
        """Return those of some gaps that reach into the time."""
        return [one for one in pauses if one.first <= self.last and one.last >= self.first]


def ledger(snapshot: Snapshot, asked: LedgerAsked, size: int, most: int) -> Ledger:
    """Count the articles of a page of providers, bucket by bucket.

    Args:
        snapshot: whose articles are counted.
        asked: which providers, which time, in what steps and order.
        size: providers on a page.
        most: so many buckets at the most, the latest ones.
    """
    days, gaps = provider_days(snapshot), gaps_of(snapshot)
    time = _time(snapshot, asked, most)
    labels = snapshot.columns.labels("provider").values
    low, high = (_places(days, day) for day in (time.first, time.last + 1))
    outputs = days.before[high] - days.before[low]
    reached = {code: own for code, each in gaps.of.items() if (own := time.reached(each))}
    in_gaps = np.zeros(len(labels), np.int64)
    for code, own in reached.items():
        in_gaps[code] = sum(_overlap(one, time.first, time.last) for one in own)
    listed = outputs >= asked.least
    if not asked.least:
        listed = (outputs > 0) | (in_gaps > 0)
    codes = np.flatnonzero(listed & _asked_for(labels, asked.criteria))
    names = np.zeros(len(labels), np.int64)
    keys = {"output": -outputs, "name": names, "gaps": -in_gaps}[asked.by]
    shown = least_codes(keys, codes, labels, asked.page * size)[(asked.page - 1) * size :]
    counts = _counts(days, np.array(shown, np.int64), time)
    whole = snapshot.totals.day_counts
    totals = (
        Buckets(time.step, time.number, time.number + len(time.starts) - 1).sums(
            within(whole, asked.criteria.span)
        )
        if len(time.starts)
        else counts.sum(axis=0)
    )
    nothing = time.reached(gaps.nothing)
    return Ledger(
        filters=asked.criteria.filters(),
        interval=asked.interval,
        by=asked.by,
        least=asked.least,
        page=asked.page,
        size=size,
        providers=len(codes),
        providers_with_gaps=int(np.count_nonzero(in_gaps[codes])),
        articles=int(outputs[codes].sum()),
        all=int(within(whole, asked.criteria.span).counts.sum()),
        earlier=time.earlier,
        buckets=[
            LedgerBucket(start=day_text(start), end=day_text(end), articles=total, nothing=lost)
            for start, end, total, lost in zip(
                time.starts.tolist(),
                time.ends.tolist(),
                totals.tolist(),
                time.missing(nothing).tolist(),
                strict=True,
            )
        ],
        rows=[
            LedgerRow(
                provider=labels[code],
                articles=int(outputs[code]),
                usual=_usual(days, gaps, code, int(outputs[code]), time),
                first=day_text(int(days.days[days.starts[code]])),
                last=day_text(int(days.days[days.starts[code + 1] - 1])),
                counts=row,
                missing=time.missing(own := reached.get(code, [])).tolist(),
                gaps=[gap_of(one) for one in own],
            )
            for code, row in zip(shown, counts.tolist(), strict=True)
        ],
        nothing=[gap_of(one) for one in nothing],
        index=index_state(snapshot),
    )


def gap_of(pause: Pause) -> Gap:
    """Present a gap."""
    return Gap(
        start=day_text(pause.first),
        end=day_text(pause.last),
        days=pause.days,
        open=pause.is_open,
        expected=round(pause.expected, 1),
        chance=pause.chance,
    )


def _time(snapshot: Snapshot, asked: LedgerAsked, most: int) -> _Time:
    span, whole = asked.criteria.span, snapshot.span
    none = np.empty(0, np.int64)
    if whole.first is None or whole.last is None:
        return _Time(0, -1, asked.interval, none, none, 0, 0)
    first = days_since_1970(max(whole.first, span.first or whole.first))
    last = days_since_1970(min(whole.last, span.last or whole.last))
    if first > last:
        return _Time(first, last, asked.interval, none, none, 0, 0)
    low, high = bucket_number(np.array([first, last]), asked.interval).tolist()
    earlier = max(high - low + 1 - most, 0)
    numbers = range(low + earlier, high + 1)
    ends = [
        [days_since_1970(day) for day in bucket_days(number, asked.interval)] for number in numbers
    ]
    starts, stops = np.array(ends, np.int64).T
    return _Time(
        first,
        last,
        asked.interval,
        np.maximum(starts, first),
        np.minimum(stops, last),
        low + earlier,
        earlier,
    )


def _places(days: ProviderDays, day: int) -> Ints:
    """Return where a day of each provider stands, or would stand, shape (p,)."""
    codes = np.arange(len(days.starts) - 1)
    return days.places(codes, np.full(len(codes), day))


def _asked_for(labels: Sequence[str], criteria: Criteria) -> Bools:
    """Return which providers the filters leave, shape (p,)."""
    included, excluded = set(criteria.included("provider")), set(criteria.excluded("provider"))
    part = fold(criteria.looked_for("provider"))
    return np.array(
        [
            label not in excluded
            and (not included or label in included)
            and (not part or part in fold(label))
            for label in labels
        ],
        np.bool_,
    )


def _counts(days: ProviderDays, codes: Ints, time: _Time) -> Ints:
    """Count the articles of some providers in each bucket, shape (c, b)."""
    buckets = len(time.starts)
    counts = np.zeros((len(codes), buckets), np.int64)
    if not buckets:
        return counts
    low = days.places(codes, np.full(len(codes), time.starts[0]))
    high = days.places(codes, np.full(len(codes), time.last + 1))
    for row, (start, stop) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
        places = bucket_number(days.days[start:stop], time.step) - time.number
        # Weighted counts are floats, exact up to 2^53.
        counts[row] = np.bincount(places, weights=days.counts[start:stop], minlength=buckets)
    return counts


def _usual(days: ProviderDays, gaps: Gaps, code: int, output: int, time: _Time) -> float | None:
    first = max(int(days.days[days.starts[code]]), time.first)
    last = min(max(gaps.end, int(days.days[days.starts[code + 1] - 1])), time.last)
    pauses = sorted([*gaps.of.get(code, ()), *gaps.nothing], key=lambda one: one.first)
    there, at = max(last - first + 1, 0), first
    for pause in pauses:
        # Gaps of the provider and of the archive may overlap.
        there -= _overlap(pause, at, last)
        at = max(at, pause.last + 1)
    length = _LENGTHS[time.step]
    return round(output / there * length, 2) if there >= 2 * length else None


def _overlap(pause: Pause, first: int, last: int) -> int:
    return max(min(pause.last, last) - max(pause.first, first) + 1, 0)
