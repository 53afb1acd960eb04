"""``search``: a page of hits to read, or all that is found to pass on."""

from __future__ import annotations

import logging
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager

import click

from indexer.contract.errors import why
from webui.commands.ending import fail, said_in_one_sentence, settings_of
from webui.commands.search_options import OF_PAGES, criteria_of, search_options
from webui.commands.terminal import as_table, as_text, notes_of
from webui.formats.exports import EXPORT_FORMATS
from webui.search.archive import open_archive
from webui.search.backend import Finding
from webui.search.criteria.criteria import Criteria

PAGES = ("table", "text", "json")
"""What shows one page."""
FORMATS = (*PAGES, *EXPORT_FORMATS, "manifest", "ids")
"""All that can be asked for; those that are no pages hold all that is found."""

# These say nothing of the search themselves.
_WITHOUT_NOTICES = ("csv", "jsonl", "ris", "ids")


@click.command()
@click.argument("query", default="")
@click.option("--index", help="Folder of the index [index_data/index].")
@click.option(
    "--format",
    "wanted",
    type=click.Choice(FORMATS),
    help="What is printed [table on a terminal, else jsonl].",
)
@click.option("--json", "as_json", is_flag=True, help="Print what /api/search would answer.")
@click.option("--ids", "as_ids", is_flag=True, help="Print ids, one a line.")
@search_options
def search(
    query: str,
    index: str | None,
    wanted: str | None,
    as_json: bool,
    as_ids: bool,
    **options: tuple[str, ...],
) -> None:
    """Search for QUERY, which may be left out where there are filters; "" finds all articles.

    A table, text and json are a page of the hits; all other formats hold every article that is
    found, and are what the pages export.
    """
    # What goes wrong is said in one sentence; tracebacks are for a server's log.
    logging.getLogger().addHandler(logging.NullHandler())
    kind = _kind(wanted, as_json, as_ids)
    settings = settings_of({"index": index})
    with said_in_one_sentence():
        criteria = criteria_of(query, options)
        context = click.get_current_context()
        typed = context.get_parameter_source("query") is not click.core.ParameterSource.DEFAULT
        if not (typed or criteria.filters() or criteria.sampling):
            raise click.UsageError('Give a QUERY or a filter; "" finds all articles.', context)
        with (
            closing(open_archive(settings, read_ahead=False)) as archive,
            archive.searcher() as searcher,
        ):
            _print(kind, criteria, searcher.find(criteria), options)


def _kind(wanted: str | None, as_json: bool, as_ids: bool) -> str:
    asked = [wanted] if wanted else []
    asked += ["json"] * as_json + ["ids"] * as_ids
    if len(set(asked)) > 1:
        fail("--format, --json and --ids are ways to say the same: give one of them.")
    return asked[0] if asked else "table" if sys.stdout.isatty() else "jsonl"


def _print(
    kind: str, criteria: Criteria, finding: Finding, options: dict[str, tuple[str, ...]]
) -> None:
    if kind == "json":
        _show(finding.page().model_dump_json(indent=2))
    elif kind == "text":
        _show(as_text(finding.page()))
    elif kind == "table":
        coloured = False if os.environ.get("NO_COLOR") else None
        width = shutil.get_terminal_size().columns
        _show(as_table(finding.page(), width), coloured)
    else:
        if idle := [name for name in OF_PAGES if options[f"of_{name}"]]:
            click.echo(f"Note: --{idle[0]} is for pages; {kind} holds all articles.", err=True)
        if kind in _WITHOUT_NOTICES:
            for note in notes_of(finding.notices):
                click.echo(note, err=True)
        _write(_all(kind, finding))


def _all(kind: str, finding: Finding) -> Iterable[str]:
    if kind == "manifest":
        return (f"{finding.manifest().model_dump_json(indent=2)}\n",)
    if kind == "ids":
        return (f"{record.id}\n" for record in finding.records())
    return EXPORT_FORMATS[kind].write(finding.records(), finding.manifest())


def _show(text: str, coloured: bool | None = None) -> None:
    with _room_for_output():
        click.echo(text, color=coloured)


def _write(texts: Iterable[str]) -> None:
    # The same bytes as the pages export, whatever the terminal's encoding.
    out = sys.stdout.buffer
    for text in texts:
        with _room_for_output():
            out.write(text.encode())
    with _room_for_output():
        out.flush()


@contextmanager
def _room_for_output() -> Iterator[None]:
    """Say that there is none; who reads no more is no mistake, and click ends that."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        # What could not be written would be tried again at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        fail(f"The output cannot be written: {why(error)}. What is there of it is not whole.")
