"""The benchmark of indexing: ``make bench-index``; see ``docs/performance.md``."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import click
from tqdm import tqdm

from tests.benchmark.articles.sources import corpus_name
from tests.benchmark.indexing.first_sync import Syncs, measure_first_syncs
from tests.benchmark.indexing.generated import SPARE, Kept, keep_articles
from tests.benchmark.indexing.imports import CHANGED, NEW, Imports, SyncError, measure_imports
from tests.benchmark.indexing.listing import list_files, read_once
from tests.benchmark.indexing.options import Common, common_options
from tests.benchmark.indexing.reading import measure_reading
from tests.benchmark.indexing.report import Result, markdown
from tests.benchmark.indexing.ways import CUTTINGS, WAYS, surroundings
from tests.benchmark.writing import INDEXING, write_report

# A progress bar's thread would wake up while others are measured, and never end.
tqdm.monitor_interval = 0

# The index of this one is what the imports go into.
_IMPORTER = CUTTINGS[-1]


def run(common: Common, articles: int, part: int, runs: int) -> Result:
    """Write what files are missing, measure, and return what was found."""
    kept = keep_articles(common.keep, common.corpus, articles, common.seed)
    real, short = list_files(common.real), list_files(kept.articles)
    with TemporaryDirectory(prefix="indexing-", dir=common.keep) as made:
        work = Path(made)
        read_once(real)
        syncs = measure_first_syncs(WAYS, real, work)
        of_real = measure_reading(real)
        read_once(short)
        of_short = measure_reading(short.part(part))
        short_syncs = measure_first_syncs(WAYS, short, work, part, keep=_IMPORTER)
        return Result(
            source=corpus_name(common.corpus),
            surroundings=surroundings(),
            real=syncs,
            short=short_syncs,
            readings=(of_real, of_short),
            imports=_imports(kept, short_syncs, work, runs),
        )


def _imports(kept: Kept, syncs: Syncs, work: Path, runs: int) -> Imports | str:
    indexed = syncs.done.get(_IMPORTER.name)
    if indexed is None:
        return "there is no index"
    try:
        return measure_imports(kept.articles, kept.spare, indexed.index, work, runs)
    except SyncError as error:
        return str(error)


@click.command()
@common_options
@click.option(
    "--articles", default=100_000, show_default=True, help="How many short articles to index."
)
@click.option(
    "--part",
    default=10_000,
    show_default=True,
    help="How many of them the plain way indexes, and are read without an index; 0: all.",
)
@click.option(
    "--runs",
    type=click.IntRange(1, SPARE // (NEW + CHANGED)),
    default=5,
    show_default=True,
    help="Imports that are measured.",
)
def main(common: Common, articles: int, part: int, runs: int) -> None:
    """Compare ways of indexing real and generated articles."""
    report = markdown(run(common, articles, part, runs))
    click.echo(report)
    if common.write is not None:
        write_report(common.write, report, INDEXING)


if __name__ == "__main__":
    main()
