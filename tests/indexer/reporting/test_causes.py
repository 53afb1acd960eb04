"""The causes of failures: given where they are found out, counted in words."""

from __future__ import annotations

import json
import os
import pickle
from pathlib import Path

import pytest

from indexer.contract.settings import Settings, load_settings
from indexer.reporting.failure import ArticleError, Cause, Failure, by_cause
from indexer.syncing.files import FileToRead, Unreadable, read_file
from indexer.syncing.sync import sync
from tests.support.articles import write_article, write_file
from tests.support.folders import close_folder

WORDS = {
    Cause.NOT_YAML: "not YAML",
    Cause.NO_TITLE: "without a title",
    Cause.NO_FRONT_MATTER: "without front matter",
    Cause.UNCLOSED: "with unclosed front matter",
    Cause.EMPTY: "empty",
    Cause.BINARY: "binary",
    Cause.NOT_UTF8: "not UTF-8",
    Cause.TOO_LARGE: "too large",
    Cause.TOO_DEEP: "nested too deep",
    Cause.NOT_ACCESSIBLE: "not accessible",
    Cause.NOT_PLAIN_DATA: "more than plain data",
    Cause.WRONG_TYPE: "with a value of the wrong type",
    Cause.IMPOSSIBLE_VALUE: "with an impossible value",
    Cause.UNUSABLE_NAME: "with an unusable name",
    Cause.CONTRADICTION: "contradicting itself",
    Cause.OTHER: "other",
}

# Several reasons have one cause.
BROKEN = [
    (Cause.NOT_YAML, b"---\ntitle: [\n---\n"),
    (Cause.NOT_YAML, b"---\ntitle: x\n--- y\ntitle: y\n---\n"),
    (Cause.NOT_YAML, b"---\ntitle: *nowhere\n---\n"),
    (Cause.NOT_YAML, b"---\ntitle: not YAML \x07\n---\n"),
    (Cause.NO_TITLE, b"---\nexcerpt: x\n---\n"),
    (Cause.NO_TITLE, b"---\ntitle: <br>\n---\n"),
    (Cause.NO_FRONT_MATTER, b"# Title\n"),
    (Cause.UNCLOSED, b"---\ntitle: x\n"),
    (Cause.UNCLOSED, b"---"),
    (Cause.EMPTY, b"\n"),
    (Cause.BINARY, b"---\n\0"),
    (Cause.NOT_UTF8, b"---\ntitle: \xff\n---\n"),
    (Cause.TOO_LARGE, b"x" * 2000),
    (Cause.TOO_DEEP, b"---\ntitle: " + b"[" * 100 + b"]" * 100 + b"\n---\n"),
    (Cause.TOO_DEEP, b"---\n&a\n<<: *a\n---\n"),
    (Cause.NOT_PLAIN_DATA, b"---\ntitle: !!python/name:a.b x\n---\n"),
    (Cause.NOT_PLAIN_DATA, b"---\n{a: b}: c\n---\n"),
    (Cause.NOT_PLAIN_DATA, b"---\n<<: x\n---\n"),
    (Cause.WRONG_TYPE, b"---\ntitle: 3\n---\n"),
    (Cause.WRONG_TYPE, b"---\ntitle: x\nheat: y\n---\n"),
    (Cause.WRONG_TYPE, b"---\ntitle: x\ntopics: y\n---\n"),
    (Cause.WRONG_TYPE, b"---\ntitle: x\nprovider: y\n---\n"),
    (Cause.WRONG_TYPE, b"---\ntitle: x\nremoved: y\n---\n"),
    (Cause.IMPOSSIBLE_VALUE, b"---\ntitle: x\npublishedDateTime: 2021-13-45\n---\n"),
    (Cause.IMPOSSIBLE_VALUE, b"---\ntitle: x\npublishedDateTime: 9999-12-31T23:59:59-01:00\n---\n"),
    (Cause.IMPOSSIBLE_VALUE, b"---\ntitle: x\nheat: 1234567890123\n---\n"),
    (Cause.IMPOSSIBLE_VALUE, b"---\ntitle: x\nheat: !!int three\n---\n"),
]

ELSEWHERE = {Cause.NOT_ACCESSIBLE, Cause.UNUSABLE_NAME, Cause.CONTRADICTION, Cause.OTHER}
"""What does not come of an article's content has tests of its own."""


