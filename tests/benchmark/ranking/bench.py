"""How good is the ranking? ``make bench-ranking``, or ``python -m tests.benchmark.ranking.bench``.

Judged queries go through the product itself (its indexer, its search), with and
without the words of the best hits, and through plain Okapi BM25; nDCG@10 and MRR are
printed by kind of query. With ``--collection`` they are those of a test collection.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click
from tqdm import tqdm

from indexer.contract.settings import Settings
from indexer.syncing.sync import sync
from tests.benchmark.articles.sources import CORPUS, read_sources
from tests.benchmark.ranking.collections import (
    Collection,
    read_collection,
    texts_of,
    write_documents,
)
from tests.benchmark.ranking.measures import (
    DEPTH,
    Difference,
    difference,
    ndcg,
    reciprocal_rank,
)
from tests.benchmark.ranking.okapi import Okapi
from tests.benchmark.ranking.pairs import Judged, judged_queries
from webui.search.criteria.criteria import Criteria
from webui.search.local.answers.searches.search import search
from webui.search.local.snapshot.local_snapshot import LocalSnapshot
from webui.search.local.snapshot.snapshot import Snapshot

SEED = 20210826
"""Another one draws other queries."""

QUERIES = 200
"""Queries of each kind: enough that the intervals are some 0.02 wide."""

# Copies of the article that a query was taken from are taken out of the ranking, which is
# asked for this many hits (a page size), so that enough stay to be judged.
_ASKED = 20

_MARKERS = ("<!-- ranking -->", "<!-- /ranking -->")


class Row(NamedTuple):
    """A kind of query: nDCG@10 and MRR of Cuttings and of Okapi, and the difference of nDCG.

    ``plain_ndcg`` is that of Cuttings without the words of the best hits.
    """

    kind: str
    queries: int
    ndcg: float
    plain_ndcg: float
    okapi_ndcg: float
    gained: Difference
    mrr: float
    okapi_mrr: float


def measure(folder: Path, count: int, jobs: int) -> list[Row]:
    """Index the articles of a folder and judge ``count`` queries of each kind."""
    articles = read_sources(folder)
    kinds = judged_queries(articles, count, SEED)
    okapi = Okapi((article.id, f"{article.title} {article.excerpt}") for article in articles)
    with indexed(folder, jobs) as snapshot:
        return [_row(kind, queries, snapshot, okapi) for kind, queries in kinds.items()]


def measure_collection(collection: Collection, jobs: int) -> list[Row]:
    """Index the documents of a test collection, and ask its queries."""
    okapi = Okapi(texts_of(collection.documents))
    queries = []
    for id, text in collection.judged:
        gains = collection.gains[id]
        left_out = frozenset({id} if collection.of_one_kind else ())
        queries.append(Judged(text, "any", gains, _worth(gains), left_out))
    with TemporaryDirectory(prefix="cuttings-collection-") as made:
        names = write_documents(Path(made), collection.documents)
        with indexed(Path(made), jobs) as snapshot:
            return [_row(collection.name, queries, snapshot, okapi, names)]


def _worth(gains: Mapping[str, int]) -> frozenset[str]:
    return frozenset(id for id, gain in gains.items() if gain > 0)


@contextmanager
def indexed(folder: Path, jobs: int) -> Iterator[Snapshot]:
    """Index a folder of articles, open the index, and remove it in the end."""
    with TemporaryDirectory(prefix="cuttings-ranking-") as made:
        settings = Settings(index=Path(made) / "index", jobs=jobs)
        sync(folder, settings)
        snapshot = LocalSnapshot.open(settings.index)
        try:
            yield snapshot
        finally:
            snapshot.close()


def table(rows: Iterable[Row]) -> str:
    """Write the rows as a Markdown table."""
    lines = [
        f"| query → what should be found | queries | nDCG@{DEPTH} | without feedback | Okapi BM25 "
        "| difference (95 % interval) | MRR | Okapi BM25 |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {row.kind} | {row.queries} | {row.ndcg:.3f} | {row.plain_ndcg:.3f} "
        f"| {row.okapi_ndcg:.3f} "
        f"| {row.gained} | {row.mrr:.3f} | {row.okapi_mrr:.3f} |"
        for row in rows
    ]
    return "\n".join(lines)


def put_between_markers(page: str, text: str) -> str | None:
    """Return ``page`` with ``text`` between the markers, or None if it has no markers."""
    start, end = _MARKERS
    if start not in page or end not in page.partition(start)[2]:
        return None
    before, _, rest = page.partition(start)
    return f"{before}{start}\n{text}\n{end}{rest.partition(end)[2]}"


def _row(
    kind: str,
    queries: Sequence[Judged],
    snapshot: Snapshot,
    okapi: Okapi,
    names: Mapping[str, str] | None = None,
) -> Row:
    """Ask queries; where articles have other ids than what is judged, ``names`` has these."""
    ours: list[tuple[float, float]] = []
    plain: list[float] = []
    theirs: list[tuple[float, float]] = []
    for judged in tqdm(queries, desc=kind, leave=False, disable=None):
        ours.append(_judge(judged, _found(snapshot, judged, names, feedback=True)))
        plain.append(_judge(judged, _found(snapshot, judged, names, feedback=False))[0])
        theirs.append(_judge(judged, okapi.search(judged.text, _ASKED)))
    our_ndcg, our_ranks = zip(*ours, strict=True)
    their_ndcg, their_ranks = zip(*theirs, strict=True)
    return Row(
        kind,
        len(queries),
        fmean(our_ndcg),
        fmean(plain),
        fmean(their_ndcg),
        difference(our_ndcg, their_ndcg, SEED),
        fmean(our_ranks),
        fmean(their_ranks),
    )


def _found(
    snapshot: Snapshot, judged: Judged, names: Mapping[str, str] | None, *, feedback: bool
) -> list[str]:
    asked = Criteria(q=judged.text, match=judged.match, size=_ASKED, feedback=feedback)
    ids = [hit.id for hit in search(snapshot, asked).hits]
    return ids if names is None else [names[id] for id in ids]


def _judge(judged: Judged, ranking: list[str]) -> tuple[float, float]:
    """Return nDCG and reciprocal rank of a ranking, less what is left out of it."""
    kept = [id for id in ranking if id not in judged.left_out]
    return ndcg(kept, judged.gains), reciprocal_rank(kept, judged.wanted)


@click.command(help=__doc__)
@click.option("--corpus", type=click.Path(path_type=Path), default=CORPUS, help="Real articles.")
@click.option(
    "--collection",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of a test collection, in the format of BEIR, SMART or TREC.",
)
@click.option("--queries", type=click.IntRange(1), default=QUERIES, show_default=True)
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True)
@click.option(
    "--write",
    type=click.Path(path_type=Path, dir_okay=False),
    help=f"A page with {_MARKERS[0]} and {_MARKERS[1]}, between which the table is put.",
)
def main(
    corpus: Path, collection: Path | None, queries: int, jobs: int, write: Path | None
) -> None:
    """Measure, print, and write if asked to."""
    if collection is not None:
        try:
            click.echo(table(measure_collection(read_collection(collection), jobs)))
        except ValueError as error:
            raise click.ClickException(str(error)) from error
        return
    if not corpus.is_dir():
        click.echo(f"There is no corpus at {corpus}: the ranking was not measured.", err=True)
        return
    started = time.monotonic()
    text = table(measure(corpus, queries, jobs))
    click.echo(text)
    click.echo(f"{time.monotonic() - started:.0f} s", err=True)
    if write is not None:
        page = put_between_markers(write.read_text("utf-8"), text) if write.is_file() else None
        if page is None:
            click.echo(f"{write} has no markers {' and '.join(_MARKERS)}.", err=True)
        else:
            write.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
