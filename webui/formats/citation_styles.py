"""Citations for readers: in the styles of APA, MLA and Chicago.

The index knows no authors. So the title comes first, as the manuals have it, and the
provider is the website. Titles stay in the case that they have. citeproc-py would need
lxml, and style files that are larger than Cuttings.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from webui.formats.citation_source import Cited, name_of, published_of, site_of, url_of
from webui.formats.date_texts import MONTHS

MLA_MONTHS = (
    "Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.",
)  # fmt: skip

_STOPS = (".", "?", "!", "…", "。", "？", "！")
_CLOSING_QUOTES = "\"”'’»"
# Double quotation marks within double quotation marks are single.
_INNER_QUOTES = str.maketrans('“”"', "‘’'")

Run = tuple[str, bool]
"""A piece of text, and whether it is set in italics."""


def apa(article: Cited) -> list[Run]:
    """Write ``*Title*. (2021, August 26). Site. URL`` in APA style.

    Publication Manual of the American Psychological Association, 7th edition, sections 9.12
    (no author), 9.17 (no date) and 10.16 (webpages on news websites).
    """
    title, site, url = _title(article), site_of(article), url_of(article)
    published = published_of(article)
    day = f"{published.year}, {_month_day(published)}" if published else "n.d."
    return _spaced(
        [(title, True), (_stop(title), False)],
        [(f"({day}).", False)],
        [(site + _stop(site), False)] if site else [],
        [(url, False)],
    )


def mla(article: Cited, accessed: date) -> list[Run]:
    """Write ``“Title.” *Site*, 26 Aug. 2021, example.org/1.`` in MLA style.

    MLA Handbook, 9th edition, chapter 5 (https://style.mla.org/works-cited/): what is missing
    is left out, and so is the protocol of a URL; a page without a date has that of the access.
    """
    published = published_of(article)
    url = url_of(article).removeprefix("https://").removeprefix("http://")
    elements = [(site_of(article), True), (_mla_date(published), False), (url, False)]
    known = [run for run in elements if run[0]]
    container = [piece for run in known for piece in (run, (", ", False))]
    if known:
        container[-1] = (_stop(known[-1][0]), False)
    seen = f"Accessed {_mla_date(accessed)}." if url and not published else ""
    return _spaced([(_quoted(article), False)], container, [(seen, False)])


def chicago(article: Cited, accessed: date) -> list[Run]:
    """Write ``“Title.” *Site*, August 26, 2021. URL.`` in Chicago style.

    The Chicago Manual of Style, 17th edition, sections 14.191 and 14.206 to 14.207: an entry
    of the bibliography; a page without a date has that of the access.
    """
    site, url, published = site_of(article), url_of(article), published_of(article)
    day = f"{_month_day(published)}, {published.year}." if published else "n.d."
    seen = f"Accessed {_month_day(accessed)}, {accessed.year}." if url and not published else ""
    return _spaced(
        [(_quoted(article), False)],
        [(site, True), (", " if site else "", False), (day, False)],
        [(seen, False)],
        [(url + _stop(url), False)] if url else [],
    )


def _spaced(*parts: Sequence[Run]) -> list[Run]:
    """Put what is not empty one after the other, with spaces between."""
    runs: list[Run] = []
    for part in parts:
        if any(text for text, _ in part):
            runs += [(" ", False)] if runs else []
            runs += part
    return runs


def _title(article: Cited) -> str:
    """Return the title without a mark that promises more."""
    return name_of(article).rstrip(" ,;:") or name_of(article)


def _quoted(article: Cited) -> str:
    """Return the title in quotation marks, and within them the full stop that it may need."""
    title = _title(article)
    inner = title.rstrip('"”')
    return f"“{(inner + _stop(inner) + title[len(inner) :]).translate(_INNER_QUOTES)}”"


def _stop(text: str) -> str:
    """Return the full stop that a text needs, or nothing."""
    return "" if text.rstrip(_CLOSING_QUOTES).endswith(_STOPS) else "."


def _month_day(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.day}"


def _mla_date(day: date | None) -> str:
    return f"{day.day} {MLA_MONTHS[day.month - 1]} {day.year}" if day else ""
