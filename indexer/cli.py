"""The command line: options in, exit status out."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import click

from indexer.checking.chosen_checks import Checks, checks_of
from indexer.checking.rounds import Round, check_again, seconds_of
from indexer.contract.errors import (
    CuttingsError,
    DeletionsRefusedError,
    why,
)
from indexer.contract.exit_statuses import (
    BUG,
    DONE,
    SOME_FAILED,
    UNUSABLE_INDEX,
    WRONG_COMMAND,
    status_of,
)
from indexer.contract.settings import Settings, load_settings
from indexer.reporting.progress import bar
from indexer.reporting.report import Report, failure_lines, refusal_as_json, visible
from indexer.syncing.sync import rebuild as rebuild_index
from indexer.syncing.sync import sync as sync_index
from indexer.syncing.targets.chosen import archive_of
from indexer.syncing.targets.writable import WritableArchive
from indexer.watching.stopping import Stop, Stopped


class _Name(click.Path):
    """The name of a file or folder. The empty one is the current folder, which nobody means."""

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> Any:
        if value == "":
            self.fail("the name is empty", param, context)
        return super().convert(value, param, context)


def _seconds(_: click.Context, __: click.Parameter, value: str | None) -> int | None:
    """Read some time, from a number and its unit."""
    seconds = None if value is None else seconds_of(value)
    if value is not None and seconds is None:
        raise click.BadParameter(f"{value!r} is no time such as 90s, 30m, 12h or 1d.")
    return seconds


# Whether the folder can be read is looked at, and told, where it is read.
_articles_argument = click.argument("articles", type=_Name(path_type=Path, readable=False))
_index_option = click.option(
    "--index",
    type=_Name(path_type=Path, readable=False),
    help="Folder of the index.  [index_data/index]",
)
_jobs_option = click.option("--jobs", type=int, help="Processes that index articles.  [one a core]")
_providers_option = click.option(
    "--providers",
    type=_Name(path_type=Path, readable=False),
    help="File of aliases.  [providers.yml in ARTICLES]",
)
_allow_option = click.option(
    "--allow-deletions",
    is_flag=True,
    help="Delete even more than half of the articles of an index of over 100.",
)
_json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


class Terminated(BaseException):
    """SIGTERM came."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cuttings", message="%(package)s %(version)s")
def commands() -> None:
    """Keep the full-text index equal to a folder of articles."""


@commands.command()
@_articles_argument
@_index_option
@_jobs_option
@_providers_option
@_allow_option
@_json_option
def sync(articles: Path, allow_deletions: bool, as_json: bool, **options: Any) -> int:
    """Make the index equal to the folder ARTICLES."""
    action = partial(sync_index, allow_deletions=allow_deletions)
    return _write(action, articles, load_settings(options), as_json)


@commands.command()
@_articles_argument
@_index_option
@_jobs_option
@_providers_option
@_allow_option
@_json_option
def rebuild(articles: Path, allow_deletions: bool, as_json: bool, **options: Any) -> int:
    """Build the index from nothing; the old one is served until then."""
    action = partial(rebuild_index, allow_deletions=allow_deletions)
    return _write(action, articles, load_settings(options), as_json)


