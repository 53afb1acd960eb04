"""How good are the stories? ``make bench-stories``, or ``python -m tests.benchmark.stories.bench``.

Articles of which pairs were judged by reading go through the product's own finding of
stories: as it is shipped, and with weights that were fitted without the pairs that are asked.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import click
import numpy as np

from indexer.contract.article import Article
from indexer.stories.discovery import find_stories
from indexer.stories.distinct_texts import in_order
from indexer.stories.model import WEIGHTS
from tests.benchmark.articles.generator import generate
from tests.benchmark.articles.sources import read_sources
from tests.benchmark.stories.describing import examples_of
from tests.benchmark.stories.fitting import fit_weights
from tests.benchmark.stories.forms import SEED, forms, signatures_of
from tests.benchmark.stories.judged import (
    ARTICLES,
    PAIRS,
    Judged,
    numbers_of,
    read_judged,
)
from tests.benchmark.stories.replaying import (
    find_seconds,
    replay,
    seconds_of,
    update_seconds,
)
from tests.benchmark.stories.report import Costs, Measured, report
from tests.benchmark.stories.shapes import shapes_of
from tests.benchmark.stories.silver import measure_silver
from tests.benchmark.stories.validating import cross_validated, shipped
from tests.benchmark.writing import STORIES, write_report


def measure(articles: Sequence[Article], judged: Judged, generated: Sequence[Article]) -> Measured:
    """Measure everything.

    Args:
        articles: in the order of their document numbers.
        judged: pairs of them.
        generated: others, of which only the cost is measured.
    """
    asked = forms(articles, judged)
    examples = examples_of(asked, judged)
    if fit_weights(examples, judged, np.ones(len(judged), np.bool_)) != WEIGHTS:
        click.echo("The model is not the one that would be fitted to these pairs.", err=True)
    signatures = signatures_of(articles)
    live = np.ones(len(articles), np.bool_)
    found = find_stories(signatures, live)
    order = in_order(signatures, np.arange(len(articles)))
    return Measured(
        judged=judged,
        signatures=signatures,
        shipped=shipped(asked, judged),
        validated=cross_validated(asked, judged, examples),
        shapes=shapes_of(found),
        silver=measure_silver(signatures, found, SEED),
        in_time=replay(signatures, order),
        in_disorder=replay(signatures, np.random.default_rng(SEED).permutation(order)),
        costs=[costs("real", articles), *([costs("generated", generated)] if generated else [])],
    )


def costs(name: str, articles: Sequence[Article]) -> Costs:
    """Measure what the stories of some articles cost."""
    signing, signatures = seconds_of(signatures_of, articles)
    order = in_order(signatures, np.arange(len(articles)))
    return Costs(
        name,
        len(articles),
        signing,
        find_seconds(signatures),
        update_seconds(signatures, order),
    )


@click.command(help=__doc__)
@click.option("--articles", type=click.Path(path_type=Path), default=ARTICLES, help="A folder.")
@click.option("--pairs", type=click.Path(path_type=Path), default=PAIRS, help="Judged pairs.")
@click.option("--generated", type=click.IntRange(0), default=100_000, show_default=True)
@click.option(
    "--write",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A page with marks between which the tables are put.",
)
def main(articles: Path, pairs: Path, generated: int, write: Path | None) -> None:
    """Measure, print, and write if asked to."""
    if not articles.is_dir() or not pairs.is_file():
        click.echo("There are no judged pairs, or not their articles: not measured.", err=True)
        return
    started = time.monotonic()
    read = read_sources(articles)
    more = list(islice(generate(read, SEED), generated))
    text = report(measure(read, read_judged(pairs, numbers_of(read)), more))
    click.echo(text)
    click.echo(f"{time.monotonic() - started:.0f} s", err=True)
    if write is not None:
        write_report(write, text, STORIES)


if __name__ == "__main__":
    main()
