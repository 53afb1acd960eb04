"""Constructed weeks: for each weekday some of its days, so that none weighs more than another.

D. Riffe, C. F. Aust, S. R. Lacy, "The effectiveness of random, consecutive day and constructed
week sampling in newspaper content analysis", Journalism Quarterly 70 (1993), 133-139.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Ints
from webui.search.criteria.criteria import Criteria
from webui.search.local.columns.columns import NO_DAY
from webui.search.local.finding.narrowing import period_docs
from webui.search.local.snapshot.snapshot import Snapshot

# 1 January 1970 was a Thursday; weeks begin on Monday.
_THURSDAY = 3
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class DrawnDays:
    """The days of constructed weeks.

    Attributes:
        weeks: how many days of each weekday were asked for.
        days: those drawn, days since 1970, ascending, int64, shape (d,).
        weights: how many days of its weekday each stands for, float64, shape (d,).
        published: the days that they were drawn from, ascending, int64, shape (p,).
        complete: whether each weekday had as many days.
    """

    weeks: int
    days: Ints
    weights: npt.NDArray[np.float64]
    published: Ints
    complete: bool

    def skipped(self) -> list[tuple[date, date]]:
        """Return the runs of days between the first and the last that nothing was published on."""
        gaps = np.flatnonzero(np.diff(self.published) > 1)
        return [
            (day_of(int(before) + 1), day_of(int(after) - 1))
            for before, after in zip(self.published[gaps], self.published[gaps + 1], strict=True)
        ]


def day_of(number: int) -> date:
    """Return the day of a number of days since 1970."""
    return _EPOCH + timedelta(days=number)


def draw_days(snapshot: Snapshot, criteria: Criteria, weeks: int, seed: int) -> DrawnDays:
    """Draw days of each weekday, those with the least SHA-256 of seed, colon and ISO date.

    They are drawn from the days on which any article of the archive was published, within the
    dates that are asked for: whatever the query and the other filters leave.

    Args:
        snapshot: where the articles are.
        criteria: the search, for its dates.
        weeks: days of each weekday.
        seed: another one draws other days.
    """
    days = snapshot.columns.days[period_docs(snapshot, criteria)]
    published = np.unique(days[days != NO_DAY])
    weekdays = (published + _THURSDAY) % 7
    drawn, weights, complete = [], [], True
    for weekday in range(7):
        numbers = published[weekdays == weekday].tolist()
        chosen = sorted(numbers, key=lambda number: _hash(seed, number))[:weeks]
        complete &= len(chosen) == weeks
        drawn += chosen
        weights += [len(numbers) / len(chosen)] * len(chosen) if chosen else []
    order = np.argsort(np.array(drawn, np.int64))
    return DrawnDays(
        weeks,
        np.array(drawn, np.int64)[order],
        np.array(weights, np.float64)[order],
        published,
        complete,
    )


def _hash(seed: int, number: int) -> bytes:
    return sha256(f"{seed}:{day_of(number).isoformat()}".encode()).digest()
