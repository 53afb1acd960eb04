"""Fit the model of stories to the judged pairs: ``python -m tests.benchmark.stories.fit``.

Prints the table that stands in ``indexer/stories/model.py``. To be run again after any change
of what the features are made of.
"""

from __future__ import annotations

from pathlib import Path

import click
import numpy as np

from tests.benchmark.articles.sources import read_sources
from tests.benchmark.stories.describing import examples_of
from tests.benchmark.stories.fitting import fit_weights, weights_table
from tests.benchmark.stories.forms import forms
from tests.benchmark.stories.judged import ARTICLES, PAIRS, numbers_of, read_judged


@click.command(help=__doc__)
@click.option("--articles", type=click.Path(path_type=Path), default=ARTICLES, help="A folder.")
@click.option("--pairs", type=click.Path(path_type=Path), default=PAIRS, help="Judged pairs.")
def main(articles: Path, pairs: Path) -> None:
    """Fit and print."""
    if not articles.is_dir() or not pairs.is_file():
        click.echo("There are no judged pairs, or not their articles: nothing to fit.", err=True)
        return
    read = read_sources(articles)
    judged = read_judged(pairs, numbers_of(read))
    examples = examples_of(forms(read, judged), judged)
    click.echo(weights_table(fit_weights(examples, judged, np.ones(len(judged), np.bool_))))


if __name__ == "__main__":
    main()
