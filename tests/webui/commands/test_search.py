"""The command that searches: what it takes, and what it prints where."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.serving import DEADLINE, ROOT, clean_environment, command
from tests.webui.test_cli import run
from webui.commands.search import FORMATS
from webui.commands.search_options import OPTIONS
from webui.commands.terminal import columns_of, fitted, plain
from webui.search.criteria.criteria import PARAMETERS


def on_a_terminal(*arguments: str, columns: int = 80, **environment: str) -> str:
    """Run ``python -m webui`` with a terminal for its output; return what that shows."""
    ours, theirs = pty.openpty()
    variables = {**clean_environment(environment), "COLUMNS": str(columns), "TERM": "xterm"}
    if "NO_COLOR" not in environment:
        variables.pop("NO_COLOR", None)
    with subprocess.Popen(
        [sys.executable, "-m", "webui", *arguments], stdout=theirs, cwd=ROOT, env=variables
    ) as process:
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 65536):
                shown += part
        # What Linux says when the other side is closed.
        except OSError:
            pass
        finally:
            os.close(ours)
        assert process.wait(DEADLINE) == 0
    return shown.decode().replace("\r\n", "\n")


def test_every_parameter_is_an_option() -> None:
    """Each parameter of the addresses but the query is one, and the help says what it means."""
    assert sorted([*OPTIONS, "q"]) == sorted(PARAMETERS)
    text = run("search", "--help").stdout
    for name in OPTIONS:
        assert f"--{name.replace('_', '-')}" in text


@pytest.mark.parametrize("option", ["--added-from", "--added_from"])
def test_both_spellings_of_an_option_are_known(sample_index: Path, option: str) -> None:
    """Hyphens are a command's, underscores an address's; a wrong value is named as there."""
    ended = run("search", "", "--index", str(sample_index), option, "2024", "--ids")
    assert (ended.exit_code, len(ended.stdout.splitlines())) == (0, 81)
    ended = run("search", "", "--index", str(sample_index), option, "soon")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr.startswith("--added_from")


def rows(kind: str, text: str) -> int:
    """Count the articles in a file."""
    if kind == "csv":
        return len(list(csv.DictReader(io.StringIO(text, newline=""))))
    if kind == "bib":
        return sum(line.startswith("@") for line in text.splitlines())
    if kind == "ris":
        return sum(line.startswith("TY  - ") for line in text.splitlines())
    return text.count("\n")


@pytest.mark.parametrize(
    "arguments",
    [("ferry",), ("",), ("zzzqqq",), ("--provider", "Public One"), ("", "--sample", "7")],
)
def test_every_format_holds_the_total(sample_index: Path, arguments: tuple[str, ...]) -> None:
    """The articles in each format are as many as the JSON says were found."""
    index = ("--index", str(sample_index))
    total = json.loads(run("search", *arguments, *index, "--json").stdout)["total"]
    for kind in ("csv", "jsonl", "bib", "ris", "ids"):
        ended = run("search", *arguments, *index, "--format", kind)
        assert (ended.exit_code, rows(kind, ended.stdout)) == (0, total), kind
    manifest = run("search", *arguments, *index, "--format", "manifest").stdout
    assert json.loads(manifest)["total"] == total


@pytest.mark.parametrize("kind", ["csv", "jsonl", "bib", "ris"])
def test_files_are_those_of_the_pages(client: FlaskClient, sample_index: Path, kind: str) -> None:
    """The bytes are the same, whatever the encoding of the terminal."""
    path = f"/export.{kind}?q=ferry&not_provider=Public+One&sort=oldest"
    arguments = ("ferry", "--not-provider", "Public One", "--sort", "oldest", "--format", kind)
    ended = run("search", *arguments, "--index", str(sample_index))
    assert (ended.stdout_bytes, ended.stderr) == (client.get(path).data, "")


def test_a_pipe_gets_all_articles_one_a_line(sample_index: Path) -> None:
    """In a pipe, JSONL is what is printed without being asked for."""
    ended = command("search", "ferry", "--index", str(sample_index))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert all("ferry" in line.lower() for line in ended.stdout.splitlines())
    assert len(ended.stdout.splitlines()) == 18


def test_nothing_found_is_an_answer(sample_index: Path) -> None:
    """Where nothing is found, nothing is printed, and the status is 0."""
    ended = run("search", "zzzqqq", "--index", str(sample_index), "--ids")
    assert (ended.exit_code, ended.stdout) == (0, "")


def test_what_a_file_does_not_say_is_said_beside_it(sample_index: Path) -> None:
    """That only some of the words were found, or that a page is not one, is on standard error."""
    index = ("--index", str(sample_index))
    ended = run("search", "ferry tomography zzzqqq", *index, "--ids")
    assert ended.stderr.startswith("Note: No article has all of these words")
    ended = run("search", "ferry", *index, "--ids", "--size", "10")
    assert ended.stderr == "Note: --size is for pages; ids holds all articles.\n"


@pytest.mark.parametrize(
    "arguments", [("ferry", "--json", "--ids"), ("ferry", "--json", "--format", "csv"), ()]
)
def test_what_contradicts_itself_is_refused(sample_index: Path, arguments: tuple[str, ...]) -> None:
    """Two formats at once, or neither query nor filter, is a wrong command."""
    ended = run("search", *arguments, "--index", str(sample_index))
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_a_terminal_gets_a_table_that_fits(sample_index: Path, columns: int) -> None:
    """One line an article, no longer than the terminal is wide, and what comes next below."""
    arguments = ("search", "ferry", "--size", "10", "--index", str(sample_index))
    shown = on_a_terminal(*arguments, columns=columns, NO_COLOR="1")
    heading, *lines, counted = shown.splitlines()
    assert heading.split() == ["Title", "Provider", "Published"]
    assert len(lines) == 10
    assert all(len(line) <= columns for line in (heading, *lines))
    assert counted == "18 articles; 1 to 10 shown, more with --page 2"


def test_colours_are_for_terminals_that_want_them(sample_index: Path) -> None:
    """A terminal gets its heading in bold; with NO_COLOR, or in a pipe, it is plain."""
    arguments = ("search", "ferry", "--format", "table", "--index", str(sample_index))
    assert "\x1b[1m" in on_a_terminal(*arguments)
    assert "\x1b" not in on_a_terminal(*arguments, NO_COLOR="1")
    assert "\x1b" not in command(*arguments).stdout


def test_a_reader_that_goes_away_ends_it_quietly(sample_index: Path) -> None:
    """Where nobody reads on, as behind head, nothing is said about it."""
    read, write = os.pipe()
    os.close(read)
    ended = subprocess.run(
        [sys.executable, "-m", "webui", "search", "", "--index", str(sample_index)],
        stdout=write,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=clean_environment({}),
        timeout=DEADLINE,
        check=False,
    )
    os.close(write)
    assert (ended.returncode, ended.stderr) == (1, b"")


@given(st.text(max_size=80), st.integers(0, 40))
def test_cells_are_as_wide_as_their_column(text: str, width: int) -> None:
    """Whatever is in a title, what stands beside it stays where it is."""
    assert columns_of(fitted(plain(text), width + 1)) == width + 1


def test_titles_cannot_command_a_terminal() -> None:
    """Escapes, line breaks and what turns the direction of writing round are blanks."""
    assert plain("a\x1b[2Jb\nc\u202ed\x9be") == "a [2Jb c d e"


def test_all_formats_are_offered() -> None:
    """The help lists them."""
    text = "".join(run("search", "--help").stdout.split())
    assert "|".join(FORMATS) in text


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to write to")
@pytest.mark.parametrize("kind", FORMATS)
def test_a_full_disk_is_said_in_a_sentence(sample_index: Path, kind: str) -> None:
    """What was written is not whole, and nobody is shown a traceback."""
    arguments = ["search", "ferry", "--format", kind, "--index", str(sample_index)]
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "webui", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            env=clean_environment({}),
            cwd=ROOT,
            text=True,
            timeout=DEADLINE,
            check=False,
        )
    assert ended.returncode == 2
    assert ended.stderr == (
        "The output cannot be written: no space is left on the disk. What is there of it is "
        "not whole.\n"
    )
