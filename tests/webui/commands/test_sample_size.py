"""The command that says how many articles a sample needs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.webui.test_cli import run


@pytest.mark.parametrize(
    ("options", "begins"),
    [
        ((), "385: a share is then known to ±5 points, with 95% confidence."),
        (("--population", "1000"), "278 of 1,000: "),
        (("--margin", "2.5", "--confidence", "99"), "2,654: a share is then known to ±2.5 points"),
    ],
)
def test_sizes_are_said(options: tuple[str, ...], begins: str) -> None:
    """The number comes first, then what it is good for."""
    ended = run("sample-size", *options)
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert ended.stdout.startswith(begins)


def test_a_query_says_of_how_many(sample_index: Path) -> None:
    """The population is what a search finds; what is to be noted about it is told apart."""
    ended = run("sample-size", "", "--json", "--index", str(sample_index))
    assert json.loads(ended.stdout) == {
        "size": 68, "population": 81, "margin": 5, "confidence": 95, "share": 0.5,
    }  # fmt: skip
    ended = run("sample-size", "ferry or bridge", "--json", "--index", str(sample_index))
    assert ended.stderr.startswith("Note: ")
    assert json.loads(ended.stdout)["population"] > 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--population", "0"), "--population must be"),
        (("--margin", "0"), "--margin must be"),
        (("--margin", "nan"), "--margin must be"),
        (("--confidence", "100"), "--confidence must be"),
        (("--share", "1"), "--share must be"),
        (("--share", "x"), "--share"),
        (("ferry", "--population", "5"), "--population and QUERY"),
    ],
)
def test_numbers_that_mean_nothing_are_named(options: tuple[str, ...], said: str) -> None:
    """The status is 2 and the message names the option."""
    ended = run("sample-size", *options)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert said in ended.stderr


def test_nothing_found_is_an_error(sample_index: Path, tmp_path: Path) -> None:
    """Of nothing there is no sample, and without an index it is said what to run."""
    ended = run("sample-size", "title:zzzqqq", "--index", str(sample_index))
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "No article is found" in ended.stderr
    ended = run("sample-size", "x", "--index", str(tmp_path / "none"))
    assert ended.exit_code == 2
    assert "python -m indexer sync ARTICLES" in ended.stderr
