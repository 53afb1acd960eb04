"""The benchmark from end to end, on few articles."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.benchmark.articles.sources import SAMPLE_ARTICLES
from tests.benchmark.writing import BEGIN, END, LARGE, write_report

pytest.importorskip("tantivy", reason="the benchmark's peers are not installed")

from tests.benchmark.engines.sqlite_peer import Sqlite
from tests.benchmark.searching import bench
from tests.benchmark.searching.choosing import OPENING, choose_questions
from tests.benchmark.searching.cold import Cold, measure_cold, opening_of, split
from tests.benchmark.searching.questions import Question
from tests.benchmark.searching.roster import ABSENT, ENGINES

_COLD = Cold(times={}, opened=0.1, first=0.1, memory=1, private=1, peak=1)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that a run of the benchmark kept its indexes and its report in.

    Cold times are left out: each engine would need several processes.
    """
    folder = tmp_path_factory.mktemp("bench")
    options = {
        "--articles": 300,
        "--rounds": 1,
        "--corpus": SAMPLE_ARTICLES,
        "--keep": folder,
        "--write": folder / "performance.md",
    }
    arguments = [str(part) for option in options.items() for part in option]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bench, "measure_cold", lambda *_: _COLD)
        patch.setattr(bench, "RUNS", 1)
        done = CliRunner().invoke(bench.main, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    return folder


def test_every_engine_answers(kept: Path) -> None:
    """The report has a column for each engine and says where they differ."""
    report = (kept / "performance.md").read_text()
    head = next(line for line in report.splitlines() if line.startswith("| kind"))
    for engine in ENGINES:
        assert engine.name in head
    assert "Whoosh: the same totals" in report
    assert "/api/search: the same totals" in report
    assert "FTS5 has no fuzzy search" in report
    assert all(sentence in report for sentence in ABSENT)


@pytest.mark.parametrize("peer", ["bm25s", "DuckDB FTS"])
def test_a_peer_finds_what_cuttings_finds(kept: Path, peer: str) -> None:
    """Where it can answer, its totals and counts are the same; where it cannot, it says why."""
    if peer not in {engine.name for engine in ENGINES}:
        pytest.skip(f"{peer} is not installed")
    report = (kept / "performance.md").read_text()
    (line,) = (line for line in report.splitlines() if f"{peer}: the same totals" in line)
    assert "other counts" not in line
    assert f"{peer}: " in report.replace(line, "")
    assert "no phrases" in report


def test_figures_stand_beside_tantivy_too(kept: Path) -> None:
    """Times, each kind of question and the index's size are compared with tantivy's."""
    rows = [line.split(" | ") for line in (kept / "performance.md").read_text().splitlines()]
    column = next(row for row in rows if "tantivy" in row).index("tantivy")
    for name in ("warm, times tantivy", "index on disk, times tantivy"):
        (row,) = (row for row in rows if row[0] == f"| {name}")
        assert row[column] == "1.00"
    assert ["### Times tantivy, by kind of question"] in rows


def test_questions_are_many_and_of_many_kinds(kept: Path) -> None:
    """At least forty questions, chosen alike each time, no two the same."""
    questions = choose_questions(kept / "cuttings")
    assert questions == choose_questions(kept / "cuttings")
    assert len(set(questions)) == len(questions) >= 40
    assert len({question.kind for question in questions}) >= 20


def test_no_word_is_asked_twice_of_a_cold_engine(kept: Path) -> None:
    """The questions of one process share no word."""
    for session in split(choose_questions(kept / "cuttings")):
        words = [word for question in session for word in question.words]
        assert len(words) == len(set(words))


def test_cold_engines_run_in_processes_of_their_own(kept: Path) -> None:
    """Each question has a time, and the process a size."""
    questions = choose_questions(kept / "cuttings")[:2]
    found = measure_cold(Sqlite, kept / "sqlite", questions, OPENING)
    assert set(found.times) == set(questions)
    assert 0 < found.private < found.memory <= found.peak


def test_a_cold_engine_is_opened_with_what_makes_nothing_warm() -> None:
    """Who cannot answer the usual first question is asked one that shares no word."""
    shared = [Question("two words", all_of=("ferry", other)) for other in ("strike", "port")]
    alone = Question("one word", all_of=("tide",))
    assert opening_of([*shared, alone, OPENING], OPENING) == OPENING
    assert opening_of([*shared, alone], OPENING) == alone
    assert opening_of([], OPENING) == OPENING


@pytest.mark.parametrize(
    ("articles", "mark", "other"), [(100_000, BEGIN, LARGE), (1_000_000, LARGE, BEGIN)]
)
def test_a_report_of_a_million_has_its_own_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, articles: int, mark: str, other: str
) -> None:
    """The report of 100,000 articles and that of a million do not replace each other."""
    for name, found in {"run": "", "markdown": "found", "details": ""}.items():
        monkeypatch.setattr(bench, name, lambda *_, found=found: found)
    document = tmp_path / "performance.md"
    options = ["--articles", str(articles), "--keep", tmp_path, "--write", document]
    done = CliRunner().invoke(bench.main, list(map(str, options)), catch_exceptions=False)
    assert done.exit_code == 0
    text = document.read_text()
    assert f"{mark}\n\nfound\n" in text
    assert f"{other}\n{END}" in text


def test_the_text_round_a_report_stays(tmp_path: Path) -> None:
    """Only what stands between the marks is replaced."""
    document = tmp_path / "performance.md"
    document.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    write_report(document, "new")
    assert document.read_text() == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"
    document.write_text("no marks")
    with pytest.raises(ValueError, match="no marks"):
        write_report(document, "new")
