"""The benchmark of servers from end to end, on few articles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from click.testing import CliRunner
from werkzeug.datastructures import MultiDict

pytest.importorskip("tantivy", reason="the benchmark's peers are not installed")

from indexer.contract.settings import Settings
from tests.benchmark.articles.sources import SAMPLE_ARTICLES
from tests.benchmark.searching.choosing import choose_questions
from tests.benchmark.searching.questions import Question
from tests.benchmark.serving import bench
from tests.benchmark.serving.asking import Connection, ServerError, parsed, request_to
from tests.benchmark.serving.bench import address, asked_of
from tests.benchmark.serving.peer import application
from tests.benchmark.serving.reading import question_of
from tests.benchmark.serving.report import AIMS, ALL, EACH
from tests.benchmark.serving.servers import CUTTINGS, PEER, serving
from tests.benchmark.writing import END, SERVERS
from webui.app import create_app


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that a run of the benchmark kept its indexes and its report in."""
    folder = tmp_path_factory.mktemp("bench")
    (folder / "performance.md").write_text(f"before\n{SERVERS}\nnot measured yet\n{END}\nafter\n")
    options = {
        "--articles": 300,
        "--rounds": 1,
        "--seconds": 0.2,
        "--turns": 1,
        "--corpus": SAMPLE_ARTICLES,
        "--keep": folder,
        "--write": folder / "performance.md",
    }
    arguments = [str(part) for option in options.items() for part in option]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bench, "KINDS", (CUTTINGS, PEER))
        patch.setattr(bench, "_WARMING_SECONDS", 0.1)
        done = CliRunner().invoke(bench.main, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    return folder


@pytest.fixture(scope="module")
def questions(kept: Path) -> list[Question]:
    """Return all questions of the search benchmark."""
    return choose_questions(kept / "300" / "cuttings")


def rows(kept: Path, heading: str) -> list[list[str]]:
    """Return the cells of the table below a heading of the report."""
    text = (kept / "performance.md").read_text()
    below = text.partition(f"\n{heading}\n")[2].partition("\n### ")[0]
    lines = [line for line in below.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_every_question_and_every_crowd_has_its_numbers(kept: Path) -> None:
    """Both servers answered all questions, alone and in a crowd, and refused nothing."""
    found = {row[0]: row[1:] for row in rows(kept, ALL)}
    assert all(float(cell) > 0 for cell in found["crowd: answers a second"])
    assert found["crowd: refused"] == ["0", "0"]
    assert found["times the peer"][1] == "1.00"
    assert len(rows(kept, EACH)) == len(bench.ASKED)
    assert [row[0] for row in rows(kept, AIMS)] == [
        "latency, times the peer",
        f"answers a second, times the peer: {CUTTINGS.name}",
    ]


def test_the_report_stands_in_its_own_place(kept: Path) -> None:
    """The text round it stays, and nothing in it says where it was measured."""
    text = (kept / "performance.md").read_text()
    assert text.startswith(f"before\n{SERVERS}\n\n300 articles")
    assert text.endswith(f"\n\n{END}\nafter\n")
    assert str(kept) not in text


def test_the_peer_reads_what_is_asked(questions: list[Question]) -> None:
    """Every question comes back from its address, but for its kind."""
    for question in questions:
        asked = MultiDict(parse_qsl(address(question).partition("?")[2]))
        assert question_of(asked) == replace(question, kind="")


@pytest.fixture(scope="module")
def answers(kept: Path, questions: list[Question]) -> list[tuple[Any, Any]]:
    """Return what Cuttings and the peer answer to each question that is asked."""
    ours = create_app(Settings(index=kept / "300" / "cuttings")).test_client()
    peers = application(kept / "300" / "tantivy-served").test_client()
    addresses = [address(question) for question in asked_of(questions)]
    return [(ours.get(each).get_json(), peers.get(each).get_json()) for each in addresses]


def shape(value: Any) -> Iterator[str]:
    """Yield the names in a piece of JSON, those below others after a dot; of lists, the first."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from (f"{name}.{below}" for below in shape(inner))
    elif isinstance(value, list) and value:
        yield from shape(value[0])


def test_the_peer_answers_with_the_same_json(answers: list[tuple[Any, Any]]) -> None:
    """The names of all that is answered are the same, but where an article lacks something."""
    for ours, peers in answers:
        optional = {f"hits.{name}" for name in ("story", "provider")}
        different = set(shape(ours)) ^ set(shape(peers))
        assert not {
            name
            for name in different
            if not name.startswith((*optional, "suggestions", "notices", "query.filters"))
        }


def test_the_peer_finds_and_marks_the_same(answers: list[tuple[Any, Any]]) -> None:
    """Totals and counts agree for nearly all questions, and something is marked."""
    same = [ours["total"] == peers["total"] for ours, peers in answers]
    assert sum(same) >= len(same) - 2
    for ours, peers in answers:
        if ours["total"] == peers["total"]:
            assert sum(each["count"] for each in ours["facets"]["type"]) == sum(
                each["count"] for each in peers["facets"]["type"]
            )
    assert "<mark>" in answers[0][1]["hits"][0]["highlights"]["title"]


def test_an_answer_other_than_200_ends_the_benchmark(kept: Path) -> None:
    """What cannot be read is not measured but an error."""
    index = kept / "300" / "tantivy-served"
    with (
        serving(PEER, index, kept / "log") as server,
        Connection(server.port) as connection,
    ):
        assert parsed(connection.ask(request_to("/api/search")))["total"] == 300
        with pytest.raises(ServerError, match="404"):
            connection.ask(request_to("/nowhere"))
