"""The pages of the web layer, on the server's side: ``make bench-pages``.

See ``docs/performance.md``.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version

import click
from tqdm import tqdm

from tests.benchmark import machine
from tests.benchmark.articles.sources import corpus_name
from tests.benchmark.engines.cuttings import Cuttings
from tests.benchmark.indexing.options import Common, common_options
from tests.benchmark.pages.client import Client, linked_files
from tests.benchmark.pages.measuring import Measured, measure
from tests.benchmark.pages.report import Result, markdown
from tests.benchmark.pages.requests import choose_requests
from tests.benchmark.searching.bench import Articles
from tests.benchmark.searching.choosing import choose_questions
from tests.benchmark.searching.preparing import prepare
from tests.benchmark.writing import SERVING, write_report

_PACKAGES = ("Flask", "Jinja2", "whoosh-reloaded", "numpy")


def run(common: Common, articles: int, rounds: int) -> Result:
    """Build the index if it is missing, measure, and return what was found."""
    keep = common.keep / str(articles)
    keep.mkdir(exist_ok=True)
    source = Articles(common.corpus, articles, common.seed)
    click.echo(f"Index of {Cuttings.name} ...", err=True)
    index = prepare(Cuttings, keep, source.recipe(Cuttings), source).folder
    click.echo("Choosing the requests ...", err=True)
    questions = choose_questions(index)
    client = Client.open(index)
    requests = choose_requests(client, questions)
    click.echo("Warm ...", err=True)
    return Result(
        articles=articles,
        source=corpus_name(common.corpus),
        surroundings=_surroundings(),
        rounds=rounds,
        measured=measure(client, requests, rounds, _turns),
        files=_files(client),
    )


def _files(client: Client) -> dict[str, Measured]:
    """Return the sizes of the scripts and styles of a search page, by address."""
    html = client.get("/").content.decode()
    sent = {address: client.get(address) for address in linked_files(html)}
    return {address: Measured(len(file.content), len(file.body)) for address, file in sent.items()}


def _surroundings() -> str:
    """Return the machine, and the versions of what pages are made with."""
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
    default=7,
    show_default=True,
    help="How often each address is asked for.",
)
def main(common: Common, articles: int, rounds: int) -> None:
    """Measure how long pages take, and how large they are."""
    report = markdown(run(common, articles, rounds))
    click.echo(report)
    if common.write is not None:
        write_report(common.write, report, SERVING)


if __name__ == "__main__":
    main()
