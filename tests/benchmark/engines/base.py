"""What the benchmark wants of an engine."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar, Self

from indexer.contract.article import Article
from tests.benchmark.searching.questions import Answer, Question


class Engine(ABC):
    """An index, opened by one engine, that answers questions.

    Attributes:
        name: what the report calls it.
        index: the kind of index that it reads; engines may share one.
        seldom: whether it is so slow that it is asked less often.
    """

    name: ClassVar[str]
    index: ClassVar[str]
    seldom: ClassVar[bool] = False

    @classmethod
    def unavailable(cls) -> str | None:
        """Return why the engine cannot work on this machine, or None when it can."""
        return None

    @classmethod
    @abstractmethod
    def writer(cls) -> str:
        """Tell one way in which the index is written from others."""

    @classmethod
    @abstractmethod
    def build(cls, folder: Path, articles: Iterable[Article]) -> None:
        """Write an index of the articles into an empty folder."""

    @classmethod
    @abstractmethod
    def open(cls, folder: Path) -> Self:
        """Open the index in a folder."""

    @abstractmethod
    def ask(self, question: Question) -> Any:
        """Answer a question. This is what is measured."""

    def read(self, answered: Any) -> Answer:
        """Return the answer in what :meth:`ask` returned."""
        assert isinstance(answered, Answer)
        return answered

    def settle(self) -> None:
        """Wait until the engine does nothing in the background."""
        return

    def refusal(self, question: Question) -> str | None:
        """Return why the engine cannot answer a question, or None when it can."""
        return None

    @abstractmethod
    def close(self) -> None:
        """Close the index."""
