"""What was measured of clusters, as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tests.benchmark.clusters.asking_backend import Findings
from tests.benchmark.searching.questions import Question
from tests.benchmark.searching.report import milliseconds
from tests.benchmark.searching.statistic import geometric_mean, percentile
from tests.benchmark.writing import table

LOCAL = "on this machine"
"""The name of the archive that is no cluster's."""

_P95 = 0.95


@dataclass(frozen=True, slots=True)
class Row:
    """What was found of one archive.

    Attributes:
        seconds: that writing all articles took.
        disk: bytes of it.
        resident: bytes of memory of the nodes; 0 where there are none.
        found: by the process that asked.
    """

    seconds: float
    disk: int
    resident: int
    found: Findings


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that one run found.

    Attributes:
        articles: how many there were.
        source: what they were generated from.
        machine: that all of it ran on.
        heap: of each node.
        rounds: that were counted.
        questions: in the order in which they were asked.
        rows: by name of the archive, :data:`LOCAL` among them.
    """

    articles: int
    source: str
    machine: str
    heap: str
    rounds: int
    questions: Sequence[Question]
    rows: Mapping[str, Row]


def markdown(result: Result) -> str:
    """Return the report."""
    names = list(result.rows)
    parts = [
        f"{result.articles:,} articles, generated from {result.source}; "
        f"{len(result.questions)} questions, {result.rounds} rounds. Each node has a heap of "
        f"{result.heap}. All of it on one machine: {result.machine}.",
        table(["", *names], _overall(result)),
        "### In a cluster, kind by kind",
        "Medians in milliseconds, warm.",
        table(["", "hits", *names], _kinds(result)),
        _agreement(result),
    ]
    return "\n\n".join(parts)


def _overall(result: Result) -> Iterator[list[str]]:
    rows = list(result.rows.values())

    def line(name: str, cell: Callable[[Row], str]) -> list[str]:
        return [name, *map(cell, rows)]

    yield line("written, articles a second", lambda row: f"{result.articles / row.seconds:,.0f}")
    yield line("disk (MB)", lambda row: f"{row.disk / 1e6:,.0f}")
    yield line(
        "memory of the nodes (MB)",
        lambda row: f"{row.resident / 1e6:,.0f}" if row.resident else "-",
    )
    yield line("until the server has the state (s)", lambda row: f"{row.found.opened:,.2f}")
    yield line("memory of the server (MB)", lambda row: f"{row.found.private / 1e6:,.0f}")
    yield line("first time, median / p95 (ms)", lambda row: _spread(row.found.first))
    yield line("warm, median / p95 (ms)", lambda row: _spread(_warm(row)))
    yield line(f"warm, times {LOCAL}", lambda row: f"{_times(row, result.rows[LOCAL]):.2f}")


def _kinds(result: Result) -> Iterator[list[str]]:
    places: dict[str, list[int]] = {}
    for place, question in enumerate(result.questions):
        places.setdefault(question.kind, []).append(place)
    totals = result.rows[LOCAL].found.totals
    for kind, own in places.items():
        hits = f"{min(totals[at] for at in own):,} to {max(totals[at] for at in own):,}"
        cells = [
            milliseconds(median(second for at in own for second in row.found.times[at]))
            for row in result.rows.values()
        ]
        yield [kind, hits, *cells]


def _agreement(result: Result) -> str:
    local = result.rows[LOCAL].found
    others = [row.found for name, row in result.rows.items() if name != LOCAL]
    wrong = sum(
        one != other
        for found in others
        for one, other in zip(found.totals, local.totals, strict=True)
    )
    pairs = [
        (set(one), set(other))
        for found in others
        for one, other in zip(found.pages, local.pages, strict=True)
    ]
    shared = sum(len(one & other) for one, other in pairs)
    listed = sum(len(other) for _, other in pairs)
    equal = "All totals are equal" if not wrong else f"**{wrong:,} totals differ**"
    return f"{equal}; of the hits on first pages {shared / listed:.1%} are the same."


def _warm(row: Row) -> list[float]:
    return [second for times in row.found.times for second in times]


def _spread(seconds: Sequence[float]) -> str:
    return f"{milliseconds(median(seconds))} / {milliseconds(percentile(seconds, _P95))}"


def _times(row: Row, local: Row) -> float:
    pairs = zip(row.found.times, local.found.times, strict=True)
    return geometric_mean([median(one) / median(other) for one, other in pairs])
