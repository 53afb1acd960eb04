"""Who covers it: the hits by provider, beside all that each provider published meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Ints
from webui.search.criteria.criteria import Criteria, Order, Unit
from webui.search.criteria.facet_specs import PROVIDER
from webui.search.local.answers.parts import iso_of_each
from webui.search.local.columns.columns import MICROSECONDS_A_DAY, NO_DATE
from webui.search.local.columns.labels import LabelColumn, least_codes
from webui.search.local.finding.narrowing import Narrowed, base_docs
from webui.search.local.finding.over_time import by_provider
from webui.search.local.finding.shares import Share, shares_of
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.results.whole.coverage import CoverageRow

# Later than any time.
_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Coverage:
    """The hits by provider. Rows are made when they are asked for: providers may be many.

    Attributes:
        unit: what is counted.
        labels: of all providers of the index; the place of one is its code.
        counts: hits of each, in the unit that was asked for, int64, shape (p,).
        outputs: what each published of the base, in the same unit, int64, shape (p,).
        first, last: microseconds since 1970 of the oldest and the newest hit of each; without a
            dated hit, the last is ``NO_DATE``, int64, shape (p,).
        covering: codes of those with a hit.
        silent: codes of those that published in the period, and might have had a hit.
        without_provider: hits that have no provider.
        hits, base: how many hits there are of how many, whichever providers are selected: the
            share that is expected of each.
        time: the first and the last day with one of these hits that has a provider, days since
            1970; None without any.
    """

    unit: Unit
    labels: Sequence[str]
    counts: Ints
    outputs: Ints
    first: Ints
    last: Ints
    covering: Ints
    silent: Ints
    without_provider: int
    hits: int
    base: int
    time: tuple[int, int] | None

    def rows(
        self, by: Order = "count", least: int = 0, limit: int | None = None
    ) -> list[CoverageRow]:
        """Return the providers with a hit, ties by label.

        Args:
            by: what comes first.
            least: how much each published at least.
            limit: how many at the most; None: all.
        """
        keys: dict[Order, npt.NDArray[Any]] = {
            "count": -self.counts,
            "share": -self.counts / np.maximum(self.outputs, 1),
            "first": self.first,
            "output": -self.outputs,
            "name": np.zeros(len(self.labels)),
        }
        covering = self.large_enough(self.covering, least)
        listed = np.array(least_codes(keys[by], covering, self.labels, limit), np.int64)
        dated = self.last[listed] != NO_DATE
        return [
            CoverageRow(
                provider=self.labels[code],
                count=count,
                output=output,
                share=count / output,
                low=share.low,
                high=share.high,
                expected=expected,
                first=first,
                last=last,
            )
            for code, count, output, share, expected, first, last in zip(
                listed.tolist(),
                self.counts[listed].tolist(),
                self.outputs[listed].tolist(),
                self.shares(listed),
                self.expected(listed),
                iso_of_each(np.where(dated, self.first[listed], NO_DATE)),
                iso_of_each(self.last[listed]),
                strict=True,
            )
        ]

    def large_enough(self, codes: Ints, least: int) -> Ints:
        """Return those of some providers that published so many articles."""
        return codes[self.outputs[codes] >= least]

    @property
    def has_weights(self) -> bool:
        """Whether providers differ in how much they published, so that something is expected."""
        return self.unit != "provider"

    def expected(self, codes: Ints) -> list[float | None]:
        """Return how many hits some providers would have with the share of all together."""
        if not self.has_weights:
            return [None] * len(codes)
        found: list[float | None] = (self.outputs[codes] * self.hits / self.base).tolist()
        return found

    def shares(self, codes: Ints) -> list[Share]:
        """Return which share of the output of some providers their hits are."""
        shares = shares_of(self.counts[codes], self.outputs[codes])
        return shares if self.has_weights else [Share(each.ratio, None, None) for each in shares]


def coverage(snapshot: Snapshot, criteria: Criteria, found: Narrowed) -> Coverage:
    """Count some hits by provider.

    What a provider published in the period is limited by the dates that were asked for and
    by no other filter, unless the base is what the filters leave. Providers that the filters
    leave out are not silent. A selection of providers says whose rows are wanted, and does not
    change what is expected of them. Where providers are counted, each is one.

    Args:
        snapshot: where the hits are.
        criteria: the search that found them.
        found: the hits.
    """
    column, published = snapshot.columns.labels(PROVIDER), snapshot.columns.published
    docs = found.hits.docs
    articles = snapshot.tally(docs).labels(PROVIDER)
    counts = articles if criteria.unit == "article" else by_provider(snapshot, criteria.unit, docs)
    every = counts
    first, last = _moments_of_labels(column, docs, published)
    time = _time(first, last)
    anybody = criteria
    if PROVIDER in found.others:
        anybody = criteria.including(PROVIDER)
        every = by_provider(snapshot, criteria.unit, found.others[PROVIDER])
        time = _time(*_moments_of_labels(column, found.others[PROVIDER], published))
    outputs = by_provider(snapshot, criteria.unit, base_docs(snapshot, anybody))
    silent = _silent(column.values, every, outputs, anybody)
    return Coverage(
        unit=criteria.unit,
        labels=column.values,
        counts=counts,
        outputs=outputs,
        first=first,
        last=last,
        covering=np.flatnonzero(counts),
        silent=_silent(column.values, counts, outputs, criteria),
        hits=int(every.sum()),
        base=int(outputs[every > 0].sum() + outputs[silent].sum()),
        time=time,
        # A document has one provider at the most.
        without_provider=len(docs) - int(articles.sum()),
    )


def _moments_of_labels(column: LabelColumn, docs: Ints, published: Ints) -> tuple[Ints, Ints]:
    """Return when the first and the last of some documents with each label were published.

    Both have shape (p,); a label without a dated document has ``_NEVER`` and ``NO_DATE``.
    """
    table = column.table
    sets, when = column.of[docs], published[docs]
    dated = when != NO_DATE
    if not dated.all():
        sets, when = sets[dated], when[dated]
    first_of_set = np.full(len(table), _NEVER)
    last_of_set = np.full(len(table), NO_DATE)
    np.minimum.at(first_of_set, sets, when)
    np.maximum.at(last_of_set, sets, when)
    # From sets of labels to labels, as when they are counted.
    lengths = np.diff(table.starts)
    first = np.full(len(table.values), _NEVER)
    last = np.full(len(table.values), NO_DATE)
    np.minimum.at(first, table.codes, np.repeat(first_of_set, lengths))
    np.maximum.at(last, table.codes, np.repeat(last_of_set, lengths))
    return first, last


def _time(first: Ints, last: Ints) -> tuple[int, int] | None:
    dated = last != NO_DATE
    if not dated.any():
        return None
    ends = int(first[dated].min()), int(last[dated].max())
    return ends[0] // MICROSECONDS_A_DAY, ends[1] // MICROSECONDS_A_DAY


def _silent(labels: Sequence[str], counts: Ints, outputs: Ints, criteria: Criteria) -> Ints:
    """Return the codes of those that published, have no hit and are not filtered out."""
    codes = np.flatnonzero((outputs > 0) & (counts == 0))
    selected, excluded = set(criteria.included("provider")), set(criteria.excluded("provider"))
    if not selected and not excluded:
        return codes
    wanted = [
        labels[code] not in excluded and (not selected or labels[code] in selected)
        for code in codes.tolist()
    ]
    return codes[np.array(wanted, np.bool_)]
