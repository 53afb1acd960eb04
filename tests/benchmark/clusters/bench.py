"""An archive in a cluster beside one on this machine: ``make bench-cluster``; ``docs/cluster.md``.

Nodes, server and whoever asks share the processors of one machine: what is measured is what a
search costs, and how that grows, not what a cluster of several machines reaches.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import click

from indexer.contract.settings import Settings
from tests.benchmark import machine
from tests.benchmark.articles.sources import corpus_name
from tests.benchmark.clusters.asking_backend import Task, ask_backend
from tests.benchmark.clusters.cluster_report import LOCAL, Result, Row, markdown
from tests.benchmark.clusters.layouts import Layout, filled
from tests.benchmark.engines.cuttings import Cuttings
from tests.benchmark.indexing.options import Common, common_options
from tests.benchmark.searching.bench import Articles
from tests.benchmark.searching.choosing import choose_questions
from tests.benchmark.searching.preparing import prepare
from tests.benchmark.searching.questions import Question
from tests.benchmark.writing import CLUSTER, write_report

LAYOUTS = (Layout(1, 1, 0), Layout(1, 2, 0), Layout(1, 4, 0), Layout(3, 2, 1))
"""One node with more and more shards, and three nodes as one would run them."""


def run(
    common: Common, articles: int, rounds: int, heap: str, layouts: Sequence[Layout] = LAYOUTS
) -> Result:
    """Fill each cluster, one after the other, ask it everything, and return what was found."""
    keep = common.keep / str(articles)
    keep.mkdir(exist_ok=True)
    source = Articles(common.corpus, articles, common.seed)
    click.echo("Index on this machine ...", err=True)
    built = prepare(Cuttings, keep, source.recipe(Cuttings), source)
    questions = choose_questions(built.folder)
    rows = {LOCAL: _local(built.folder, built.seconds, built.size, questions, rounds)}
    data = keep / "cluster"
    for layout in layouts:
        click.echo(f"{layout.name} ...", err=True)
        shutil.rmtree(data, ignore_errors=True)
        with filled(layout, data, heap, source()) as there:
            found = ask_backend(Task(there.settings, questions, rounds))
            rows[layout.name] = Row(there.seconds, there.disk, there.resident, found)
    shutil.rmtree(data, ignore_errors=True)
    return Result(
        articles=articles,
        source=corpus_name(common.corpus),
        machine=machine.description(),
        heap=heap,
        rounds=rounds,
        questions=questions,
        rows=rows,
    )


def _local(
    index: Path, seconds: float, size: int, questions: Sequence[Question], rounds: int
) -> Row:
    return Row(seconds, size, 0, ask_backend(Task(Settings(index=index), questions, rounds)))


@click.command()
@common_options
@click.option("--articles", default=100_000, show_default=True, help="How many to search.")
@click.option(
    "--rounds",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="How often each question is asked after a first time.",
)
@click.option("--heap", default="1g", show_default=True, help="Of each node, as Java writes it.")
@click.option(
    "--layout",
    "chosen",
    multiple=True,
    type=(int, int, int),
    help="Nodes, shards and replicas; all usual ones if not given.",
)
def main(
    common: Common,
    articles: int,
    rounds: int,
    heap: str,
    chosen: Sequence[tuple[int, int, int]],
) -> None:
    """Compare an archive in a cluster, on this machine, with one in a folder."""
    layouts = [Layout(*numbers) for numbers in chosen] or LAYOUTS
    report = markdown(run(common, articles, rounds, heap, layouts))
    click.echo(report)
    if common.write is not None:
        write_report(common.write, report, CLUSTER)


if __name__ == "__main__":
    main()
