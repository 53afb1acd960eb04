"""How a command begins and how it ends without having done its work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import click

from indexer.contract.errors import CuttingsError
from indexer.contract.exit_statuses import WRONG_COMMAND, status_of
from indexer.contract.settings import Settings, load_settings
from webui.search.criteria.parameters import ParameterError


@contextmanager
def said_in_one_sentence() -> Iterator[None]:
    """Turn what goes wrong within into a sentence on standard error and an exit status."""
    try:
        yield
    except ParameterError as error:
        fail(f"--{error.message}")
    except CuttingsError as error:
        fail(str(error), status_of(error))


def settings_of(options: dict[str, Any]) -> Settings:
    """Return the settings, of which the options of a command go before the environment."""
    with said_in_one_sentence():
        return load_settings(options)


def fail(message: str, status: int = WRONG_COMMAND) -> NoReturn:
    """End the command with a sentence."""
    click.echo(message, err=True)
    raise SystemExit(status)
