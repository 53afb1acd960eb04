"""``notify``: what is new in the standing searches, delivered."""

from __future__ import annotations

import datetime
import logging
import signal
from contextlib import closing, nullcontext
from functools import partial
from typing import Any

import click

from indexer.contract.exit_statuses import SOME_FAILED
from webui.commands.ending import fail, said_in_one_sentence, settings_of
from webui.search.archive import open_archive
from webui.search.standing.channels import read_channels
from webui.search.standing.delivering import Notify
from webui.search.standing.delivery import Deliver, DeliveryError, by_channels
from webui.search.standing.messages import Message, note_on
from webui.search.standing.searches_folder import read_searches
from webui.search.standing.state_files import held

_STOPPED = 128 + signal.SIGTERM
_TEST = "This is a test. Messages of standing searches will arrive here."


@click.command()
@click.option("--index", help="Folder of the index [index_data/index].")
@click.option("--searches", help="Folder of the standing searches [index_data/searches].")
@click.option("--channels", help="File of the channels.")
@click.option("--state", help="Folder in which it is noted what was sent [index_data/state].")
@click.option("--base-url", help="Address of the pages, for the links in messages.")
@click.option("--dry-run", is_flag=True, help="Print what would be sent; send and note nothing.")
@click.option("--test", metavar="CHANNEL", help="Only send a test message by this channel.")
def notify(dry_run: bool, test: str | None, **options: Any) -> None:
    """Deliver what is new in the standing searches, each by its channels."""
    # What a library logs may hold an address. What goes wrong is said in sentences.
    logging.getLogger().addHandler(logging.NullHandler())
    settings = settings_of(options)
    warn = partial(click.echo, err=True)
    stop: list[int] = []
    with said_in_one_sentence():
        channels = {} if dry_run else read_channels(settings.channels, settings.searches)
        deliver = _printing() if dry_run else by_channels(channels)
        if test is not None:
            _try_out(test, deliver)
            return
        # Between sending and noting, nothing is to come.
        signal.signal(signal.SIGTERM, lambda number, _: stop.append(number))
        now = datetime.datetime.now(datetime.UTC)
        with (
            nullcontext() if dry_run else held(settings.state),
            closing(open_archive(settings, read_ahead=False)) as archive,
            archive.searcher() as searcher,
        ):
            searches = read_searches(settings.searches, now.date())
            run = Notify(
                searcher, settings.state, settings.base_url, now, deliver,
                tell=click.echo, warn=warn, stopped=lambda: bool(stop), dry=dry_run,
            )  # fmt: skip
            run.run(searches)
            unknown = {name for each in searches.good for name in each.channels} - channels.keys()
            if unknown and not dry_run:
                warn(f"Not in the file of channels: {', '.join(sorted(unknown))}.")
                run.failed = True
    if stop:
        raise SystemExit(_STOPPED)
    if run.failed:
        raise SystemExit(SOME_FAILED)


def _try_out(channel: str, deliver: Deliver) -> None:
    try:
        deliver(channel, note_on("test", "Cuttings", 0, [_TEST]))
    except DeliveryError as error:
        fail(f"{channel}: not delivered: {error}.", SOME_FAILED)
    click.echo(f"{channel}: sent.")


def _printing() -> Deliver:
    def deliver(channel: str, message: Message) -> None:
        click.echo(f"--- to {channel}\n{message.as_text()}")

    return deliver
