"""What is kept of a password."""

from __future__ import annotations

import sys

import click

from webui.commands.ending import fail
from webui.middleware.authentication.password import LEAST_CHARACTERS
from webui.middleware.authentication.password import hash_password as hash_of


@click.command("hash-password")
def hash_password() -> None:
    """Print the hash of a password, for CUTTINGS_PASSWORD_HASH.

    The password is asked for twice and not shown; or it is the first line of standard input.
    """
    if sys.stdin.isatty():
        password = click.prompt(
            "Password", hide_input=True, confirmation_prompt="The same again", err=True
        )
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if len(password) < LEAST_CHARACTERS:
        fail(f"A password has {LEAST_CHARACTERS} characters at least; several words do well.")
    click.echo(hash_of(password))
