"""The command line of the web layer.

What a command needs is imported when it is called for: the process that supervises the server
needs next to nothing.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from flask import Flask

    from indexer.contract.settings import Settings

_COMMANDS = (
    *("diff", "hash-password", "new-token", "notify", "reliability", "sample-size", "search"),
)


class _Commands(click.Group):
    """All commands; those that are modules of their own are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_COMMANDS])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return _imported(cmd_name) or super().get_command(ctx, cmd_name)


def _imported(name: str) -> click.Command | None:
    match name:
        case "diff":
            from webui.commands.diff import diff as command
        case "hash-password":
            from webui.commands.hash_password import hash_password as command
        case "new-token":
            from webui.commands.new_token import new_token as command
        case "notify":
            from webui.commands.notify import notify as command
        case "reliability":
            from webui.commands.reliability import reliability as command
        case "sample-size":
            from webui.commands.sample_size import sample_size as command
        case "search":
            from webui.commands.search import search as command
        case _:
            return None
    return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cuttings", message="%(package)s %(version)s")
def main() -> None:
    """Search the index, in a browser or from here."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that lacks a character of a title still shows the rest.
        sys.stdout.reconfigure(errors="backslashreplace")


@main.command()
@click.option("--index", help="Folder of the index [index_data/index].")
@click.option("--host", help="Address to listen on [127.0.0.1].")
@click.option("--port", type=int, help="Port to listen on; 0 takes a free one [8000].")
@click.option("--prefix", help="Path that all addresses begin with, as /cuttings behind a proxy.")
@click.option("--searches", help="Folder of the standing searches [index_data/searches].")
@click.option("--workers", type=int, help="Processes that answer; 0: this one, unsupervised [1].")
def serve(**options: Any) -> None:
    """Serve the pages and the API until Ctrl-C."""
    from webui.middleware.observing.logging_to import log_to

    # As a worker does it, which reads the settings; here they have not been looked at.
    log_to(sys.stderr, os.environ.get("CUTTINGS_LOG", ""))

    def announce(address: str) -> None:
        click.echo(f"Serving {address} (Ctrl-C stops)")
        sys.stdout.flush()

    try:
        if _supervised(options):
            from webui.serving.supervisor import Supervisor

            raise SystemExit(Supervisor(options, announce).run())
        from webui.serving.worker import serve_alone

        serve_alone(_application, options, announce)
    except OSError as error:
        from webui.commands.ending import fail

        fail(str(error))


def work() -> None:
    """Answer requests as a worker of the process that supervises."""
    from webui.serving.worker import work as work_for

    work_for(_application)


@contextmanager
def _application(settings: Settings, opened: bool) -> Iterator[Flask]:
    from indexer.contract.errors import CuttingsError
    from webui.app import create_app
    from webui.commands.ending import said_in_one_sentence
    from webui.middleware.authentication.exposure import warnings_of
    from webui.search.archive import open_archive

    with closing(open_archive(settings)) as archive:
        with said_in_one_sentence():
            app = create_app(settings, archive)
        # At a reload it is known.
        for line in () if opened else warnings_of(settings):
            click.echo(line, err=True)
        if opened:
            # What is wrong with it is told to whoever asks.
            with suppress(CuttingsError), archive.searcher() as searcher:
                searcher.check()
        yield app


def _supervised(options: dict[str, Any]) -> bool:
    """Whether other processes answer. What was told wrongly is found by whoever reads it all."""
    told = options["workers"]
    workers = os.environ.get("CUTTINGS_WORKERS", "").strip() if told is None else str(told)
    # Elsewhere no sockets can be handed to another process.
    return workers != "0" and os.name == "posix"
