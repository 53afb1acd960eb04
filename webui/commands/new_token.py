"""Tokens for programs."""

from __future__ import annotations

import click

from webui.commands.ending import fail
from webui.middleware.authentication.program_tokens import new_token as random_token
from webui.middleware.authentication.program_tokens import token_line


@click.command("new-token")
@click.argument("name")
def new_token(name: str) -> None:
    """Print a new token, called NAME, and the line that lets it in.

    The line goes to standard output, to be added to the file of CUTTINGS_TOKENS_FILE; the token,
    which is kept nowhere, to standard error.
    """
    token = random_token()
    try:
        line = token_line(name, token)
    except ValueError as error:
        fail(f"NAME: {error}.")
    click.echo(f"The token, which is shown only now: {token}", err=True)
    click.echo(line)
