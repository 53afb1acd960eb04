"""``diff``: what came to a search, and what went, since it was exported."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from webui.commands.ending import fail, said_in_one_sentence, settings_of
from webui.formats.rechecking.asking_again import criteria_of
from webui.formats.rechecking.difference import difference
from webui.formats.rechecking.export_reading import read_export, read_manifest
from webui.formats.rechecking.telling import as_lines
from webui.search.archive import open_archive
from webui.search.criteria.dates import today
from webui.search.criteria.reading import parse_criteria

_DIFFERENT = 1

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("export", type=_FILE)
@click.option("--manifest", type=_FILE, help="What the export is a result of.")
@click.option("--query", help="The search, where there is no manifest.")
@click.option("--index", help="Folder of the index [index_data/index].")
@click.option("--json", "as_json", is_flag=True, help="Print an object.")
def diff(
    export: Path, manifest: Path | None, query: str | None, index: str | None, as_json: bool
) -> None:
    """List the articles that came to a search, and those that went, since EXPORT.

    EXPORT is a CSV, JSON Lines or BibTeX export, a manifest, or a list of ids, one a line. Exit
    status 0 means that nothing differs, 1 that something does.
    """  # fmt: skip
    if manifest is not None and query is not None:
        fail("--manifest and --query are two ways to say the same: give one of them.")
    settings = settings_of({"index": index})
    with said_in_one_sentence():
        read = read_export(export)
        of = read.manifest if manifest is None else read_manifest(manifest)
        if of is None and query is None:
            fail(
                f"{export} does not say which search it is of: give its manifest "
                "(--manifest, from /export.json) or the search (--query)."
            )
        criteria = parse_criteria({"q": [query or ""]}, today())
        if query is None and of is not None:
            criteria = criteria_of(of, today())
        with (
            closing(open_archive(settings, read_ahead=False)) as archive,
            archive.searcher() as searcher,
        ):
            told = difference(read, of, searcher, searcher.find(criteria))
    if told.whole is False:
        click.echo("Note: the file does not hold what its manifest says.", err=True)
    click.echo(told.model_dump_json(indent=2) if as_json else "\n".join(as_lines(told)))
    raise SystemExit(0 if told.same else _DIFFERENT)
