"""The command line: output and exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.committing.storage import locked
from indexer.contract.settings import Settings
from indexer.syncing.sync import sync
from tests.support.articles import write_article, write_file
from tests.support.commands import environment, indexer


def test_sync_prints_a_summary(folder: Path, index: Path) -> None:
    """Results go to standard output; in a pipe nothing else is printed."""
    write_article(folder, "a")
    done = indexer("sync", folder, "--index", index)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("1 added: 1 article, generation 1.")
    again = indexer("sync", folder, "--index", index)
    assert again.stdout == "Nothing changed: 1 article, generation 1.\n"


def test_sync_prints_one_json_object(folder: Path, index: Path) -> None:
    """With ``--json`` standard output is one object, and failures are in it."""
    write_file(folder / "ä.md", "---\ntitle: 3\n---\n")
    done = indexer("sync", folder, "--index", index, "--json")
    assert (done.returncode, done.stderr) == (1, "")
    report = json.loads(done.stdout)
    assert report["failed"] == [
        {
            "path": "ä.md",
            "line": 2,
            "column": 8,
            "reason": "title must be text, not a number; put it in quotes",
            "kept": False,
        }
    ]


def test_failures_are_listed_on_standard_error(folder: Path, index: Path) -> None:
    """Failures are messages, and make the exit status 1."""
    write_file(folder / "a.md", "---\ntitle: 3\n---\n")
    done = indexer("sync", folder, "--index", index)
    assert done.returncode == 1
    assert done.stderr.startswith("a.md:2:8: title must be text")
    assert done.stdout.endswith("\n1 could not be read: 1 with a value of the wrong type.\n")


@pytest.mark.parametrize("command", ["", "sync", "watch", "rebuild", "status", "check"])
def test_help_is_one_letter_away(command: str) -> None:
    """``-h`` says what ``--help`` says."""
    short, long = (indexer(*command.split(), option) for option in ("-h", "--help"))
    assert (short.returncode, short.stderr) == (0, "")
    assert short.stdout == long.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sync", "missing"], "does not exist"),
        (["sync", "file"], "is not a folder"),
        (["sync", "articles", "--index", "file"], "is not a folder"),
        (["sync", "articles", "--index", "file/below"], "is not a folder"),
        (["sync", "articles", "--jobs", "0"], "--jobs"),
        (["sync", "articles", "--jobs", "many"], "--jobs"),
        (["sync"], "ARTICLES"),
        (["sync", "articles", "--colour"], "--colour"),
        (["nonsense"], "nonsense"),
        (["status", "--index", "missing"], "There is no index in missing yet"),
        (["check", "--index", "missing"], "There is no index in missing yet"),
    ],
)
def test_wrong_commands_exit_with_2(
    folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    """What is wrong with the command is said on standard error."""
    monkeypatch.chdir(folder.parent)
    Path("file").write_text("x")
    done = indexer(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("variable", ["", "unset"])
def test_an_empty_name_is_not_the_current_folder(folder: Path, index: Path, variable: str) -> None:
    """What an unset variable leaves of a command never syncs, or fills, the current folder."""
    write_article(folder, "a")
    if variable == "unset":
        wrong = [indexer("status", CUTTINGS_INDEX=""), indexer("sync", folder, CUTTINGS_INDEX="")]
    else:
        wrong = [indexer("sync", "", "--index", index), indexer("sync", folder, "--index", "")]
    for result in wrong:
        assert result.returncode == 2
        assert "is empty" in result.stderr
    assert not index.exists()


def test_a_result_that_cannot_be_printed_is_not_said_to_be_undone(
    folder: Path, index: Path
) -> None:
    """If the output's disk is full, nobody is told that the index is as it was."""
    write_article(folder, "a")
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [sys.executable, "-m", "indexer", "sync", folder, "--index", index],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            text=True,
            check=False,
        )
    assert result.returncode == 2
    assert "as it was" not in result.stderr
    assert indexer("status", "--index", index).returncode == 0


def test_unknown_settings_exit_with_2(folder: Path, index: Path) -> None:
    """A setting in the environment that does not exist is named."""
    done = indexer("sync", folder, "--index", index, CUTTINGS_INDEXX="x")
    assert done.returncode == 2
    assert "CUTTINGS_INDEXX" in done.stderr


