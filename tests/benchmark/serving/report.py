"""What was measured of servers, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import geometric_mean, median

from tests.benchmark.searching.questions import Question
from tests.benchmark.searching.report import milliseconds
from tests.benchmark.searching.statistic import percentile
from tests.benchmark.serving.asking import Crowded
from tests.benchmark.serving.servers import CUTTINGS, CUTTINGS_TWO, PEER, Kind
from tests.benchmark.writing import table

ALL = "### All that is served"
EACH = "### Served, question by question"
AIMS = "### Aims of serving"

_P95 = 0.95

# Of the peer's.
_RATES = {CUTTINGS: 1.0, CUTTINGS_TWO: 1.7}


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that one run found.

    Attributes:
        articles: how many were searched.
        source: what they were generated from.
        surroundings: the machine, and the versions of what took part.
        rounds: that were counted.
        connections: of a crowd.
        seconds: for which each crowd asked, each time.
        questions: in the order in which they were asked.
        times: seconds of each run, by server and question.
        totals: articles found, by server and question.
        sizes: bytes of the bodies, likewise.
        crowds: one for each time, by server.
    """

    articles: int
    source: str
    surroundings: str
    rounds: int
    connections: int
    seconds: float
    questions: Sequence[Question]
    times: Mapping[Kind, Mapping[Question, Sequence[float]]]
    totals: Mapping[Kind, Mapping[Question, int]]
    sizes: Mapping[Kind, Mapping[Question, int]]
    crowds: Mapping[Kind, Sequence[Crowded]]

    def ratio(self, kind: Kind) -> float:
        """Return the geometric mean of how many times as long as the peer a server takes."""
        return geometric_mean(self._ratio(kind, question) for question in self.questions)

    def _ratio(self, kind: Kind, question: Question) -> float:
        return median(self.times[kind][question]) / median(self.times[PEER][question])

    def worst(self, kind: Kind) -> float:
        """Return the most times that a server takes as long as the peer for a question."""
        return max(self._ratio(kind, question) for question in self.questions)

    def rate(self, kind: Kind) -> float:
        """Return the answers a second of a server in a crowd: the median of all times."""
        return median(each.rate for each in self.crowds[kind])


def markdown(result: Result) -> str:
    """Return the report."""
    names = [kind.name for kind in result.times]
    parts = [
        f"{result.articles:,} articles, generated from {result.source}; "
        f"{len(result.questions)} questions. {result.surroundings}.",
        ALL,
        f"One connection: {result.rounds} rounds. {result.connections} connections: "
        f"{len(result.crowds[PEER])} times {result.seconds:g} seconds.",
        table(["", *names], _overall(result)),
        EACH,
        "One connection; medians in milliseconds, and thousands of bytes.",
        table(
            ["", "question", "hits", *names, "times the peer", "KB", "KB of the peer"],
            _each(result),
        ),
        AIMS,
        table(["", "measured", "aim", "met"], _aims(result)),
    ]
    return "\n\n".join(parts)


def _overall(result: Result) -> Iterator[list[str]]:
    asked, kinds = result.questions, list(result.times)
    times = {kind: [s for each in asked for s in result.times[kind][each]] for kind in kinds}
    yield ["one connection, median / p95 (ms)", *(_pair(times[kind]) for kind in kinds)]
    yield ["times the peer", *(f"{result.ratio(kind):.2f}" for kind in kinds)]
    yield ["times the peer, worst question", *(f"{result.worst(kind):.2f}" for kind in kinds)]
    yield ["crowd: answers a second", *(f"{result.rate(kind):,.0f}" for kind in kinds)]
    rate = result.rate(PEER)
    yield ["crowd: times the peer", *(f"{result.rate(kind) / rate:.2f}" for kind in kinds)]
    found = [[s for each in result.crowds[kind] for s in each.times] for kind in kinds]
    spent = (median(each.spent for each in result.crowds[kind]) for kind in kinds)
    yield ["crowd: processor time of an answer (ms)", *map(milliseconds, spent)]
    yield ["crowd: median / p95 (ms)", *map(_pair, found)]
    refused = (sum(each.refused for each in result.crowds[kind]) for kind in kinds)
    yield ["crowd: refused", *(f"{count:,}" for count in refused)]
    busy = (median(each.busy for each in result.crowds[kind]) for kind in kinds)
    yield ["crowd: one processor's share of the clients", *(f"{share:.0%}" for share in busy)]


def _each(result: Result) -> Iterator[list[str]]:
    for question in result.questions:
        ours, peers = (result.times[kind][question] for kind in (CUTTINGS, PEER))
        yield [
            question.kind,
            f"`{question}`",
            f"{result.totals[CUTTINGS][question]:,}",
            *(milliseconds(median(times[question])) for times in result.times.values()),
            f"{median(ours) / median(peers):.2f}",
            *(f"{result.sizes[kind][question] / 1e3:.1f}" for kind in (CUTTINGS, PEER)),
        ]


def _aims(result: Result) -> Iterator[list[str]]:
    ratio = result.ratio(CUTTINGS)
    yield ["latency, times the peer", f"{ratio:.2f}", "≤ 1", _met(ratio <= 1)]
    for kind, aim in _RATES.items():
        if kind not in result.crowds:
            continue
        more = result.rate(kind) / result.rate(PEER)
        name = f"answers a second, times the peer: {kind.name}"
        yield [name, f"{more:.2f}", f"≥ {aim:g}", _met(more >= aim)]


def _met(holds: bool) -> str:
    return "yes" if holds else "no"


def _pair(times: Sequence[float]) -> str:
    return f"{milliseconds(median(times))} / {milliseconds(percentile(times, _P95))}"
