"""Pauses that chance does not explain, by the rule of docs/research/ledger.md, day by day."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

DAY = timedelta(days=1)


@dataclass(frozen=True)
class PlainGap:
    """A gap: its days, both included, whether nothing came since, and how it came about."""

    first: date
    last: date
    is_open: bool
    expected: float
    chance: float


@dataclass(frozen=True)
class PlainGaps:
    """The gaps of each provider, those of the archive, and the last day that is looked at."""

    of: Mapping[str, Sequence[PlainGap]]
    nothing: Sequence[PlainGap]
    end: date | None


def gaps_of(articles: Sequence[tuple[str, date]], synced: date) -> PlainGaps:
    """Return the gaps among articles, each with its provider (or an empty text) and its day."""
    articles = [(provider, day) for provider, day in articles if day <= synced]
    if not articles:
        return PlainGaps({}, [], None)
    end = max(day for _, day in articles)
    everything = Counter(day for _, day in articles)
    start = min(everything)
    calendar = [start + number * DAY for number in range((end - start).days + 1)]
    nothing = _gaps(
        everything,
        dict.fromkeys(calendar, 1.0),
        _weekdays(Counter([*everything])),
        end,
        1,
        both=False,
    )
    lost = {day for gap in nothing for day in calendar if gap.first <= day <= gap.last}
    own: dict[str, Counter[date]] = {}
    for provider, day in articles:
        if provider:
            own.setdefault(provider, Counter())[day] += 1
    each = Counter(day for days in own.values() for day in days)
    lively = _liveliness(each, calendar)
    worth = {day: 0.0 if day in lost else lively[day] for day in calendar}
    everybody = _weekdays(each)
    return PlainGaps(
        {
            provider: found
            for provider, days in own.items()
            if (found := _gaps(days, worth, everybody, end, 5))
        },
        nothing,
        end,
    )


def _weekdays(days: Counter[date]) -> list[float]:
    """Return which part of what is counted by day falls on each weekday."""
    found = Counter[int]()
    for day, count in days.items():
        found[day.weekday()] += count
    return [found[weekday] / (days.total() or 1) for weekday in range(7)]


def _liveliness(each: Counter[date], calendar: Sequence[date]) -> dict[date, float]:
    def level(day: date) -> float:
        place = (day - calendar[0]).days
        near = calendar[max(place - 3, 0) : place + 4]
        return sum(each[one] for one in near) / len(near)

    levels = {day: level(day) for day in calendar}
    found = {}
    for day in calendar:
        weeks = [day + 7 * number * DAY for number in range(-6, 7) if number]
        beside = [levels[one] for one in weeks if one in levels]
        usual = median(beside) if beside else 0
        found[day] = min(1.0, (levels[day] + 1) / max(usual, 1))
    return found


def _gaps(
    days: Counter[date],
    worth: Mapping[date, float],
    everybody: Sequence[float],
    end: date,
    least: int,
    both: bool = True,
) -> list[PlainGap]:
    total = sum(days.values())
    of = Counter[int]()
    for day, count in days.items():
        of[day.weekday()] += count
    week = [(of[weekday] + 14 * everybody[weekday]) / (total + 14) for weekday in range(7)]

    def weeks(first: date, stop: date) -> float:
        """Return how much time passes, up to before a day."""
        return sum(
            worth[day] * week[day.weekday()]
            for day in (first + n * DAY for n in range(max((stop - first).days, 0)))
        )

    def count_in(first: date, stop: date) -> int:
        return sum(number for day, number in days.items() if first <= day < stop)

    ordered = sorted(days)
    found = list[PlainGap]()
    for before, after in zip(ordered, [*ordered[1:], None], strict=True):
        first, stop = before + DAY, after or end + DAY
        if (stop - first).days < least:
            continue
        reach = max(91, 2 * (stop - first).days)
        reached = date.fromordinal(max(ordered[0].toordinal() + 1, before.toordinal() - reach))
        sides = [(reached, before)]
        if after and both:
            reached = date.fromordinal(min(end.toordinal(), after.toordinal() + reach) + 1)
            sides.append((after + DAY, reached))
        unit = max(1, (stop - first).days // 28)
        size = _size(
            [
                *_pairs(sides[0][1], sides[0][0], -7 * unit, count_in),
                *(_pairs(*sides[1], 7 * unit, count_in) if sides[1:] else []),
            ]
        )
        pause = weeks(first, stop) / unit
        counts = [count_in(*side) for side in sides]
        lengths = [weeks(*side) / unit for side in sides]
        chance = max(
            _chance(number, length, pause, size)
            for number, length in zip(counts, lengths, strict=True)
        )
        if chance * len(ordered) < 0.001:
            expected = sum(counts) / sum(lengths) * pause
            gap = PlainGap(first, stop - DAY, after is None, expected, chance * len(ordered))
            found.append(gap)
    return _joined(found, days)


def _pairs(
    start: date, stop: date, step: int, count: Callable[[date, date], int]
) -> list[tuple[int, int]]:
    """Return the counts of neighbouring stretches, going away from the pause."""
    counts, at = list[int](), start
    while abs((stop - at).days) >= abs(step):
        other = at + step * DAY
        counts.append(count(min(at, other), max(at, other)))
        at = other
    return list(pairwise(counts))


def _size(pairs: Sequence[tuple[int, int]]) -> float | None:
    pairs = [(one, other) for one, other in pairs if one + other]
    mean = sum(one + other for one, other in pairs) / len(pairs) if pairs else 1
    ratios = [(one - other) ** 2 / (one + other) for one, other in pairs]
    # Four more, of size 3.
    ratios += [(6 + mean) / 7] * 4
    ratio = sum(ratios) / len(ratios)
    return max((mean - ratio) / (2 * (ratio - 1)), 0.01) if ratio > 1 else None


def _chance(number: int, beside: float, pause: float, size: float | None) -> float:
    """Draw one article after the other from an urn: each time, none may be of the pause."""
    if beside <= 0 or pause <= 0:
        return 1.0
    if size is None:
        return (beside / (beside + pause)) ** number
    return math.prod(
        (size * beside + drawn) / (size * (beside + pause) + drawn) for drawn in range(number)
    )


def _joined(gaps: Sequence[PlainGap], days: Counter[date]) -> list[PlainGap]:
    found = list[PlainGap]()
    for gap in gaps:
        if found:
            one = found[-1]
            between = sum(one.last < day < gap.first for day in days)
            if between <= 0.1 * ((gap.last - one.first).days + 1):
                found[-1] = replace(
                    one,
                    last=gap.last,
                    is_open=gap.is_open,
                    expected=one.expected + gap.expected,
                    chance=min(one.chance, gap.chance),
                )
                continue
        found.append(gap)
    return found
