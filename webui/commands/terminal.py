"""Results on a terminal: a table that fits its width, or a list with addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import click

from webui.search.results.base import Notice, ProviderName
from webui.search.results.search import Hit, SearchResult

# What would move the cursor, colour the rest or turn the order of a line round.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")

_LEAST_TITLE = 20
_MOST_PROVIDER = 28
_DATE = 10


def as_text(result: SearchResult) -> str:
    """Write a page of results, each with its address below."""
    lines = [*_before(result), _counted(result)]
    for number, hit in _numbered(result):
        lines += ["", f"{number}. {plain(hit.title)}"]
        lines.append(f"   {_provider(hit.provider)}, {_day(hit)}")
        lines += [f"   {plain(hit.url)}"] if hit.url else []
    return "\n".join(lines)


def as_table(result: SearchResult, width: int) -> str:
    """Write a page of results, one line each.

    Args:
        result: the page.
        width: of the terminal, in columns. What does not fit is cut off.
    """
    rows = [
        (str(number), plain(hit.title), _provider(hit.provider), _day(hit))
        for number, hit in _numbered(result)
    ]
    lines = _before(result)
    if rows:
        numbers = max(len(row[0]) for row in rows)
        providers = min(
            max(map(columns_of, ("Provider", *(row[2] for row in rows)))), _MOST_PROVIDER
        )
        title = max(width - numbers - providers - _DATE - 6, _LEAST_TITLE)
        title = min(title, max(map(columns_of, ("Title", *(row[1] for row in rows)))))
        widths = (numbers, title, providers)
        lines.append(click.style(_line(("", "Title", "Provider", "Published"), widths), bold=True))
        lines += [_line(row, widths) for row in rows]
    first, pages = (result.page - 1) * result.size, result.stories or result.total
    counted = _counted(result)
    if len(rows) < pages:
        shown = f"{first + 1:,} to {first + len(rows):,} shown" if rows else "none on this page"
        counted += f"; {shown}"
        counted += f", more with --page {result.page + 1}" if first + len(rows) < pages else ""
    return "\n".join([*lines, counted])


def notes_of(notices: list[Notice]) -> Iterator[str]:
    """Yield a line for each thing that the reader should know about the search."""
    for notice in notices:
        instead = ""
        if notice.query is not None and notice.query not in notice.message:
            label = "See it" if notice.code == "mixed_operators" else "Search instead for"
            instead = f" {label}: {notice.query}"
        yield plain(f"Note: {notice.message}{instead}")


def _before(result: SearchResult) -> list[str]:
    lines = [*notes_of(result.notices)]
    if added := result.query.added:
        lines.append(plain(f"Also ranked by words of the best hits: {', '.join(added)}."))
    return lines + [f"Did you mean “{s.text}”? It finds {s.total:,}." for s in result.suggestions]


def _counted(result: SearchResult) -> str:
    counted = f"{result.total:,} {'article' if result.total == 1 else 'articles'}"
    if result.sample is not None:
        counted += f", drawn from {result.sample.articles:,}"
    if result.stories is not None:
        counted += f", {result.stories:,} {'story' if result.stories == 1 else 'stories'}"
    if since := result.as_of:
        generation = f"generation {since.generation}"
        counted += f"; since {generation} {since.came:,} came and {since.changed:,} changed"
    return counted


def _numbered(result: SearchResult) -> Iterator[tuple[int, Hit]]:
    return enumerate(result.hits, (result.page - 1) * result.size + 1)


def _provider(provider: ProviderName | None) -> str:
    return plain(provider.label) if provider else "no provider"


def _day(hit: Hit) -> str:
    return hit.published[:10] if hit.published else "no date"


def plain(text: str) -> str:
    """Return a text without what a terminal would obey."""
    return _CONTROLS.sub(" ", text)


def _line(row: tuple[str, str, str, str], widths: tuple[int, int, int]) -> str:
    number, title, provider, day = row
    cells = (number.rjust(widths[0]), fitted(title, widths[1]), fitted(provider, widths[2]), day)
    return "  ".join(cells)


def fitted(text: str, width: int) -> str:
    """Fill a text up to some columns, or cut it off."""
    if (columns := columns_of(text)) <= width:
        return text + " " * (width - columns)
    kept, used = "", 0
    for character in text:
        used += columns_of(character)
        if used >= width:
            break
        kept += character
    return fitted(f"{kept.rstrip()}…", width)


def columns_of(text: str) -> int:
    """Count the columns that a terminal takes for a text (Unicode, UAX 11)."""
    return sum(
        0 if unicodedata.category(c) in ("Mn", "Me", "Cf")
        else 2 if unicodedata.east_asian_width(c) in ("W", "F")
        else 1
        for c in text
    )  # fmt: skip
