"""The benchmark: ``python -m tests.benchmark.searching.bench``; see ``docs/performance.md``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

import click
from tqdm import tqdm

from indexer.contract.article import Article
from indexer.contract.schema import SCHEMA_VERSION
from tests.benchmark import machine
from tests.benchmark.articles.generator import GENERATOR_VERSION, generate
from tests.benchmark.articles.sources import (
    ROOT,
    corpus_digest,
    corpus_name,
    default_corpus,
    read_sources,
)
from tests.benchmark.engines.base import Engine
from tests.benchmark.searching.choosing import OPENING, choose_questions
from tests.benchmark.searching.cold import measure_cold, opening_of
from tests.benchmark.searching.importing import IMPORTED, RUNS, measure_import
from tests.benchmark.searching.measuring import Measured, measure
from tests.benchmark.searching.preparing import Built, prepare
from tests.benchmark.searching.questions import Question
from tests.benchmark.searching.report import Result, details, markdown
from tests.benchmark.searching.roster import ABSENT, ENGINES, versions
from tests.benchmark.writing import BEGIN, LARGE, write_report

_KEEP = ROOT / ".bench"

# From so many articles on, the report has a place of its own.
_LARGE = 1_000_000

# The thread that it would start never ends, and wakes up while others are measured.
tqdm.monitor_interval = 0


class Articles:
    """The articles of a run, generated anew each time that they are wanted.

    Args:
        corpus: folder of the real articles, read once and only when there is need.
        count: how many to generate.
        seed: of the generator.
    """

    def __init__(self, corpus: Path, count: int, seed: int) -> None:
        self._corpus = corpus
        self._count = count
        self._seed = seed
        self._sources: list[Article] = []

    def __call__(self) -> Iterator[Article]:
        """Generate the articles."""
        made = islice(generate(self._read(), self._seed), self._count)
        return iter(tqdm(made, total=self._count, unit=" articles", disable=None, leave=False))

    def others(self, count: int) -> list[Article]:
        """Generate articles that are not among them."""
        made = islice(generate(self._read(), self._seed + 1), count)
        return list(made)

    def recipe(self, engine: type[Engine]) -> dict[str, str]:
        """Return all that the index of an engine depends on."""
        return {
            "corpus": corpus_digest(self._corpus),
            "articles": str(self._count),
            "seed": str(self._seed),
            "generator": str(GENERATOR_VERSION),
            "schema": str(SCHEMA_VERSION),
            "writer": engine.writer(),
        }

    def _read(self) -> list[Article]:
        if not self._sources:
            click.echo("Reading the real articles ...", err=True)
            self._sources = read_sources(self._corpus)
        return self._sources


def run(articles: int, corpus: Path, keep: Path, seed: int, rounds: int) -> Result:
    """Build what is missing, measure, and return what was found."""
    source = Articles(corpus, articles, seed)
    built: dict[str, Built] = {}
    for engine in ENGINES:
        if engine.index not in built:
            click.echo(f"Index of {engine.name} ...", err=True)
            built[engine.index] = prepare(engine, keep, source.recipe(engine), source)
    index = built["cuttings"].folder
    questions = choose_questions(index)
    click.echo("Warm ...", err=True)
    warm, refusals = _warm(built, questions, rounds)
    cold = {}
    for engine in ENGINES:
        click.echo(f"Cold, {engine.name} ...", err=True)
        measured = warm[engine.name]
        asked = [question for question in measured.answers if question not in measured.slow]
        opening = opening_of(asked, OPENING)
        cold[engine.name] = measure_cold(engine, built[engine.index].folder, asked, opening)
    click.echo("After an import ...", err=True)
    imported = measure_import(index, questions[0], source.others(RUNS * IMPORTED))
    return Result(
        articles=articles,
        source=corpus_name(corpus),
        machine=machine.description(),
        versions=versions(),
        rounds=rounds,
        questions=questions,
        warm=warm,
        cold=cold,
        built=built,
        imported=(questions[0], imported),
        refusals=[*refusals, *ABSENT],
    )


def _warm(
    built: dict[str, Built], questions: list[Question], rounds: int
) -> tuple[dict[str, Measured], list[str]]:
    with ExitStack() as opened:
        engines = []
        for kind in ENGINES:
            engine = kind.open(built[kind.index].folder)
            opened.callback(engine.close)
            engines.append(engine)
        refusals = {
            f"{engine.name}: {reason}."
            for engine in engines
            for question in questions
            if (reason := engine.refusal(question))
        }
        return measure(engines, questions, rounds, _turns), sorted(refusals)


def _turns(rounds: Iterable[int]) -> Iterable[int]:
    return tqdm(rounds, unit=" rounds", disable=None, leave=False)


@click.command()
@click.option("--articles", default=100_000, show_default=True, help="How many to search.")
@click.option(
    "--corpus",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of real articles to generate from.",
)
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder that the indexes are kept in.",
)
@click.option("--seed", default=1, show_default=True, help="Another one gives other articles.")
@click.option("--rounds", default=7, show_default=True, help="How often each question is asked.")
@click.option(
    "--write",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Document to put the report into.",
)
def main(
    articles: int,
    corpus: Path | None,
    keep: Path | None,
    seed: int,
    rounds: int,
    write: Path | None,
) -> None:
    """Compare Cuttings with other search engines on generated articles."""
    keep = keep or _KEEP / str(articles)
    keep.mkdir(parents=True, exist_ok=True)
    if keep.is_relative_to(_KEEP):
        (_KEEP / ".gitignore").write_text("*\n")
    result = run(articles, corpus or default_corpus(), keep, seed, rounds)
    report = markdown(result)
    click.echo(f"{report}\n\n{details(result)}")
    if write is not None:
        write_report(write, report, LARGE if articles >= _LARGE else BEGIN)


if __name__ == "__main__":
    main()
