"""A sample of hits: the articles with the least hashes, of each stratum as many as it is given.

Who is drawn depends on the seed and the ids alone, so that k articles that come into the
population displace at most k of a sample that is not divided into strata.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Ints
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.facet_specs import PROVIDER
from webui.search.criteria.sampling import Sampling, Stratum
from webui.search.deadlines.deadline import checkpoint, in_steps
from webui.search.local.columns.columns import NO_DAY
from webui.search.local.engine import Matches
from webui.search.local.finding.constructed_weeks import DrawnDays, draw_days
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.measures.allocation import equal, proportional

Hashes: TypeAlias = npt.NDArray[np.bytes_]
"""SHA-256 of each of some texts, shape (n,). A zero byte at the end is as good as none, here as
in every order of bytes that are padded with zeros."""

# The order of more hashes than these is kept, for the page, its next pages and the exports.
_MANY = 5000
# Hashes that are made before the deadline is looked at again.
_AT_ONCE = 2**12
# More than there are months from the year 1 to 9999, and than providers.
_MONTHS = 2**30
_NO_MONTH = -(2**20)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sample, and what it was drawn from.

    Attributes:
        hits: the sample.
        sampling: how it was asked for.
        articles: how many hits there were.
        weights: how many hits each article of the sample stands for, float64, shape (n,).
        strata: values of each stratum, None where articles have none; in order of size.
        sizes: how many hits each stratum had.
        drawn: how many of them are in the sample.
        of: the stratum of each article of the sample, shape (n,).
        days: the days of the constructed weeks; None where all days were taken.
    """

    hits: Matches
    sampling: Sampling
    articles: int
    weights: npt.NDArray[np.float64]
    strata: Sequence[dict[Stratum, str | None]]
    sizes: Sequence[int]
    drawn: Sequence[int]
    of: Ints
    days: DrawnDays | None


def draw(snapshot: Snapshot, criteria: Criteria, hits: Matches, sampling: Sampling) -> Drawn:
    """Draw a sample.

    Args:
        snapshot: in which the hits are.
        criteria: the search; its dates are those of which weeks are made.
        hits: what the search found, all filters applied.
        sampling: how.
    """
    days, left, weekday_weights = None, hits, np.ones(len(hits.docs))
    if sampling.weeks is not None:
        days = draw_days(snapshot, criteria, sampling.weeks, sampling.seed)
        place = np.searchsorted(days.days, snapshot.columns.days[hits.docs])
        padded = np.append(days.days, NO_DAY)
        chosen = padded[place] == snapshot.columns.days[hits.docs]
        chosen &= snapshot.columns.days[hits.docs] != NO_DAY
        left = Matches(hits.docs[chosen], hits.scores[chosen])
        weekday_weights = days.weights[place[chosen]]
    strata, of = _strata(snapshot, left.docs, sampling.strata)
    sizes = np.bincount(of, minlength=len(strata)).tolist()
    divide = equal if sampling.allocation == "equal" else proportional
    drawn = divide(sizes, min(sampling.size or len(left.docs), len(left.docs)))
    places = _least(_ranks(snapshot, sampling.seed, left.docs), of, drawn)
    # Of a stratum of which nothing is drawn, nothing needs one.
    factors = np.array(sizes, np.float64) / np.maximum(drawn, 1)
    return Drawn(
        hits=Matches(left.docs[places], left.scores[places]),
        sampling=sampling,
        articles=len(hits.docs),
        weights=weekday_weights[places] * factors[of[places]],
        strata=strata,
        sizes=sizes,
        drawn=drawn,
        of=of[places],
        days=days,
    )


def hashes_of(seed: int, texts: Sequence[str]) -> Hashes:
    """Return the SHA-256 of the seed, a colon and each text, in UTF-8."""
    head = sha256(f"{seed}:".encode())

    def digest(text: str) -> bytes:
        hashed = head.copy()
        hashed.update(text.encode())
        return hashed.digest()

    hashes = [digest(text) for some in in_steps(texts, _AT_ONCE) for text in some]
    return np.array(hashes, "S32")


def _ranks(snapshot: Snapshot, seed: int, docs: Ints) -> Ints:
    """Return the place of each document in the order of the hashes, among some more or less."""
    if len(docs) <= _MANY:
        return _ranked(hashes_of(seed, snapshot.ids_of(docs)))
    every = snapshot.live_docs
    ranks = snapshot.cached(
        ("ranks", seed), lambda: _ranked(hashes_of(seed, snapshot.ids_of(every)))
    )
    found: Ints = ranks[np.searchsorted(every, docs)]
    return found


def _ranked(hashes: Hashes) -> Ints:
    ranks = np.empty(len(hashes), np.int64)
    ranks[np.argsort(hashes)] = np.arange(len(hashes))
    return ranks


def _least(ranks: Ints, of: Ints, drawn: Sequence[int]) -> Ints:
    """Return the places of those with the least ranks, of each stratum so many, ascending."""
    checkpoint()
    order = np.lexsort([ranks, of])
    checkpoint()
    starts = np.searchsorted(of[order], np.arange(len(drawn)))
    within = np.arange(len(order)) - np.repeat(starts, np.bincount(of, minlength=len(drawn)))
    chosen = order[within < np.array(drawn, np.int64)[of[order]]]
    return np.sort(chosen)


def _strata(
    snapshot: Snapshot, docs: Ints, by: Sequence[Stratum]
) -> tuple[list[dict[Stratum, str | None]], Ints]:
    """Return the strata, those with most documents first, and which each document is in."""
    if not len(docs):
        return [], np.empty(0, np.int64)
    values: dict[Stratum, Ints] = {}
    if "provider" in by:
        values["provider"] = snapshot.columns.labels(PROVIDER).only_codes(docs)
    if "month" in by:
        days = snapshot.columns.days[docs]
        months = np.where(days == NO_DAY, 0, days).astype("datetime64[D]").astype("datetime64[M]")
        values["month"] = np.where(days == NO_DAY, _NO_MONTH, months.astype(np.int64))
    # As one number: NumPy is several times slower at telling rows apart.
    keys = np.zeros(len(docs), np.int64)
    for numbers in values.values():
        keys = keys * _MONTHS + numbers + _MONTHS // 2
    _, firsts, of, sizes = np.unique(
        keys, return_index=True, return_inverse=True, return_counts=True
    )
    strata: list[dict[Stratum, str | None]] = [
        {name: _named(snapshot, name, int(numbers[first])) for name, numbers in values.items()}
        for first in firsts.tolist()
    ]
    order = sorted(
        range(len(strata)),
        key=lambda place: (-sizes[place], [value or "" for value in strata[place].values()]),
    )
    renumbered = np.empty(len(order), np.int64)
    renumbered[order] = np.arange(len(order))
    return [strata[place] for place in order], renumbered[of]


def _named(snapshot: Snapshot, name: Stratum, value: int) -> str | None:
    if name == "provider":
        return snapshot.columns.labels(PROVIDER).values[value] if value >= 0 else None
    return None if value == _NO_MONTH else str(np.datetime64(value, "M"))
