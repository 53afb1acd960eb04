"""The memory of a large first sync: ``make bench-million``; see ``docs/performance.md``."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from tests.benchmark.articles.sources import corpus_name
from tests.benchmark.indexing.first_sync import Syncs, measure_first_syncs
from tests.benchmark.indexing.generated import keep_articles
from tests.benchmark.indexing.listing import list_files, read_once
from tests.benchmark.indexing.options import Common, common_options
from tests.benchmark.indexing.report import megabytes, seconds
from tests.benchmark.indexing.ways import Way, surroundings
from tests.benchmark.writing import MILLION, table, write_report

LIMIT = 2 * 2**30
"""Bytes that all processes of a sync may take together."""


def markdown(syncs: Syncs) -> str:
    """Return the report, without what it ran on."""
    rows = [
        [
            name,
            f"{done.articles:,}",
            seconds(done.seconds),
            f"{done.articles / done.seconds:,.0f}",
            f"{done.peak / 1e6:,.0f}" if done.together else f"{done.peak / 1e6:,.0f}, of one",
            "within" if done.peak <= LIMIT else "OVER",
            megabytes(done.size),
        ]
        for name, done in syncs.done.items()
    ]
    head = ["", "articles", "seconds", "articles / s", "peak memory (MB)"]
    head += [f"limit of {LIMIT / 1e6:,.0f} MB", "index (MB)"]
    notes = [f"- {name}: {failure}." for name, failure in syncs.failures.items()]
    return "\n\n".join([table(head, rows)] + ["\n".join(notes)] * bool(notes))


@click.command()
@common_options
@click.option("--articles", default=1_000_000, show_default=True, help="How many short articles.")
@click.option("--jobs", multiple=True, default=(2,), show_default=True, help="May be repeated.")
def main(common: Common, articles: int, jobs: tuple[int, ...]) -> None:
    """Watch the memory of a first sync of many generated articles."""
    kept = keep_articles(common.keep, common.corpus, articles, common.seed)
    files = list_files(kept.articles)
    ways = [Way(f"Cuttings, {count} job{'s' * (count != 1)}", jobs=count) for count in jobs]
    with TemporaryDirectory(prefix="million-", dir=common.keep) as made:
        read_once(files)
        syncs = measure_first_syncs(ways, files, Path(made))
    report = (
        f"{files.count:,} files, {megabytes(files.size)} MB, generated from "
        f"{corpus_name(common.corpus)}. {surroundings()}\n\n{markdown(syncs)}"
    )
    click.echo(report)
    if common.write is not None:
        write_report(common.write, report, MILLION)


if __name__ == "__main__":
    main()