@pytest.mark.parametrize(("cause", "data"), BROKEN)
def test_broken_files_have_a_cause(folder: Path, cause: Cause, data: bytes) -> None:
    """A real file that fails names the cause, whatever the words of its reason."""
    write_file(folder / "a.md", data)
    outcome = read_file(folder, FileToRead("a.md", 0), max_bytes=1024)
    assert isinstance(outcome, Unreadable)
    assert outcome.cause is cause


def test_every_cause_is_provoked_here() -> None:
    """Whoever adds a cause adds a file that has it."""
    assert {cause for cause, _ in BROKEN} | ELSEWHERE == set(Cause)


@pytest.mark.parametrize("cause", Cause)
def test_causes_are_counted_in_words(cause: Cause) -> None:
    """What a summary says of a file reads after a number."""
    assert by_cause([cause] * 1200) == f"1,200 {WORDS[cause]}"


def test_names_have_a_cause(folder: Path, settings: Settings) -> None:
    """Files that their names rule out have a cause of their own."""
    write_article(folder, "x")
    (folder / "x.md").rename(folder / "a.markdown")
    write_file(folder / "a.markdown.md", "x")
    write_file(folder.joinpath(*["long" * 50] * 6) / "a.md", "x")
    write_file(Path(os.fsdecode(os.fsencode(folder) + b"/\xff.md")), "x")
    report = sync(folder, settings)
    assert {failure.cause for failure in report.failed} == {Cause.UNUSABLE_NAME}
    assert report.summary().endswith("3 could not be read: 3 with an unusable name.")


def test_what_the_system_refuses_has_a_cause(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that cannot be listed and a file that cannot be opened are counted together."""
    write_article(folder, "closed/a")
    loop = folder / "loop.md"
    loop.symlink_to(loop)
    outcome = read_file(folder, FileToRead(loop.name, 0), max_bytes=1024)
    assert isinstance(outcome, Unreadable)
    assert outcome.cause is Cause.NOT_ACCESSIBLE
    close_folder(monkeypatch, "closed")
    report = sync(folder, settings)
    assert report.summary().endswith("1 could not be read: 1 not accessible.")


def test_what_nobody_foresaw_has_a_cause(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistake of the parser is counted, too, and comes last."""
    for name in "abc":
        write_article(folder, name)
    write_file(folder / "d.md", "")

    def failing(_: str, data: bytes) -> None:
        raise KeyError("x") if data else ArticleError(Cause.EMPTY, "the file is empty")

    monkeypatch.setattr("indexer.syncing.files.read_article", failing)
    report = sync(folder, settings)
    assert report.summary().endswith("4 could not be read: 1 empty, 3 other.")


def test_what_is_quoted_does_not_choose_the_cause(folder: Path) -> None:
    """Whatever a file says, in however many words of ours, it is not taken for the cause."""
    write_file(folder / "a.md", "---\ntitle: !not-UTF-8 title is missing\n---\n")
    outcome = read_file(folder, FileToRead("a.md", 0), max_bytes=1024)
    assert isinstance(outcome, Unreadable)
    assert outcome.cause is Cause.NOT_PLAIN_DATA


@pytest.mark.slow
def test_causes_come_whole_out_of_other_processes(folder: Path, index: Path) -> None:
    """What several processes read is counted as what one reads, and an error can be sent, too."""
    for number in range(4000):
        write_file(folder / f"{number}.md", "")
    report = sync(folder, load_settings({"index": index, "jobs": 2}, {}))
    assert report.summary().endswith("4,000 could not be read: 4,000 empty.")
    error = pickle.loads(pickle.dumps(ArticleError(Cause.BINARY, "it is binary", 3, 4)))
    assert (error.cause, str(error), error.line, error.column) == (
        Cause.BINARY, "it is binary", 3, 4,
    )  # fmt: skip


def test_json_has_no_cause() -> None:
    """The object of a failure has exactly the names that are promised."""
    failure = Failure("a.md", 1, 2, Cause.EMPTY, "bad", kept=False)
    assert json.loads(json.dumps(failure.as_json())) == {
        "path": "a.md", "line": 1, "column": 2, "reason": "bad", "kept": False,
    }  # fmt: skip
