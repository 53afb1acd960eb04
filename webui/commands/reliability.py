"""``reliability``: what a coded sample says of a search, and of its coders."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import cast, get_args

import click

from webui.coding.assessment import Broader, assess
from webui.coding.coded import Blank, Reading
from webui.coding.id_list import read_ids
from webui.coding.own_columns import ID
from webui.coding.printing import as_text
from webui.coding.sheet import CodedFileError, Sheet, read_sheet
from webui.commands.ending import fail, said_in_one_sentence, settings_of
from webui.search.archive import open_archive
from webui.search.criteria.dates import today
from webui.search.criteria.reading import parse_criteria
from webui.search.measures.agreement import Level

# So many ids fit into one search, and so many hits on one page.
_AT_ONCE = 100

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--coders", help="Names of the coders in the headings: anna,ben.")
@click.option(
    "--variable",
    multiple=True,
    metavar="NAME=COLUMN,...",
    help="A variable and its columns, one a coder; may repeat.",
)
@click.option(
    "--relevant",
    multiple=True,
    help="Variable or column that says what is relevant [relevant]; may repeat.",
)
@click.option(
    "--yes", multiple=True, help="Value that means relevant [1, yes, true ...]; may repeat."
)
@click.option(
    "--blank",
    type=click.Choice(get_args(Blank)),
    help="What a blank cell means where others say yes or no [missing].",
)
@click.option(
    "--missing",
    multiple=True,
    help="Another value that means that there is none, such as 99; may repeat.",
)
@click.option(
    "--level",
    multiple=True,
    metavar="[VARIABLE=]LEVEL",
    help="nominal, ordinal, interval or ratio [nominal]; may repeat.",
)
@click.option("--broader", type=_FILE, help="Coded sample of a broader search, for recall.")
@click.option("--found", type=_FILE, help="Export of all that the search finds, for recall.")
@click.option("--query", help="The search, instead of --found.")
@click.option("--index", help="Folder of the index, for --query [index_data/index].")
@click.option("--disagreements", is_flag=True, help="List the articles on which coders differ.")
@click.option("--json", "as_json", is_flag=True, help="Print an object.")
def reliability(
    file: Path,
    coders: str | None,
    variable: Sequence[str],
    relevant: Sequence[str],
    yes: Sequence[str],
    blank: Blank | None,
    missing: Sequence[str],
    level: Sequence[str],
    broader: Path | None,
    found: Path | None,
    query: str | None,
    index: str | None,
    disagreements: bool,
    as_json: bool,
) -> None:
    """Say how good a search is, and how far coders agree, from the coded sample in FILE.

    FILE is the CSV of a sample with columns that coders have added: relevant_anna,
    relevant_ben, tone_anna, tone_ben; or a column coder, and a row for each of them.
    """  # fmt: skip
    reading = Reading(
        _listed(coders or ""),
        tuple(_group(text) for text in variable),
        frozenset(missing),
        blank,
    )
    measured = dict(_level(text) for text in level)
    if broader is None and (found is not None or query is not None):
        fail("--found and --query are for recall, which needs --broader as well.")
    if broader is not None and (found is None) == (query is None):
        fail("With --broader, either --found or --query has to say what the search finds.")
    with said_in_one_sentence():
        sheet = read_sheet(file)
        outcome = assess(
            sheet,
            reading,
            relevant=relevant,
            yes=yes,
            level=measured.pop("", "nominal"),
            levels=measured,
            broader=None if broader is None else _broader(read_sheet(broader), found, query, index),
        )
    click.echo(
        outcome.model_dump_json(indent=2)
        if as_json
        else as_text(outcome, disagreements=disagreements)
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _group(text: str) -> tuple[str, tuple[str, ...]]:
    name, _, columns = text.partition("=")
    if not name.strip() or not _listed(columns):
        fail("--variable must be a name and columns: tone=tone_anna,tone_ben.")
    return name.strip(), _listed(columns)


def _level(text: str) -> tuple[str, Level]:
    name, _, level = text.rpartition("=")
    if level.strip() not in get_args(Level):
        fail(f"--level must be one of: {', '.join(get_args(Level))}; or tone=ordinal.")
    return name.strip(), cast("Level", level.strip())


def _broader(sheet: Sheet, found: Path | None, query: str | None, index: str | None) -> Broader:
    if found is not None:
        return Broader(sheet, read_ids(found))
    place = sheet.column(ID)
    if place is None:
        raise CodedFileError(f"{sheet.path} has no column “id”, by which articles go.")
    ids = list(dict.fromkeys(row.cells[place] for row in sheet.rows if row.cells[place]))
    return _searched(sheet, ids, query or "", index)


def _searched(sheet: Sheet, ids: Sequence[str], query: str, index: str | None) -> Broader:
    """Ask which of some articles a query finds, and which of them there are."""
    found: set[str] = set()
    there: set[str] = set()
    with (
        closing(open_archive(settings_of({"index": index}), read_ahead=False)) as archive,
        archive.searcher() as searcher,
    ):

        def among(some: Sequence[str], text: str) -> set[str]:
            asked = {"q": [text], "id": some, "size": [str(_AT_ONCE)]}
            finding = searcher.find(parse_criteria(asked, today()), relax=False)
            return {hit.id for hit in finding.page().hits}

        for first in range(0, len(ids), _AT_ONCE):
            some = ids[first : first + _AT_ONCE]
            found |= among(some, query)
            there |= among(some, "")
        notices = searcher.find(parse_criteria({"q": [query]}, today()), relax=False).notices
    return Broader(
        sheet, found, set(ids) - there, tuple(f"--query: {one.message}" for one in notices)
    )
