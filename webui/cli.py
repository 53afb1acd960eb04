"""The command line of the web layer."""

from __future__ import annotations

import io
import logging
import sys
from contextlib import closing
from typing import Any

import click

from webui.app import create_app
from webui.commands.diff import diff
from webui.commands.ending import fail, settings_of
from webui.commands.notify import notify
from webui.commands.reliability import reliability
from webui.commands.sample_size import sample_size
from webui.commands.search import search
from webui.search.archive import open_archive
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
    settings = settings_of(options)

    def announce(address: str) -> None:
        click.echo(f"Serving {address} (Ctrl-C stops)")
        sys.stdout.flush()

    try:
        with closing(open_archive(settings)) as archive:
            serve_app(create_app(settings, archive), settings, announce)
    except OSError as error:
        fail(f"Cannot listen on {settings.host}:{settings.port}: {error}")


main.add_command(search)
main.add_command(sample_size)
main.add_command(reliability)
main.add_command(diff)
main.add_command(notify)
