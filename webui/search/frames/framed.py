"""Answers that can become frames; otherwise they are what the API answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from webui.search.frames.framing import frame_of
from webui.search.results.audit import Audit
from webui.search.results.comparison import Comparison
from webui.search.results.search import DateFacet
from webui.search.results.whole.coverage import CoverageTable

if TYPE_CHECKING:
    import pandas as pd

_Answer = TypeVar("_Answer", bound=BaseModel)

_SHARE = ("ratio", "low", "high")


def framed(kind: type[_Answer], result: BaseModel) -> _Answer:
    """Return a result as the kind of answer that is made of it."""
    return kind.model_construct(**{name: getattr(result, name) for name in kind.model_fields})


class OverTime(DateFacet):
    """What was found over time."""

    def frame(self) -> pd.DataFrame:
        """Return a row for each bucket, without gaps; shares have their 95 % intervals."""
        return _of(("start", "end", "count", "all", *_SHARE, "providers"), self.buckets)


class Compared(Comparison):
    """What several queries find."""

    def frame(self) -> pd.DataFrame:
        """Return a row for each query and bucket."""
        columns = ("start", "end", "matching", "total", *_SHARE, "providers")
        rows = [
            (query.text, *_values(bucket, columns))
            for query in self.queries
            for bucket in query.buckets
        ]
        return frame_of(("query", *columns), rows)

    def totals(self) -> pd.DataFrame:
        """Return a row for each query, over all time that was asked for."""
        columns = ("total", "matching", *_SHARE, "missing")
        rows = [(query.text, *_values(query, columns)) for query in self.queries]
        return frame_of(("query", *columns), rows)


class Coverage(CoverageTable):
    """Who covers what was found."""

    def frame(self) -> pd.DataFrame:
        """Return a row for each provider; those that are silent come last, with no hits."""
        columns = ("provider", "count", "output", "share", "low", "high", "expected")
        rows = [
            (*_values(row, (*columns, "first", "last")), None, None) for row in self.rows
        ] + [
            (s.provider, 0, s.output, 0, None if s.high is None else 0, s.high, s.expected,
             None, None, s.chance, s.telling)
            for s in self.silent
        ]  # fmt: skip
        return frame_of((*columns, "first", "last", "chance", "telling"), rows)


class Audited(Audit):
    """What a search string does."""

    def frame(self) -> pd.DataFrame:
        """Return a row for each clause: what it finds, and what only it brings."""
        return _of(("text", "total", "without", "only"), self.clauses)

    def word_forms(self) -> pd.DataFrame:
        """Return a row for each form of each word that stands for several."""
        rows = [(word.word, f.form, f.total) for word in self.forms for f in word.forms]
        return frame_of(("word", "form", "total"), rows)

    def missing_words(self) -> pd.DataFrame:
        """Return a row for each word that the search string may lack."""
        columns = ("text", "total", "adds", "log_likelihood", "log_ratio")
        return _of((*columns, "articles", "among", "elsewhere"), self.missing)


def _of(columns: Sequence[str], rows: Iterable[object]) -> pd.DataFrame:
    return frame_of(columns, [_values(row, columns) for row in rows])


def _values(row: object, columns: Sequence[str]) -> list[Any]:
    return [getattr(row, name) for name in columns]
