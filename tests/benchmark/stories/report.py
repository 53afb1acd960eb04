"""What was measured of stories, as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from indexer.contract.codec.arrays import Bools
from indexer.stories.distinct_texts import DAY, LONGEST
from indexer.stories.signatures import Signatures
from indexer.stories.word_statistics import Floats
from tests.benchmark.machine import description
from tests.benchmark.stories.judged import AFFAIR, SAME, Judged
from tests.benchmark.stories.measures import Score, interval, score
from tests.benchmark.stories.replaying import BATCH, Agreement
from tests.benchmark.stories.shapes import Shapes
from tests.benchmark.stories.silver import ARCHIVES, ARTICLES, Silver
from tests.benchmark.stories.validating import FOLDS, SEEDS, Verdicts
from tests.benchmark.writing import table

_SEED = 1

_WAYS = ("shipped model", "cross-validated")


class Costs(NamedTuple):
    """What the stories of some articles cost.

    Attributes:
        name: of the articles.
        articles: their number.
        signing, finding, updating: the seconds that it takes to make all their signatures, to
            find all their stories, and to bring these up to date with one more batch.
    """

    name: str
    articles: int
    signing: float
    finding: float
    updating: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything that a run finds out.

    Attributes:
        judged, signatures: what was asked.
        shipped, validated: what the product as it is makes of it, and what models do that
            were fitted without the pairs that they were asked.
        shapes, silver: of the stories of all articles.
        in_time, in_disorder: the articles imported in order of time, and in any order.
        costs: of these articles, and of others.
    """

    judged: Judged
    signatures: Signatures
    shipped: Verdicts
    validated: Verdicts
    shapes: Shapes
    silver: Silver
    in_time: Agreement
    in_disorder: Agreement
    costs: Sequence[Costs]


def report(measured: Measured) -> str:
    """Write all tables."""
    parts = [
        f"{len(measured.judged):,} judged pairs of {len(measured.judged.articles):,} articles, "
        f"{measured.shapes.articles:,} articles in all.",
        _pairs(measured),
        f"± is the standard deviation over {SEEDS} ways to divide the pairs into {FOLDS} folds; "
        "the interval says what other pairs could have given (bootstrap over groups of pairs).",
        _articles(measured),
        _kinds(measured),
        _shapes(measured.shapes),
        _silver(measured.silver),
        _stability(measured),
        _seconds(measured),
        description() + ".",
    ]
    return "\n\n".join(parts)


def _pairs(measured: Measured) -> str:
    return table(
        [
            "pairs",
            "model",
            "precision, weighted",
            "recall, weighted",
            "precision, plain",
            "recall, plain",
        ],
        _pair_rows(measured),
    )


def _pair_rows(measured: Measured) -> Iterator[list[str]]:
    judged = measured.judged
    plain = np.ones(len(judged))

    def cells(rows: Bools, write: Callable[[Bools, Floats], list[str]]) -> list[str]:
        return [*write(rows, judged.weight), *write(rows, plain)]

    def means(rows: Bools, weight: Floats) -> list[str]:
        scores = np.array([score(row, judged.same, weight) for row in rows])
        return [_spread(column) for column in scores.T]

    def ends(rows: Bools, weight: Floats) -> list[str]:
        found = interval(rows, judged.same, weight, judged.group, _SEED)
        return [f"{low:.2f} to {high:.2f}" for low, high in found]

    for name in measured.shipped.joined:
        for way, verdicts in zip(_WAYS, (measured.shipped, measured.validated), strict=True):
            yield [name, way, *cells(verdicts.joined[name], means)]
        yield [name, "95 % interval of that", *cells(measured.validated.joined[name], ends)]


def _articles(measured: Measured) -> str:
    rows = []
    for way, verdicts in zip(_WAYS, (measured.shipped, measured.validated), strict=True):
        values = np.array([(*found, Score(*found).f1) for found in verdicts.articles])
        rows.append([way, *map(_spread, values.T)])
    return table(["articles", "B-cubed precision", "B-cubed recall", "B-cubed F1"], rows)


def _kinds(measured: Measured) -> str:
    """Of each kind of pair the share that is in one story."""
    judged, published = measured.judged, measured.signatures.published
    days = np.abs(published[judged.one] - published[judged.two]) / DAY
    kinds = {"the same event, up to a day apart": judged.same & (days <= 1)}
    for low, high in pairwise((1, 3, 7, LONGEST // DAY, 14)):
        name = f"the same event, {low} to {high} days apart"
        kinds[name] = judged.same & (days > low) & (days <= high)
    kinds["the same affair, another event"] = judged.label == AFFAIR
    kinds["different"] = ~np.isin(judged.label, [AFFAIR, SAME])
    form = next(iter(measured.shipped.joined))
    return table(
        ["pairs", "number", *(f"in one story, {way}" for way in _WAYS)],
        [
            [
                kind,
                str(np.count_nonzero(which)),
                *(
                    _percent(verdicts.joined[form][:, which])
                    for verdicts in (measured.shipped, measured.validated)
                ),
            ]
            for kind, which in kinds.items()
            if which.any()
        ],
    )


def _shapes(shapes: Shapes) -> str:
    sizes, days = shapes.sizes, shapes.days
    inside, copies = int(sizes.sum()), int(shapes.copies.sum())
    rows = [
        ["of several articles", f"{len(sizes):,}"],
        ["articles in them", f"{inside:,} ({inside / max(shapes.articles, 1):.0%})"],
        ["of these copies of an earlier one", f"{copies:,} ({copies / max(inside, 1):.0%})"],
    ]
    rows += [
        [f"of {name} articles", f"{np.count_nonzero((sizes >= low) & (sizes <= high)):,}"]
        for name, low, high in (("2", 2, 2), ("3 to 5", 3, 5), ("6 to 10", 6, 10))
    ]
    rows += [
        ["of more", f"{np.count_nonzero(sizes > 10):,}"],
        ["articles of the largest", f"{sizes.max(initial=0):,}"],
        *([f"over {limit} days", _percent(days > limit)] for limit in (1, 3, 7)),
        ["days of the longest", f"{days.max(initial=0):.1f}"],
    ]
    return table(["stories", ""], rows)


def _silver(silver: Silver) -> str:
    head = [
        f"{ARCHIVES} archives of {ARTICLES} articles, measured by the stories of all",
        "precision",
        "recall",
    ]
    names = ("all pairs", "mean of the archives")
    return table(
        head,
        [
            [name, *(f"{value:.3f}" for value in found)]
            for name, found in zip(names, silver, strict=True)
        ],
    )


def _stability(measured: Measured) -> str:
    ways = {"in order of time": measured.in_time, "in any order": measured.in_disorder}
    return table(
        [
            f"imported {BATCH} at a time",
            "pairs as when found at once",
            "mean on the way",
            "least on the way",
        ],
        [[way, *(f"{share:.4%}" for share in found)] for way, found in ways.items()],
    )


def _seconds(measured: Measured) -> str:
    return table(
        [
            "articles",
            "number",
            "ms for all signatures",
            "ms for all stories",
            f"ms for the stories after {BATCH} more",
        ],
        [
            [name, f"{number:,}", *(f"{1000 * seconds:,.0f}" for seconds in taken)]
            for name, number, *taken in measured.costs
        ],
    )


def _spread(values: Floats | Sequence[float]) -> str:
    """Return a mean, and how far the values are from it where there are several."""
    spread = f" ± {np.std(values):.3f}" if len(values) > 1 else ""
    return f"{np.mean(values):.3f}{spread}"


def _percent(which: Bools) -> str:
    return f"{which.mean():.0%}" if which.size else "–"
