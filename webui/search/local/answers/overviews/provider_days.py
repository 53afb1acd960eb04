"""On which days each provider published, and how many articles: what gaps are looked for in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.contract.codec.arrays import Ints
from webui.search.local.columns.columns import NO_DAY
from webui.search.local.snapshot.snapshot import Snapshot

# More than there are days from the year 1 to the year 9999.
_DAYS = 2**22
_FIRST_DAY = -(2**20)


@dataclass(frozen=True, slots=True)
class ProviderDays:
    """The days with articles of each provider, by provider, then by day.

    Attributes:
        providers: codes, int64, shape (d,).
        days: since 1970, int64, shape (d,).
        counts: articles of the provider on the day, at least 1, int64, shape (d,).
        before: articles on all days before, shape (d + 1,).
        starts: where the days of each provider begin, shape (p + 1,).
    """

    providers: Ints
    days: Ints
    counts: Ints
    before: Ints
    starts: Ints

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        arrays = (self.providers, self.days, self.counts, self.before, self.starts)
        return sum(array.nbytes for array in arrays)

    def places(self, providers: Ints, days: Ints) -> Ints:
        """Return where a day of each of some providers stands, or would stand."""
        keys = self.providers * _DAYS + (self.days - _FIRST_DAY)
        return np.searchsorted(keys, providers * _DAYS + (days - _FIRST_DAY))

    def until(self, last: int) -> ProviderDays:
        """Return those up to a day."""
        kept = self.days <= last
        return counted_days(
            self.providers[kept], self.days[kept], self.counts[kept], len(self.starts) - 1
        )

    def together(self) -> ProviderDays:
        """Return the same of all providers as if they were one."""
        days, places = np.unique(self.days, return_inverse=True)
        counts = np.bincount(places, weights=self.counts, minlength=len(days)).astype(np.int64)
        return counted_days(np.zeros(len(days), np.int64), days, counts, 1)


def provider_days(snapshot: Snapshot) -> ProviderDays:
    """Return the days of all dated articles that have a provider; made once for each state."""
    return snapshot.derived("provider days", lambda: _provider_days(snapshot))


def all_days(snapshot: Snapshot) -> ProviderDays:
    """Return the days of all dated articles, with and without a provider, as if of one."""
    counts = snapshot.totals.day_counts
    filled = np.flatnonzero(counts.counts)
    none = np.zeros(len(filled), np.int64)
    return counted_days(none, counts.days[filled], counts.counts[filled], 1)


def counted_days(providers: Ints, days: Ints, counts: Ints, number: int) -> ProviderDays:
    """Return days that are in order already, each once for each provider."""
    return ProviderDays(
        providers,
        days,
        counts,
        np.concatenate([[0], np.cumsum(counts)]),
        np.searchsorted(providers, np.arange(number + 1)),
    )


def _provider_days(snapshot: Snapshot) -> ProviderDays:
    column = snapshot.columns.labels("provider")
    docs = snapshot.live_docs
    codes, days = column.only_codes(docs), snapshot.columns.days[docs]
    known = (codes >= 0) & (days != NO_DAY)
    keys, counts = np.unique(codes[known] * _DAYS + (days[known] - _FIRST_DAY), return_counts=True)
    return counted_days(keys // _DAYS, keys % _DAYS + _FIRST_DAY, counts, len(column.values))
