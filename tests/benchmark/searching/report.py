"""What was measured, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tests.benchmark.searching.agreement import summary
from tests.benchmark.searching.cold import Cold
from tests.benchmark.searching.importing import IMPORTED, AfterImport
from tests.benchmark.searching.measuring import Measured
from tests.benchmark.searching.omissions import omissions
from tests.benchmark.searching.preparing import Built
from tests.benchmark.searching.questions import Question
from tests.benchmark.searching.roster import ENGINES, PEER, REFERENCE
from tests.benchmark.searching.statistic import of_kind, percentile, ratio
from tests.benchmark.writing import table

_P95 = 0.95

_Times = Mapping[Question, Sequence[float]]


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that one run of the benchmark found.

    Attributes:
        articles: how many were searched.
        source: what they were generated from.
        machine: what they were searched on.
        versions: of the engines.
        rounds: warm rounds that were counted.
        questions: in the order in which they were asked.
        warm, cold: by name of the engine.
        built: by kind of index.
        imported: the search after an import, and its question.
        refusals: why an engine did not answer some of the questions.
    """

    articles: int
    source: str
    machine: str
    versions: Mapping[str, str]
    rounds: int
    questions: Sequence[Question]
    warm: Mapping[str, Measured]
    cold: Mapping[str, Cold]
    built: Mapping[str, Built]
    imported: tuple[Question, AfterImport]
    refusals: Sequence[str]


def markdown(result: Result) -> str:
    """Return the report."""
    warm = {name: measured.times for name, measured in result.warm.items()}
    cold: dict[str, _Times] = {
        name: {question: [seconds] for question, seconds in found.times.items()}
        for name, found in result.cold.items()
    }
    agreement = summary(result.warm, REFERENCE.name)
    left_out = omissions(ENGINES, result.warm, result.cold, result.rounds)
    made_of = ", ".join(f"{name} {number}" for name, number in result.versions.items())
    parts = [
        f"{result.articles:,} articles, generated from {result.source}; "
        f"{len(result.questions)} questions. {result.machine}; {made_of}.",
        "### All questions",
        table(["", *warm], _overall(result, warm, cold)),
        "### Warm, by kind of question",
        f"Median / 95th percentile in milliseconds, {result.rounds} rounds.",
        _by_kind(result, warm),
        "### Cold, by kind of question",
        "Median / 95th percentile in milliseconds, each question once.",
        _by_kind(result, cold),
        f"### Times {REFERENCE.name}, by kind of question",
        "Warm / cold.",
        _ratios(result, warm, cold, REFERENCE.name),
        f"### Times {PEER.name}, by kind of question",
        "Warm / cold.",
        _ratios(result, warm, cold, PEER.name),
        "### After an import",
        _after_import(*result.imported),
        "### The answers",
        "\n".join(f"- {line}" for line in (*agreement, *result.refusals, *left_out)),
    ]
    return "\n\n".join(parts)


def details(result: Result) -> str:
    """Return every question with its total and the medians, warm, in milliseconds."""
    rows = []
    for question in result.questions:
        answer = result.warm[REFERENCE.name].answers[question]
        medians = (_median(found.times.get(question, ())) for found in result.warm.values())
        rows.append([question.kind, f"`{question}`", f"{answer.total:,}", *medians])
    return table(["kind", "question", "hits", *result.warm], rows)


def milliseconds(seconds: float) -> str:
    """Return a time with three digits, more or less."""
    value = seconds * 1000
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def _overall(
    result: Result, warm: Mapping[str, _Times], cold: Mapping[str, _Times]
) -> Iterator[list[str]]:
    everything = result.questions
    for name, times in (("warm", warm), ("cold", cold)):
        pairs = [_pair(of_kind(found, everything)) for found in times.values()]
        yield [f"{name}, median / p95 (ms)", *pairs]
        for other in (REFERENCE.name, PEER.name):
            ratios = [_ratio(found, times[other], everything) for found in times.values()]
            yield [f"{name}, times {other}", *ratios]
    found = result.cold.values()
    yield ["open (ms)", *(milliseconds(each.opened) for each in found)]
    yield ["open to first answer (ms)", *(milliseconds(each.opened + each.first) for each in found)]
    yield ["memory (MB)", *(f"{each.memory / 1e6:.0f}" for each in found)]
    yield ["without mapped files (MB)", *(f"{each.private / 1e6:.0f}" for each in found)]
    yield ["at its peak (MB)", *(f"{each.peak / 1e6:.0f}" for each in found)]
    built = [result.built[engine.index] for engine in ENGINES]
    yield ["index on disk (MB)", *(f"{each.size / 1e6:.0f}" for each in built)]
    peer = result.built[PEER.index].size
    yield [f"index on disk, times {PEER.name}", *(f"{each.size / peer:.2f}" for each in built)]
    yield ["index written in (s)", *(f"{each.seconds:.0f}" for each in built)]


def _by_kind(result: Result, times: Mapping[str, _Times]) -> str:
    answers = result.warm[REFERENCE.name].answers
    rows = []
    for kind, questions in _kinds(result).items():
        hits = median(answers[question].total for question in questions)
        cells = (_pair(of_kind(found, questions)) for found in times.values())
        rows.append([kind, str(len(questions)), f"{hits:,.0f}", *cells])
    return table(["kind", "questions", "hits", *times], rows)


def _ratios(
    result: Result, warm: Mapping[str, _Times], cold: Mapping[str, _Times], other: str
) -> str:
    rows = []
    for kind, questions in _kinds(result).items():
        cells = (
            f"{_ratio(warm[name], warm[other], questions)} / "
            f"{_ratio(cold[name], cold[other], questions)}"
            for name in warm
        )
        rows.append([kind, *cells])
    return table(["kind", *warm], rows)


def _kinds(result: Result) -> dict[str, list[Question]]:
    kinds: dict[str, list[Question]] = {}
    for question in result.questions:
        kinds.setdefault(question.kind, []).append(question)
    return kinds


def _after_import(question: Question, found: AfterImport) -> str:
    return (
        f"{IMPORTED} articles are in the index after {milliseconds(found.commit)} ms. "
        f"The next search for `{question}` takes {milliseconds(found.first)} ms, for it opens "
        f"the new state; the one after that {milliseconds(found.second)} ms; "
        f"usual are {milliseconds(found.usual)} ms."
    )


def _ratio(times: _Times, reference: _Times, questions: Iterable[Question]) -> str:
    found = ratio(times, reference, questions)
    return "-" if found is None else f"{found:.2f}"


def _pair(times: Sequence[float]) -> str:
    if not times:
        return "-"
    return f"{milliseconds(median(times))} / {milliseconds(percentile(times, _P95))}"


def _median(times: Sequence[float]) -> str:
    return milliseconds(median(times)) if times else "-"
