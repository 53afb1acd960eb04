from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from tests.support.articles import write_article
from tests.webui.serving import command, sync_into
from webui.cli import main

TEXT = ("--format", "text")


def run(*arguments: str, **environment: str) -> Result:
    """Run a command in this process, without settings of ours but for those given."""
    others: dict[str, str | None] = {name: None for name in os.environ if "CUTTINGS_" in name}
    return CliRunner().invoke(main, arguments, env={**others, **environment})


def without_times(found: dict[str, Any]) -> dict[str, Any]:
    """Return an answer without what differs from one call to the next."""
    return {name: value for name, value in found.items() if name != "took_ms"}


@pytest.mark.parametrize(
    ("arguments", "address"),
    [
        (["ferry"], "q=ferry"),
        ([""], ""),
        (["fery strke"], "q=fery+strke"),
        (["ferry", "--page", "2", "--size", "10"], "q=ferry&page=2&size=10"),
        (
            [
                "ferry",
                "--provider",
                "Meridian Wire",
                "--provider",
                "Public One",
                "--sort",
                "oldest",
            ],
            "q=ferry&provider=Meridian+Wire&provider=Public+One&sort=oldest",
        ),
        (
            ["", "--topic", "Food", "--topic", "Sport", "--from", "2022-06", "--to", "2023"],
            "topic=Food&topic=Sport&from=2022-06&to=2023",
        ),
        (["--", "-ferry"], "q=-ferry"),
    ],
)
def test_json_is_what_the_api_answers(
    client: FlaskClient, sample_index: Path, arguments: list[str], address: str
) -> None:
    """Search --json prints the object of /api/search, keys in the same order, and nothing else."""
    ended = run("search", "--json", "--index", str(sample_index), *arguments)
    assert (ended.exit_code, ended.stderr) == (0, "")
    answer = client.get(f"/api/search?{address}").json
    assert answer is not None
    printed = json.loads(ended.stdout)
    assert list(printed) == list(answer)
    assert without_times(printed) == without_times(answer)


def test_text_is_for_reading(sample_index: Path) -> None:
    """Search prints the number of articles and each hit with its provider, day and address."""
    ended = command(
        "search",
        "title:halts ferry",
        "--index",
        str(sample_index),
        "--provider",
        "Meridian Wire",
        "--format",
        "text",
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == (
        "1 article\n"
        "\n"
        "1. Ferry strike halts passenger sailings to Skarrow Islands\n"
        "   Meridian Wire, 2022-06-03\n"
        "   https://www.meridian-wire.example/2022/06/03/"
        "ferry-strike-halts-passenger-sailings-to-skarrow-islands\n"
    )


def test_later_pages_go_on_counting(sample_index: Path) -> None:
    """The hits of page 2 are numbered after those of page 1."""
    ended = run("search", "", "--index", str(sample_index), "--page", "2", "--size", "10", *TEXT)
    assert ended.stdout.startswith("81 articles\n\n11. ")


def test_notices_and_mended_words_are_told(sample_index: Path) -> None:
    """What the page would say about the query, the text says too."""
    ended = run("search", "ferry tomography zzzqqq", "--index", str(sample_index), *TEXT)
    assert ended.stdout.startswith("Note: No article has all of these words")
    ended = run("search", "fery", "--index", str(sample_index), *TEXT)
    assert "Did you mean “ferry”? It finds " in ended.stdout
    ended = run("search", "ferry or bridge", "--index", str(sample_index), *TEXT)
    assert "in capitals it is an operator. Search instead for: ferry OR bridge\n" in ended.stdout


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--page", "0"),
        ("--page", "x"),
        ("--size", "7"),
        ("--sort", "best"),
        ("--in", "text"),
        ("--from", "soon"),
        ("--to", "2021-02-30"),
    ],
)
def test_an_option_that_cannot_be_read_is_named(
    sample_index: Path, option: str, value: str
) -> None:
    """The status is 2, the message names the option and standard output stays empty."""
    ended = run("search", "x", "--index", str(sample_index), option, value)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr.startswith(option)


def test_no_index_and_a_damaged_one_differ(tmp_path: Path) -> None:
    """Without an index the status is 2, with a damaged one 4, and both say what to run."""
    ended = run("search", "x", "--index", str(tmp_path / "none"))
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "python -m indexer sync ARTICLES" in ended.stderr
    write_article(tmp_path / "articles", "one")
    index = sync_into(tmp_path / "index", tmp_path / "articles")
    (toc,) = index.glob("*.toc")
    toc.write_bytes(b"")
    broken = command("search", "x", "--index", str(index))
    assert (broken.returncode, broken.stdout) == (4, "")
    assert "python -m indexer rebuild ARTICLES" in broken.stderr
    assert "Traceback" not in broken.stderr


@pytest.mark.parametrize("arguments", [("serve", "--port", "0"), ("search", "x")])
def test_an_unknown_setting_is_named(sample_index: Path, arguments: tuple[str, ...]) -> None:
    """A misspelt environment variable is an error with status 2 that names it."""
    ended = command(*arguments, "--index", str(sample_index), CUTTINGS_PROT="8000")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "CUTTINGS_PROT" in ended.stderr
    assert "CUTTINGS_PORT" in ended.stderr


@pytest.mark.parametrize("port", ["-1", "65536"])
def test_a_port_that_is_none_is_named(port: str) -> None:
    """A port out of range is an error with status 2 that names the option or the variable."""
    ended = command("serve", "--port", port)
    assert ended.returncode == 2
    assert ended.stderr.startswith("--port: ")
    ended = command("serve", CUTTINGS_PORT=port)
    assert ended.returncode == 2
    assert ended.stderr.startswith("CUTTINGS_PORT: ")


def test_the_environment_gives_the_index(sample_index: Path, tmp_path: Path) -> None:
    """CUTTINGS_INDEX is used without --index, and loses to it."""
    ended = run("search", "", *TEXT, CUTTINGS_INDEX=str(sample_index))
    assert ended.stdout.startswith("81 articles")
    ended = run("search", "", "--index", str(sample_index), *TEXT, CUTTINGS_INDEX=str(tmp_path))
    assert ended.stdout.startswith("81 articles")


@pytest.mark.parametrize("arguments", [["serch"], ["search"], ["search", "x", "--prot", "1"]])
def test_a_wrong_command_is_said(arguments: list[str]) -> None:
    """What is not a command has status 2 and a usage line."""
    ended = run(*arguments)
    assert ended.exit_code == 2
    assert "Usage: " in ended.stderr


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_bytes_that_are_not_utf_8_are_searched(sample_index: Path, options: list[str]) -> None:
    """An argument in another encoding is no crash."""
    ended = command("search", b"\xff ferry", "--index", str(sample_index), *options)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_terminal_without_a_letter_shows_the_rest(sample_index: Path) -> None:
    """Where the terminal's encoding lacks a character, the others are printed."""
    ended = command(
        "search", "fery", "--index", str(sample_index), *TEXT, PYTHONIOENCODING="latin-1"
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "Did you mean" in ended.stdout


def test_help_names_every_option() -> None:
    """--help lists the options of the design."""
    text = run("search", "--help").stdout
    for option in ("--index", "--json", "--page", "--size", "--sort", "--provider", "--topic",
                   "--in", "--from", "--to"):  # fmt: skip
        assert option in text
    text = run("serve", "-h").stdout
    for option in ("--index", "--host", "--port"):
        assert option in text
