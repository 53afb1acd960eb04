"""The command that reads a coded sample."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.webui.coding.tables import rows
from tests.webui.test_cli import run

ROOT = Path(__file__).parents[3]
FERRY, BROADER = ROOT / "examples/ferry_coded.csv", ROOT / "examples/broader_coded.csv"


def sessions() -> list[tuple[str, str]]:
    """Return each command of the page with what it prints there."""
    text = (ROOT / "docs" / "research" / "reliability.md").read_text()
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    return [
        (command, printed)
        for block in blocks
        for command, printed in re.findall(
            r"^\$ python -m webui (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE
        )
    ]


@pytest.mark.parametrize(("command", "printed"), sessions())
def test_the_page_shows_what_is_printed(
    sample_index: Path, monkeypatch: pytest.MonkeyPatch, command: str, printed: str
) -> None:
    """Each command in docs/research/reliability.md prints what stands below it."""
    monkeypatch.chdir(ROOT)
    ended = run(*shlex.split(command), CUTTINGS_INDEX=str(sample_index))
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert ended.stdout == printed


def test_json_has_all_of_it(sample_index: Path) -> None:
    """With --json, one object has precision, recall, each alpha and where coders differ."""
    ended = run("reliability", str(FERRY), "--json", "--broader", str(BROADER), "--query", "ferry",
                "--index", str(sample_index))  # fmt: skip
    assert (ended.exit_code, ended.stderr) == (0, "")
    found = json.loads(ended.stdout)
    assert [one["coder"] for one in found["precision"]] == ["anna", "ben", "majority"]
    assert (found["recall"]["count"], found["recall"]["of"]) == (12, 13)
    assert [one["name"] for one in found["variables"]] == ["relevant", "tone"]
    assert len(found["variables"][0]["disagreements"]) == 2


def test_found_says_what_query_says(sample_index: Path, tmp_path: Path) -> None:
    """An export of all that the search finds gives the recall that the search gives."""
    hits = json.loads(
        run("search", "ferry", "--json", "--size", "50", "--index", str(sample_index)).stdout
    )["hits"]
    (tmp_path / "ids.txt").write_text("\n".join(hit["id"] for hit in hits))
    common = ("reliability", str(FERRY), "--json", "--broader", str(BROADER))
    by_query = run(*common, "--query", "ferry", "--index", str(sample_index))
    by_export = run(*common, "--found", str(tmp_path / "ids.txt"))
    assert json.loads(by_query.stdout) == json.loads(by_export.stdout)


def test_what_is_not_in_the_index_is_left_out(sample_index: Path, tmp_path: Path) -> None:
    """An article that is gone is not held against the search; more ids than fit on a page do."""
    text = BROADER.read_text() + "".join(f"gone/{n},Gone,2022-01-01,1\n" for n in range(150))
    (tmp_path / "broader.csv").write_text(text)
    ended = run("reliability", str(FERRY), "--json", "--broader", str(tmp_path / "broader.csv"),
                "--query", "ferry", "--index", str(sample_index))  # fmt: skip
    found = json.loads(ended.stdout)["recall"]
    assert (found["count"], found["of"], found["not_in_index"]) == (12, 13, 150)


def test_notices_of_the_query_are_told(sample_index: Path) -> None:
    """A query that may be meant otherwise is said to be."""
    ended = run("reliability", str(FERRY), "--broader", str(BROADER), "--query", "ferry or boat",
                "--index", str(sample_index))  # fmt: skip
    assert "\nNote: --query: " in ended.stdout


def test_weights_and_resamples_are_explained(tmp_path: Path) -> None:
    """Where weights differ, or an interval is rough, a line says so."""
    lines = rows("id,weight,relevant_a,relevant_b", "21111111", "11111110", "11111111")
    (tmp_path / "coded.csv").write_text(lines)
    printed = run("reliability", str(tmp_path / "coded.csv")).stdout
    assert "effective sample of" in printed
    assert "resamples have one value only" in printed


@pytest.mark.parametrize(
    ("columns", "said"),
    [(("111", "111"), "relevant: all values are “yes”, so there is no alpha."),
     (("1..", ".11"), "relevant: no article has values of two coders")],
)  # fmt: skip
def test_where_there_is_no_alpha_it_is_said_why(
    tmp_path: Path, columns: tuple[str, str], said: str
) -> None:
    """A variable that nothing can be said of has a line that says so."""
    (tmp_path / "coded.csv").write_text(rows("id,relevant_a,relevant_b", *columns))
    ended = run("reliability", str(tmp_path / "coded.csv"))
    assert ended.exit_code == 0
    assert said in ended.stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--level", "metric"), "--level must be one of"),
        (("--level", "tune=ordinal"), "No variable is called “tune”"),
        (("--variable", "tone"), "--variable must be a name and columns"),
        (("--variable", "tone=x,y"), "has no column “x”"),
        (("--coders", "carla"), "coder “carla”"),
        (("--relevant", "nothing"), "No variable is called “nothing”"),
        (("--relevant", "tone"), "neither yes nor no"),
        (("--blank", "perhaps"), "--blank"),
        (("--found", "x.csv"), "needs --broader"),
        (("--broader", "x.csv"), "either --found or --query"),
        (("--broader", "none.csv", "--query", "x"), "none.csv"),
    ],
)
def test_what_cannot_be_read_is_named(options: tuple[str, ...], said: str) -> None:
    """The status is 2, the message names the option or the column, and nothing else is printed."""
    ended = run("reliability", str(FERRY), *options)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert said in ended.stderr


def test_a_missing_file_and_a_missing_index_are_named(tmp_path: Path) -> None:
    """Either is an error with status 2 that says what is not there."""
    ended = run("reliability", str(tmp_path / "none.csv"))
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "none.csv" in ended.stderr
    ended = run("reliability", str(FERRY), "--broader", str(BROADER), "--query", "x", "--index",
                str(tmp_path / "none"))  # fmt: skip
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "python -m indexer sync ARTICLES" in ended.stderr
