"""What the benchmark leaves out, of engines that are slow or not there."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Self

import pytest

pytest.importorskip("tantivy", reason="the benchmark's peers are not installed")

from indexer.contract.article import Article
from tests.benchmark.engines.base import Engine
from tests.benchmark.searching import cold, measuring
from tests.benchmark.searching.cold import Cold
from tests.benchmark.searching.measuring import Measured, measure
from tests.benchmark.searching.omissions import omissions
from tests.benchmark.searching.questions import Answer, Question
from tests.benchmark.searching.roster import optional_engines

_QUESTIONS = [Question("one word", all_of=(word,)) for word in ("ferry", "strike", "tide")]
_ROUNDS = 4


class _Counting(Engine):
    """Counts what it is asked."""

    name = "counting"
    index = "none"

    def __init__(self) -> None:
        self.asked = 0

    @classmethod
    def writer(cls) -> str:
        return ""

    @classmethod
    def build(cls, folder: Path, articles: Iterable[Article]) -> None:
        return

    @classmethod
    def open(cls, folder: Path) -> Self:
        return cls()

    def ask(self, question: Question) -> Answer:
        self.asked += 1
        return Answer(0, [], [], [], {})

    def close(self) -> None:
        return


class _Seldom(_Counting):
    seldom = True


def _measured(engine: _Counting) -> Measured:
    return measure([engine], _QUESTIONS, _ROUNDS, lambda rounds: rounds)[engine.name]


def _left_out(kind: type[Engine], measured: Measured, asked_cold: Iterable[Question]) -> list[str]:
    found = Cold(dict.fromkeys(asked_cold, 1.0), opened=1, first=1, memory=1, private=1, peak=1)
    return omissions((kind,), {kind.name: measured}, {kind.name: found}, _ROUNDS)


def test_all_is_asked_of_an_engine_that_is_fast() -> None:
    """Each question once for the answer, and once in each round; nothing is left out."""
    engine = _Counting()
    measured = _measured(engine)
    assert engine.asked == len(_QUESTIONS) * (_ROUNDS + 1)
    assert _left_out(_Counting, measured, _QUESTIONS) == []


def test_who_is_asked_seldom_is_named() -> None:
    """An engine of few rounds is asked in these only, and the report says so."""
    engine = _Seldom()
    measured = _measured(engine)
    assert engine.asked == len(_QUESTIONS) * (measuring.SELDOM_ROUNDS + 1)
    assert _left_out(_Seldom, measured, _QUESTIONS) == ["counting: asked in 2 rounds only."]


def test_what_takes_too_long_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question beyond the patience has one time, and is not to be asked cold."""
    monkeypatch.setattr(measuring, "PATIENCE_SECONDS", 0)
    engine = _Counting()
    measured = _measured(engine)
    assert engine.asked == len(_QUESTIONS)
    assert measured.slow == _QUESTIONS
    assert _left_out(_Counting, measured, []) == [
        "counting: 3 questions took more than 0 s; they were asked once, and not cold."
    ]


def test_an_engine_is_given_up_when_its_budget_is_used_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """After that, nothing is asked of it, and the report says when that was."""
    monkeypatch.setattr(measuring, "BUDGET_SECONDS", 0)
    engine = _Counting()
    measured = _measured(engine)
    assert engine.asked == 1
    assert _left_out(_Counting, measured, _QUESTIONS) == [
        "counting: given up before the first round, after 0 s of answers."
    ]


def test_what_is_not_asked_cold_is_counted() -> None:
    """Questions that the cold budget left no time for are in the report."""
    measured = _measured(_Counting())
    assert _left_out(_Counting, measured, _QUESTIONS[:1]) == [
        f"counting: 2 more were not asked cold, after {cold.BUDGET_SECONDS:.0f} s of answers."
    ]


def test_engines_that_are_not_installed_take_no_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their place is empty, and a sentence says what is missing."""
    for module in ("bm25s_peer", "duckdb_peer"):
        monkeypatch.setitem(sys.modules, f"tests.benchmark.engines.{module}", None)
    engines, missing = optional_engines()
    assert engines == []
    assert [sentence.partition(":")[0] for sentence in missing] == [
        "bm25s takes no part",
        "DuckDB FTS takes no part",
    ]


def test_duckdb_without_its_extension_takes_no_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is downloaded: the extension comes with a package or was installed before."""
    pytest.importorskip("duckdb", reason="DuckDB is not installed")
    from tests.benchmark.engines import duckdb_peer

    monkeypatch.setattr(duckdb_peer, "_EXTENSION", "not_there")
    monkeypatch.setattr(duckdb_peer, "_INSTALLED", "not_there")
    reason = duckdb_peer.DuckDb.unavailable()
    assert reason is not None
    assert reason.startswith("its fts extension cannot be loaded")
