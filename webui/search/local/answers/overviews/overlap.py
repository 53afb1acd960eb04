"""What each two of several queries find in common, over time and by provider."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypedDict

import numpy as np

from indexer.contract.codec.arrays import Bools, Ints
from webui.search.criteria.comparison import Asked
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.finding.over_time import OverTime
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.measures.jaccard import jaccard
from webui.search.results.comparison import Overlap, OverlapBucket, OverlapProvider


def overlaps(
    snapshot: Snapshot, asked: Asked, found: Sequence[Ints], over_time: OverTime | None
) -> list[Overlap]:
    """Count what each two queries find in common, and what only one of them does.

    Args:
        snapshot: where they were found.
        asked: the queries, and for which pair more is told.
        found: what each query finds, document numbers, ascending.
        over_time: the buckets of the comparison; None where there are none.
    """
    among = [_mask(snapshot, docs) for docs in found]
    return [
        _overlap(snapshot, asked, (one, other), found, among, over_time)
        for one, other in combinations(range(len(found)), 2)
    ]


class _Counts(TypedDict):
    both: int
    only_first: int
    only_second: int
    jaccard: float | None


@dataclass(frozen=True, slots=True)
class _Parts:
    """Documents that both queries find, and those that only one does, each ascending."""

    both: Ints
    only_first: Ints
    only_second: Ints


def _mask(snapshot: Snapshot, docs: Ints) -> Bools:
    mask = np.zeros(len(snapshot.columns), np.bool_)
    mask[docs] = True
    return mask


def _counts(both: int, only_first: int, only_second: int) -> _Counts:
    return {
        "both": both,
        "only_first": only_first,
        "only_second": only_second,
        "jaccard": jaccard(both, only_first, only_second),
    }


def _overlap(
    snapshot: Snapshot,
    asked: Asked,
    pair: tuple[int, int],
    found: Sequence[Ints],
    among: Sequence[Bools],
    over_time: OverTime | None,
) -> Overlap:
    checkpoint()
    # What fewer articles are looked up in.
    few, many = sorted(pair, key=lambda place: len(found[place]))
    both = int(np.count_nonzero(among[many][found[few]]))
    first, second = (len(found[place]) for place in pair)
    buckets: list[OverlapBucket] | None = None
    providers: list[OverlapProvider] | None = None
    if pair == asked.pair:
        one, other = pair
        shared = among[other][found[one]]
        parts = _Parts(
            found[one][shared], found[one][~shared], found[other][~among[one][found[other]]]
        )
        buckets = _buckets(snapshot, asked, parts, over_time) if over_time else []
        providers = _providers(snapshot, parts)
    return Overlap(
        queries=pair,
        **_counts(both, first - both, second - both),
        over_time=buckets,
        by_provider=providers,
    )


def _buckets(
    snapshot: Snapshot, asked: Asked, parts: _Parts, over_time: OverTime
) -> list[OverlapBucket]:
    counted = [
        over_time.buckets.sums(snapshot.tally(docs).days()).tolist()
        for docs in (parts.both, parts.only_first, parts.only_second)
    ]
    return [
        OverlapBucket(start=start, end=end, **_counts(*counts))
        for (start, end), *counts in zip(
            over_time.buckets.ends_within(asked.common.span), *counted, strict=True
        )
    ]


def _providers(snapshot: Snapshot, parts: _Parts) -> list[OverlapProvider]:
    sets = (parts.both, parts.only_first, parts.only_second)
    counted = np.array([snapshot.tally(docs).labels("provider") for docs in sets])
    names = snapshot.columns.labels("provider").values
    codes = np.flatnonzero(counted.sum(axis=0))
    totals = counted.sum(axis=0)
    ordered = sorted(codes.tolist(), key=lambda code: (-int(totals[code]), names[code]))
    rows = [
        OverlapProvider(provider=names[code], **_counts(*counted[:, code].tolist()))
        for code in ordered
    ]
    # A document has one provider at the most.
    nobody = [len(docs) - int(known) for docs, known in zip(sets, counted.sum(axis=1), strict=True)]
    return [*rows, OverlapProvider(provider=None, **_counts(*nobody))] if any(nobody) else rows
