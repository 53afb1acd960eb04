"""A year of imports into one index: ``make bench-year``; see ``docs/performance.md``."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import click
from tqdm import tqdm

from indexer.contract.opening import open_reader
from indexer.contract.settings import Settings
from indexer.syncing.sync import rebuild, sync
from tests.benchmark.articles.generator import generate
from tests.benchmark.articles.sources import corpus_name, read_sources
from tests.benchmark.indexing.comparing import differences
from tests.benchmark.indexing.options import Common, common_options
from tests.benchmark.indexing.peers.importer import Importer
from tests.benchmark.indexing.report import seconds
from tests.benchmark.indexing.ways import surroundings
from tests.benchmark.searching.statistic import percentile
from tests.benchmark.writing import YEAR, table, write_report

_P95 = 0.95
# Syncs that are called the first and the last ones: enough for a median.
_SOME_SHARE = 0.1
_SHOWN_DIFFERENCES = 5

tqdm.monitor_interval = 0


@dataclass(slots=True)
class Year:
    """What many syncs did to one index.

    Attributes:
        times: seconds of each sync, in their order.
        segments: the most that there were after a sync.
        files: the most in the index's folder after a sync.
        articles: in the index at the end.
        wrong: what a sync counted otherwise than it should have.
        different: what differs from an index built anew.
    """

    times: list[float] = field(default_factory=list)
    segments: int = 0
    files: int = 0
    articles: int = 0
    wrong: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)


def live(importer: Importer, folder: Path, work: Path, syncs: int, size: int) -> Year:
    """Sync after each of many imports, then compare the index with one built anew.

    Args:
        importer: writes to ``folder``.
        folder: of the articles.
        work: folder for the indexes.
        syncs: how many.
        size: new articles of each import.
    """
    year = Year()
    settings = Settings(index=work / "index", jobs=1)
    folder.mkdir()
    for number in tqdm(range(syncs), unit=" syncs", disable=None, leave=False):
        importer.bring(size)
        started = time.perf_counter()
        report = sync(folder, settings)
        year.times.append(time.perf_counter() - started)
        year.articles = report.articles
        if report.failed or report.articles != len(importer.ids):
            year.wrong.append(
                f"sync {number + 1}: {report.articles:,} articles instead of "
                f"{len(importer.ids):,}, {len(report.failed)} files failed"
            )
        year.segments = max(year.segments, _segments(settings.index))
        year.files = max(year.files, sum(1 for _ in settings.index.iterdir()))
    click.echo("Building the same index anew ...", err=True)
    anew = Settings(index=work / "anew", jobs=1)
    rebuild(folder, anew)
    click.echo("Comparing the two ...", err=True)
    year.different += islice(differences(settings.index, anew.index), _SHOWN_DIFFERENCES)
    return year


def markdown(year: Year, size: int) -> str:
    """Return the report, without what it ran on."""
    some = max(1, int(len(year.times) * _SOME_SHARE))
    rows = [
        [name, seconds(median(times)), seconds(percentile(times, _P95)), seconds(max(times))]
        for name, times in (
            ("all syncs", year.times),
            (f"the first {some:,}", year.times[:some]),
            (f"the last {some:,}", year.times[-some:]),
        )
    ]
    parts = [
        f"{len(year.times):,} syncs, each after an import of {size} new articles and a few that "
        f"were changed or deleted; {year.articles:,} articles in the end.",
        table(["seconds", "median", "95th percentile", "worst"], rows),
        f"- At most {year.segments} segments, and {year.files} files in the index's folder.",
    ]
    return "\n\n".join(parts) + "\n" + "\n".join(_verdict(year))


def _verdict(year: Year) -> Sequence[str]:
    lost = [f"- WRONG: {wrong}." for wrong in year.wrong[:_SHOWN_DIFFERENCES]]
    other = [f"- DIFFERENT: {different}." for different in year.different]
    return [
        *(lost or ["- No sync lost an article or counted one too many."]),
        *(
            other
            or ["- The index is equal to one built anew: the same articles, words and weights."]
        ),
    ]


def _segments(index: Path) -> int:
    reader = open_reader(index).reader
    try:
        return len(reader.leaf_readers())
    finally:
        reader.close()


@click.command()
@common_options
@click.option("--syncs", default=2000, show_default=True, help="How many imports.")
@click.option("--size", default=20, show_default=True, help="New articles of each import.")
def main(common: Common, syncs: int, size: int) -> None:
    """Sync after each of many small imports, and look at what became of the index."""
    click.echo("Reading the real articles ...", err=True)
    articles = generate(read_sources(common.corpus), common.seed)
    with TemporaryDirectory(prefix="year-", dir=common.keep) as made:
        folder = Path(made) / "articles"
        importer = Importer(folder, articles, common.seed)
        year = live(importer, folder, Path(made), syncs, size)
    source = f"Generated from {corpus_name(common.corpus)}."
    report = f"{source} {surroundings()}\n\n{markdown(year, size)}"
    click.echo(report)
    if common.write is not None:
        write_report(common.write, report, YEAR)


if __name__ == "__main__":
    main()
