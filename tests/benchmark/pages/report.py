"""What was measured of pages, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tests.benchmark.pages.measuring import Measured
from tests.benchmark.pages.requests import (
    AUDIT,
    COMPARE,
    COVERAGE,
    KINDS,
    PAGES,
    SEARCH,
    SUGGEST,
    Request,
)
from tests.benchmark.searching.report import milliseconds
from tests.benchmark.searching.statistic import percentile
from tests.benchmark.writing import table

TIMES = "### Times and sizes of pages"
AIMS = "### Aims"

_P95 = 0.95

# Medians; milliseconds, and thousands of bytes.
_PAGE_MS = 12
_SUGGEST_MS = 30
_AUDIT_MS = 200
_HTML_KB = 60
_FILES_KB = 60


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that one run found.

    Attributes:
        articles: how many were searched.
        source: what they were generated from.
        surroundings: the machine, and the versions of what took part.
        rounds: that were counted.
        measured: by request.
        files: sizes of the scripts and styles of a search page, by address; not timed.
    """

    articles: int
    source: str
    surroundings: str
    rounds: int
    measured: Mapping[Request, Measured]
    files: Mapping[str, Measured]


def markdown(result: Result) -> str:
    """Return the report."""
    head = ["", "requests", "median (ms)", "p95 (ms)", "KB", "KB compressed"]
    parts = [
        f"{result.articles:,} articles, generated from {result.source}; "
        f"{len(result.measured)} requests. {result.surroundings}.",
        TIMES,
        f"All times of {result.rounds} rounds; medians of the sizes.",
        table(head, _rows(result.measured)),
        AIMS,
        table(["", "measured", "aim", "met"], _aims(result)),
    ]
    return "\n\n".join(parts)


def _rows(measured: Mapping[Request, Measured]) -> Iterator[list[str]]:
    for page in PAGES:
        yield _row(page, _of_page(measured, page))
        for kind in KINDS:
            of_kind = [found for request, found in measured.items() if request.kind == kind]
            if page == SEARCH and of_kind:
                yield _row(f"{page}: {kind}", of_kind)


def _row(name: str, found: Sequence[Measured]) -> list[str]:
    times = _times(found)
    return [
        name,
        str(len(found)),
        milliseconds(median(times)),
        milliseconds(percentile(times, _P95)),
        _kilobytes(median(each.size for each in found)),
        _kilobytes(median(each.sent for each in found)),
    ]


def _aims(result: Result) -> Iterator[list[str]]:
    page, suggestions, audits = (
        _of_page(result.measured, name) for name in (SEARCH, SUGGEST, AUDIT)
    )
    files = result.files.values()
    plain, sent = sum(each.size for each in files), sum(each.sent for each in files)
    for name in (SEARCH, COVERAGE, COMPARE):
        times = _times(_of_page(result.measured, name))
        yield _aim(f"{name}, median (ms)", median(times) * 1e3, _PAGE_MS)
    yield _aim("suggestions, median (ms)", median(_times(suggestions)) * 1e3, _SUGGEST_MS)
    yield _aim("checks of search strings, median (ms)", median(_times(audits)) * 1e3, _AUDIT_MS)
    html = median(each.sent for each in page)
    yield _aim("HTML of a search page, compressed, median (KB)", html / 1e3, _HTML_KB)
    name = f"its {len(files)} scripts and styles, compressed from {_kilobytes(plain)} KB (KB)"
    yield _aim(name, sent / 1e3, _FILES_KB)


def _aim(name: str, measured: float, aim: int) -> list[str]:
    return [name, f"{measured:.1f}", f"< {aim}", "yes" if measured < aim else "no"]


def _of_page(measured: Mapping[Request, Measured], page: str) -> list[Measured]:
    return [found for request, found in measured.items() if request.page == page]


def _times(found: Sequence[Measured]) -> list[float]:
    return [seconds for each in found for seconds in each.times]


def _kilobytes(size: float) -> str:
    return f"{size / 1e3:.1f}"
