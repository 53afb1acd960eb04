"""Who covers it: the hits by provider, beside all that each provider published meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Ints
from webui.search.criteria.criteria import Criteria, Order
from webui.search.local.answers.parts import iso_of
from webui.search.local.columns.columns import NO_DATE
from webui.search.local.columns.labels import LabelColumn, least_codes
from webui.search.local.finding.narrowing import base_docs
from webui.search.local.finding.over_time import by_provider
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.results.coverage import CoverageRow

# Later than any time.
_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Coverage:
    """The hits by provider. Rows are made when they are asked for: providers may be many.

    Attributes:
        labels: of all providers of the index; the place of one is its code.
        counts: hits of each, in the unit that was asked for, int64, shape (p,).
        outputs: what each published of the base, in the same unit, int64, shape (p,).
        first, last: microseconds since 1970 of the oldest and the newest hit of each; without a
            dated hit, the last is ``NO_DATE``, int64, shape (p,).
        covering: codes of those with a hit.
        silent: codes of those that published in the period, and might have had a hit.
        without_provider: hits that have no provider.
    """

    labels: Sequence[str]
    counts: Ints
    outputs: Ints
    first: Ints
    last: Ints
    covering: Ints
    silent: Ints
    without_provider: int

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
        codes = self.large_enough(self.covering, least)
        return [self._row(code) for code in least_codes(keys[by], codes, self.labels, limit)]

    def large_enough(self, codes: Ints, least: int) -> Ints:
        """Return those of some providers that published so many articles."""
        return codes[self.outputs[codes] >= least]

    def expected(self, code: int) -> float:
        """Return how many hits a provider would have with the share of all together."""
        return int(self.outputs[code]) * self.hits / self.base

    @property
    def hits(self) -> int:
        """Hits that have a provider."""
        return int(self.counts.sum())

    @property
    def base(self) -> int:
        """What all providers published that have a hit or might have had one, in the unit."""
        return int(self.outputs[self.covering].sum() + self.outputs[self.silent].sum())

    def _row(self, code: int) -> CoverageRow:
        count, output = int(self.counts[code]), int(self.outputs[code])
        first, last = int(self.first[code]), int(self.last[code])
        dated = last != NO_DATE
        return CoverageRow(
            provider=self.labels[code],
            count=count,
            output=output,
            share=count / output,
            expected=self.expected(code),
            first=iso_of(first) if dated else None,
            last=iso_of(last),
        )


def coverage(snapshot: Snapshot, criteria: Criteria, docs: Ints) -> Coverage:
    """Count some hits by provider.

    What a provider published in the period is limited by the dates that were asked for and
    by no other filter, unless the base is what the filters leave. Providers that the filters
    leave out are not silent. Where providers are counted, each is one.

    Args:
        snapshot: where the hits are.
        criteria: the search that found them.
        docs: the hits, ascending, shape (h,).
    """
    column = snapshot.columns.labels("provider")
    articles = snapshot.tally(docs).labels("provider")
    counts = by_provider(snapshot, criteria.unit, docs)
    outputs = by_provider(snapshot, criteria.unit, base_docs(snapshot, criteria))
    first, last = _moments_of_labels(column, docs, snapshot.columns.published)
    return Coverage(
        labels=column.values,
        counts=counts,
        outputs=outputs,
        first=first,
        last=last,
        covering=np.flatnonzero(counts),
        silent=_silent(column.values, counts, outputs, criteria),
        # A document has one provider at the most.
        without_provider=len(docs) - int(articles.sum()),
    )


def _moments_of_labels(column: LabelColumn, docs: Ints, published: Ints) -> tuple[Ints, Ints]:
    """Return when the first and the last of some documents with each label were published.

    Both have shape (p,); a label without a dated document has ``_NEVER`` and ``NO_DATE``.
    """
    table = column.table
    dated = docs[published[docs] != NO_DATE]
    sets, when = column.of[dated], published[dated]
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
