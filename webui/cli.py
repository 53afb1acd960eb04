"""The command line of the web layer."""

from __future__ import annotations

import io
import logging
import sys
from contextlib import closing
from typing import Any, NoReturn

import click

from indexer.contract.errors import CuttingsError, SettingsError
from indexer.contract.exit_statuses import WRONG_COMMAND, status_of
from indexer.contract.settings import Settings, load_settings
from webui.app import create_app
from webui.commands.diff import diff
from webui.commands.notify import notify
from webui.commands.reliability import reliability
from webui.commands.sample_size import sample_size
from webui.search.archive import open_archive
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.dates import today
from webui.search.criteria.parameters import ParameterError
from webui.search.criteria.reading import parse_criteria
from webui.search.results.base import Notice
from webui.search.results.search import SearchResult
from webui.serve import serve as serve_app

_index_option = click.option("--index", help="Folder of the index [index_data/index].")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cuttings", message="%(package)s %(version)s")
def main() -> None:
    """Search the index, in a browser or from here."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that lacks a character of a title still shows the rest.
        sys.stdout.reconfigure(errors="backslashreplace")


@main.command()
@_index_option
@click.option("--host", help="Address to listen on [127.0.0.1].")
@click.option("--port", type=int, help="Port to listen on; 0 takes a free one [8000].")
@click.option("--prefix", help="Path that all addresses begin with, as /cuttings behind a proxy.")
@click.option("--searches", help="Folder of the standing searches [index_data/searches].")
def serve(**options: Any) -> None:
    """Serve the pages and the API until Ctrl-C."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    settings = _settings(options)

    def announce(address: str) -> None:
        click.echo(f"Serving {address} (Ctrl-C stops)")
        sys.stdout.flush()

    try:
        with closing(open_archive(settings)) as archive:
            serve_app(create_app(settings, archive), settings, announce)
    except OSError as error:
        _fail(f"Cannot listen on {settings.host}:{settings.port}: {error}", WRONG_COMMAND)


@main.command()
@click.argument("query")
@_index_option
@click.option("--json", "as_json", is_flag=True, help="Print what /api/search would answer.")
@click.option("--page", help="Page of the hits, from 1.")
@click.option("--size", help="Hits a page: 10, 20, 50 or 100.")
@click.option("--sort", help="relevance, newest, oldest, quality or heat.")
@click.option("--provider", multiple=True, help="Only this provider; may repeat.")
@click.option("--topic", multiple=True, help="Only this topic; may repeat.")
@click.option("--in", "in_", multiple=True, help="Where words are looked for; may repeat.")
@click.option("--from", "from_", help="First day: YYYY, YYYY-MM or YYYY-MM-DD.")
@click.option("--to", help="Last day, likewise.")
@click.option("--unit", help="With --json, what is counted by date: article, story or provider.")
@click.option("--base", help="With --json, of what: all, or what the filters leave (filtered).")
def search(query: str, index: str | None, as_json: bool, **parameters: Any) -> None:
    """Search for QUERY; all articles if it is empty."""
    # What goes wrong is said in one sentence; tracebacks are for a server's log.
    logging.getLogger().addHandler(logging.NullHandler())
    settings = _settings({"index": index})
    try:
        criteria = _criteria(query, parameters)
        with (
            closing(open_archive(settings, read_ahead=False)) as archive,
            archive.searcher() as searcher,
        ):
            result = searcher.find(criteria).page()
    except ParameterError as error:
        _fail(f"--{error.message}", WRONG_COMMAND)
    except CuttingsError as error:
        _fail(str(error), status_of(error))
    click.echo(result.model_dump_json(indent=2) if as_json else as_text(result))


main.add_command(sample_size)
main.add_command(reliability)
main.add_command(diff)
main.add_command(notify)


def as_text(result: SearchResult) -> str:
    """Write a page of results for a terminal."""
    first = (result.page - 1) * result.size
    lines = [f"Note: {notice.message}{_instead(notice)}" for notice in result.notices]
    lines += [f"Did you mean “{s.text}”? It finds {s.total:,}." for s in result.suggestions]
    lines.append(f"{result.total:,} {'article' if result.total == 1 else 'articles'}")
    for number, hit in enumerate(result.hits, first + 1):
        provider = hit.provider.label if hit.provider else "no provider"
        published = hit.published[:10] if hit.published else "no date"
        lines += ["", f"{number}. {hit.title}", f"   {provider}, {published}"]
        lines += [f"   {hit.url}"] if hit.url else []
    return "\n".join(lines)


def _instead(notice: Notice) -> str:
    if notice.query is None or notice.query in notice.message:
        return ""
    label = "See it" if notice.code == "mixed_operators" else "Search instead for"
    return f" {label}: {notice.query}"


def _settings(options: dict[str, Any]) -> Settings:
    try:
        return load_settings(options)
    except SettingsError as error:
        _fail(str(error), WRONG_COMMAND)


def _criteria(query: str, parameters: dict[str, Any]) -> Criteria:
    given = {
        name.rstrip("_"): [_readable(text) for text in _as_tuple(value)]
        for name, value in {"q": query, **parameters}.items()
        if value
    }
    return parse_criteria(given, today())


def _as_tuple(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,)


def _readable(text: str) -> str:
    """Replace what was not UTF-8 on the command line, which Python keeps as surrogates."""
    return text.encode(errors="replace").decode()


def _fail(message: str, status: int) -> NoReturn:
    click.echo(message, err=True)
    raise SystemExit(status)