@commands.command()
@_articles_argument
@_index_option
@_jobs_option
@_providers_option
@_allow_option
@click.option("--then", metavar="COMMAND", help="Run this after each sync that changed something.")
def watch(articles: Path, allow_deletions: bool, then: str | None, **options: Any) -> int:
    """Sync, and again whenever files change, until it is stopped."""
    # Here, because it takes a while, and no other command needs it.
    from indexer.watching.watch import watch as watch_folder

    settings = load_settings(options)
    stop = Stop()
    stop.heed()
    try:
        warn = partial(click.echo, err=True)
        watch_folder(
            articles, settings, click.echo, warn, stop.check, bar, then,
            allow_deletions=allow_deletions,
        )  # fmt: skip
    # The second is what the library that waits for events makes of the first.
    except (Stopped, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
    except BrokenPipeError:
        _print_no_more()
        click.echo("Stopped: nobody reads what it prints.", err=True)
    return DONE


@commands.command()
@_index_option
@_json_option
def status(index: Path | None, as_json: bool) -> int:
    """Say what is in the index."""
    found = checks_of(load_settings({"index": index})).status()
    click.echo(json.dumps(found.as_json()) if as_json else found.as_text())
    return DONE


@commands.command()
@_index_option
@_json_option
@click.option(
    "--every",
    metavar="TIME",
    callback=_seconds,
    help="Check again and again, so often, until it is stopped: 90s, 30m, 12h or 1d.",
)
def check(index: Path | None, as_json: bool, every: int | None) -> int:
    """Read everything in the index and say whether it is whole."""
    checks = checks_of(load_settings({"index": index}))
    if every is not None:
        return _check_again(checks, every, as_json)
    health = checks.check()
    click.echo(json.dumps(health.as_json()) if as_json else health.as_text())
    if not health.ok:
        click.echo(checks.damaged("see the list above"), err=True)
    return DONE if health.ok else UNUSABLE_INDEX


def _check_again(checks: Checks, seconds: int, as_json: bool) -> int:
    statuses: list[int] = []

    def say(found: Round) -> None:
        # First, as it may be stopped as soon as somebody has read what is said.
        statuses.append(found.status)
        click.echo(found.as_json() if as_json else found.as_text())

    try:
        check_again(checks.name, seconds, say, look=checks.check_gently, damaged=checks.damaged)
    except BrokenPipeError:
        _print_no_more()
    except (KeyboardInterrupt, Terminated):
        if not statuses:
            raise
    return statuses[-1] if statuses else DONE


def main() -> NoReturn:
    """Run the command that ``sys.argv`` holds, and leave with its exit status."""
    signal.signal(signal.SIGTERM, _terminate)
    # A shell starts what it puts in the background with SIGINT ignored; stopping is
    # safe at any time, so it is heeded there too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command; return its exit status."""
    try:
        status: int | None = commands.main(arguments, standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return _interrupted(signal.SIGINT, "Interrupted.")
    except Terminated:
        return _interrupted(signal.SIGTERM, "Interrupted.")
    except CuttingsError as error:
        click.echo(f"Error: {error}", err=True)
        return status_of(error)
    except OSError as error:
        click.echo(f"Error: {why(error)}.", err=True)
        return WRONG_COMMAND
    except Exception:
        sys.excepthook(*sys.exc_info())
        return BUG
    return status or DONE


def _write(
    action: Callable[..., Report],
    articles: Path,
    settings: Settings,
    as_json: bool,
) -> int:
    archive = archive_of(settings)
    before = archive.latest_generation()
    try:
        report = action(articles, settings, bar)
    except (KeyboardInterrupt, Terminated) as interruption:
        number = signal.SIGTERM if isinstance(interruption, Terminated) else signal.SIGINT
        return _interrupted(number, f"Interrupted; {_state(archive, before)}.")
    except DeletionsRefusedError as error:
        if as_json:
            click.echo(json.dumps(refusal_as_json(error, before)))
        raise
    except OSError as error:
        click.echo(f"Error: {why(error)}; {_state(archive, before)}.", err=True)
        return WRONG_COMMAND
    if not as_json:
        for line in failure_lines(report.failed):
            click.echo(line, err=True)
        for note in report.notes:
            click.echo(visible(note), err=True)
    try:
        click.echo(json.dumps(report.as_json()) if as_json else report.summary())
    except BrokenPipeError:
        _print_no_more()  # what was done is done
    return SOME_FAILED if report.failed else DONE


def _print_no_more() -> None:
    """Let what is left to print go nowhere: who was to read it went away."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _state(archive: WritableArchive, before: int) -> str:
    now = archive.latest_generation()
    if now == before:
        return "the index is as it was"
    if now < 0:
        return "whether the new index is complete cannot be seen now"
    return "the new index was complete already"


def _interrupted(number: signal.Signals, message: str) -> int:
    click.echo(message, err=True)
    return 128 + number


def _terminate(*_: Any) -> NoReturn:
    raise Terminated
