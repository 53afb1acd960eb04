"""``sample-size``: how many articles have to be looked at."""

from __future__ import annotations

import json
from contextlib import closing

import click

from webui.commands.ending import fail, said_in_one_sentence, settings_of
from webui.search.archive import open_archive
from webui.search.criteria.dates import today
from webui.search.criteria.reading import parse_criteria
from webui.search.measures.cochran import sample_size as size_of_sample


@click.command("sample-size")
@click.argument("query", required=False)
@click.option("--index", help="Folder of the index, for QUERY [index_data/index].")
@click.option("--population", type=int, help="Of how many articles the sample is drawn.")
@click.option("--margin", type=float, default=5, help="Half the interval, in points [5].")
@click.option("--confidence", type=float, default=95, help="Of the interval, in percent [95].")
@click.option("--share", type=float, default=0.5, help="What the share may be, 0 to 1 [0.5].")
@click.option("--json", "as_json", is_flag=True, help="Print an object.")
def sample_size(
    query: str | None,
    index: str | None,
    population: int | None,
    margin: float,
    confidence: float,
    share: float,
    as_json: bool,
) -> None:
    """Say how many articles a sample needs for a share to be known to within some points.

    Of what QUERY finds, of --population articles, or of very many.
    """
    _check(population is None or population > 0, "--population", "a whole number above 0")
    _check(0 < margin < 100, "--margin", "a number of points above 0 and below 100")
    _check(0 < confidence < 100, "--confidence", "a percentage above 0 and below 100")
    _check(0 < share < 1, "--share", "a number above 0 and below 1")
    if query is not None:
        if population is not None:
            fail("--population and QUERY are two ways to say the same: give one of them.")
        population = _total(query, index)
        if not population:
            fail("No article is found, so there is nothing to draw a sample from.")
    size = size_of_sample(population, margin / 100, confidence / 100, share)
    if as_json:
        click.echo(json.dumps({
            "size": size, "population": population, "margin": margin, "confidence": confidence,
            "share": share,
        }, indent=2))  # fmt: skip
        return
    of = "" if population is None else f" of {population:,}"
    click.echo(f"{size:,}{of}: a share is then known to ±{margin:g} points, "
               f"with {confidence:g}% confidence.")  # fmt: skip


def _check(holds: bool, option: str, wanted: str) -> None:
    # Not a number is neither above nor below anything.
    if not holds:
        fail(f"{option} must be {wanted}.")


def _total(query: str, index: str | None) -> int:
    settings = settings_of({"index": index})
    with said_in_one_sentence():
        criteria = parse_criteria({"q": [query]}, today())
        with (
            closing(open_archive(settings, read_ahead=False)) as archive,
            archive.searcher() as searcher,
        ):
            finding = searcher.find(criteria)
            for notice in finding.notices:
                click.echo(f"Note: {notice.message}", err=True)
            return finding.total
