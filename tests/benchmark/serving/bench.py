"""Answers over HTTP, beside a peer: ``make bench-serving``; see ``docs/performance.md``."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlencode

import click
from tqdm import tqdm

from tests.benchmark import machine
from tests.benchmark.articles.sources import corpus_name
from tests.benchmark.engines.cuttings import criteria_of
from tests.benchmark.indexing.options import Common, common_options
from tests.benchmark.searching.bench import Articles
from tests.benchmark.searching.choosing import choose_questions
from tests.benchmark.searching.preparing import prepare
from tests.benchmark.searching.questions import Question
from tests.benchmark.serving.asking import Connection, Crowded, crowd, parsed, request_to
from tests.benchmark.serving.report import Result, markdown
from tests.benchmark.serving.servers import CUTTINGS, KINDS, Kind, Serving, serving
from tests.benchmark.writing import SERVERS, write_report

_PACKAGES = ("Flask", "waitress", "whoosh-reloaded", "numpy", "tantivy")
_CONNECTIONS = 16
_WARMING_SECONDS = 3.0

ASKED = (
    "one very frequent word", "one frequent word", "one middling word", "one rare word",
    "two words", "three words", "either word (OR)", "any word of a sentence",
    "frequent phrase", "rare phrase", "long prefix", "misspelt (fuzzy)", "date range",
    "facet chosen", "no query, newest first",
)  # fmt: skip
"""The kinds of questions that are asked, the first one of each."""


def run(common: Common, articles: int, rounds: int, seconds: float, turns: int) -> Result:
    """Build the indexes that are missing, measure, and return what was found."""
    keep = common.keep / str(articles)
    keep.mkdir(exist_ok=True)
    source = Articles(common.corpus, articles, common.seed)
    indexes: dict[Kind, Path] = {}
    for kind in KINDS:
        click.echo(f"Index of {kind.name} ...", err=True)
        indexes[kind] = prepare(kind.engine, keep, source.recipe(kind.engine), source).folder
    questions = asked_of(choose_questions(indexes[CUTTINGS]))
    requests = {question: request_to(address(question)) for question in questions}
    with ExitStack() as opened:
        servers = {}
        for kind in KINDS:
            click.echo(f"Starting {kind.name} ...", err=True)
            log = keep / f"serving-{KINDS.index(kind)}.log"
            servers[kind] = opened.enter_context(serving(kind, indexes[kind], log))
            _warm(servers[kind], list(requests.values()))
        click.echo("One connection ...", err=True)
        times, totals, sizes = _alone(servers, requests, rounds)
        click.echo("A crowd ...", err=True)
        crowds: dict[Kind, list[Crowded]] = {kind: [] for kind in KINDS}
        for _ in _turns(range(turns)):
            for kind, server in servers.items():
                asked = list(requests.values())
                crowds[kind].append(
                    crowd(server.port, asked, _CONNECTIONS, seconds, server.computed)
                )
    return Result(
        articles=articles,
        source=corpus_name(common.corpus),
        surroundings=_surroundings(),
        rounds=rounds,
        connections=_CONNECTIONS,
        seconds=seconds,
        questions=questions,
        times=times,
        totals=totals,
        sizes=sizes,
        crowds=crowds,
    )


def asked_of(questions: Iterable[Question]) -> list[Question]:
    """Return the first question of each kind that is asked."""
    first: dict[str, Question] = {}
    for question in questions:
        first.setdefault(question.kind, question)
    return [first[kind] for kind in ASKED if kind in first]


def address(question: Question) -> str:
    """Return the path and the query by which a question is asked."""
    return f"/api/search?{urlencode(criteria_of(question).parameters())}"


def _warm(server: Serving, requests: Sequence[bytes]) -> None:
    """Ask everything of every process, and wait until nothing is read ahead any more."""
    server.settle()
    crowd(server.port, requests, _CONNECTIONS, _WARMING_SECONDS)
    server.settle()


def _alone(
    servers: Mapping[Kind, Serving], requests: Mapping[Question, bytes], rounds: int
) -> tuple[
    dict[Kind, dict[Question, list[float]]],
    dict[Kind, dict[Question, int]],
    dict[Kind, dict[Question, int]],
]:
    """Ask one question after the other, the servers in turns."""
    times: dict[Kind, dict[Question, list[float]]] = {kind: {} for kind in servers}
    totals: dict[Kind, dict[Question, int]] = {kind: {} for kind in servers}
    sizes: dict[Kind, dict[Question, int]] = {kind: {} for kind in servers}
    with ExitStack() as opened:
        open_to = {
            kind: opened.enter_context(Connection(server.port)) for kind, server in servers.items()
        }
        gc.collect()
        for turn in _turns(range(rounds + 1)):
            kinds = list(servers)
            shift = turn % len(kinds)
            for question, request in requests.items():
                for kind in (*kinds[shift:], *kinds[:shift]):
                    started = time.perf_counter()
                    answer = open_to[kind].ask(request)
                    took = time.perf_counter() - started
                    if turn:
                        times[kind].setdefault(question, []).append(took)
                    else:
                        totals[kind][question] = parsed(answer)["total"]
                        sizes[kind][question] = len(answer)
    return times, totals, sizes


def _surroundings() -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return f"{machine.description()}; {versions}"


def _turns(rounds: Iterable[int]) -> Iterable[int]:
    return tqdm(rounds, unit=" rounds", disable=None, leave=False)


@click.command()
@common_options
@click.option("--articles", default=100_000, show_default=True, help="How many to search.")
@click.option(
    "--rounds",
    type=click.IntRange(min=1),
    default=21,
    show_default=True,
    help="How often each question is asked.",
)
@click.option(
    "--seconds", default=5.0, show_default=True, help="For how long each crowd asks, each time."
)
@click.option(
    "--turns",
    type=click.IntRange(min=1),
    default=3,
    show_default=True,
    help="How often each server has its crowd.",
)
def main(common: Common, articles: int, rounds: int, seconds: float, turns: int) -> None:
    """Compare the server with a small one over tantivy that answers with the same JSON."""
    report = markdown(run(common, articles, rounds, seconds, turns))
    click.echo(report)
    if common.write is not None:
        write_report(common.write, report, SERVERS)


if __name__ == "__main__":
    main()
