"""The commands that make hashes of passwords, and tokens."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from tests.webui.test_cli import run
from webui.cli import main
from webui.middleware.authentication.password import Password, checked_hash
from webui.middleware.authentication.program_tokens import Tokens


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_password_in_a_pipe_is_hashed(end: str) -> None:
    """Its first line, with blanks as they are; the hash alone is printed."""
    ended = CliRunner().invoke(main, ["hash-password"], input=f" twelve characters{end}")
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert Password(checked_hash(ended.stdout)).is_right("", " twelve characters")


def test_short_passwords_are_refused() -> None:
    """The message does not repeat it."""
    ended = CliRunner().invoke(main, ["hash-password"], input="short\n")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "12 characters at least" in ended.stderr
    assert "short" not in ended.stderr


def test_a_token_is_shown_beside_its_line() -> None:
    """The line alone on standard output, so that it can be added to the file."""
    ended = run("new-token", "reader")
    assert ended.exit_code == 0
    assert Tokens(ended.stdout).name_of(ended.stderr.split()[-1]) == "reader"
    assert ended.stderr.split()[-1] not in ended.stdout
    assert run("new-token", "a b").exit_code == 2