def test_settings_come_from_the_environment(folder: Path, index: Path) -> None:
    """``CUTTINGS_INDEX`` says where the index is; the option wins over it."""
    assert indexer("sync", folder, CUTTINGS_INDEX=str(index)).returncode == 0
    assert index.is_dir()
    assert indexer("status", "--index", index, CUTTINGS_INDEX="/nowhere").returncode == 0


def test_a_second_sync_exits_with_3(folder: Path, index: Path) -> None:
    """While another process holds the index, sync and rebuild say so; reading still works."""
    write_article(folder, "a")
    indexer("sync", folder, "--index", index)
    with locked(index):
        for command in ("sync", "rebuild"):
            done = indexer(command, folder, "--index", index)
            assert done.returncode == 3
            assert "Another sync is running" in done.stderr
        assert indexer("status", "--index", index).returncode == 0
        assert indexer("check", "--index", index).returncode == 0


def test_a_damaged_index_exits_with_4(folder: Path, index: Path) -> None:
    """Every command says what mends a damaged index, and rebuild does."""
    write_article(folder, "a")
    indexer("sync", folder, "--index", index)
    (segment,) = index.glob("*.seg")
    segment.write_bytes(b"")
    for command in (["sync", str(folder)], ["status"], ["check"]):
        done = indexer(*command, "--index", index)
        assert done.returncode == 4
        assert "python -m indexer rebuild" in done.stderr
        assert "Traceback" not in done.stderr
    assert indexer("rebuild", folder, "--index", index).returncode == 0
    assert indexer("check", "--index", index).returncode == 0


def test_a_rebuild_says_what_it_could_not_take_over(folder: Path, index: Path) -> None:
    """A damaged old index is one line on standard error, or in the JSON, and no failure."""
    write_article(folder, "a")
    sync(folder, Settings(index=index, jobs=1))
    for option in ((), ("--json",)):
        (contents,) = index.glob("*.toc")
        contents.write_bytes(b"garbled")
        done = indexer("rebuild", folder, "--index", index, *option)
        assert done.returncode == 0
        said = json.loads(done.stdout)["notes"][0] + "\n" if option else done.stderr
        assert said.startswith("The old index could not be read (")
        assert said.endswith("): all articles count as first indexed now.\n")


@pytest.mark.parametrize("command", ["sync", "rebuild"])
def test_what_is_refused_is_said_with_a_status_of_its_own(
    folder: Path, settings: Settings, command: str
) -> None:
    """Exit status 5, one line, and with ``--json`` an object that says what was seen."""
    for number in range(101):
        write_article(folder, f"{number}")
    sync(folder, settings)
    empty = folder.parent / "empty"
    empty.mkdir()
    arguments = (command, empty, "--index", settings.index)
    done = indexer(*arguments)
    assert (done.returncode, done.stdout) == (5, "")
    assert done.stderr.startswith(f"Error: The folder {empty} has no article files, and the index ")
    assert done.stderr.count("\n") == 1
    as_json = indexer(*arguments, "--json")
    assert (as_json.returncode, as_json.stderr) == (5, done.stderr)
    report = json.loads(as_json.stdout)
    assert (report["articles"], report["deleted"], report["generation"]) == (101, 0, 1)
    assert report["refused"] == {
        "files": 0, "articles": 101, "deleted": 101, "removed": 0, "versions": [],
        "message": done.stderr.removeprefix("Error: ").rstrip(),
    }  # fmt: skip
    allowed = indexer(*arguments, "--allow-deletions", "--json")
    assert allowed.returncode == 0
    report = json.loads(allowed.stdout)
    assert (report["articles"], "refused" in report) == (0, False)


@pytest.mark.parametrize("time", ["", "1", "0s", "soon"])
def test_how_often_to_check_has_a_unit(index: Path, time: str) -> None:
    """What is no time is an error of the command."""
    done = indexer("check", "--index", index, "--every", time)
    assert done.returncode == 2
    assert "is no time such as 90s, 30m, 12h or 1d" in done.stderr


def test_status_and_check_print_json(folder: Path, settings: Settings) -> None:
    """Both print one object."""
    write_article(folder, "a")
    sync(folder, settings)
    status = json.loads(indexer("status", "--index", settings.index, "--json").stdout)
    assert (status["articles"], status["generation"]) == (1, 1)
    check = json.loads(indexer("check", "--index", settings.index, "--json").stdout)
    assert check == {"ok": True, "articles": 1, "segments": 1, "problems": [], "remarks": []}
