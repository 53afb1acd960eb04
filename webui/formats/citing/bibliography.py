"""Many articles cited in one style, in the order that a list of references has."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from webui.formats.citation_source import Cited, name_of
from webui.formats.citation_styles import Run, apa, chicago, mla
from webui.formats.citations import Citation, set_in

STYLES: dict[str, str] = {"apa": "APA", "mla": "MLA", "chicago": "Chicago"}
"""Names of the styles, by the parameter's value."""

_WRITERS: dict[str, Callable[[Cited, date], Sequence[Run]]] = {
    "apa": lambda article, _: apa(article),
    "mla": mla,
    "chicago": chicago,
}
_ARTICLES = ("a ", "an ", "the ")


def bibliography(articles: Iterable[Cited], style: str, accessed: date) -> list[Citation]:
    """Cite articles in one style, sorted as it has them.

    Without authors, all three sort by title, letter by letter, whatever the case, accents and
    punctuation, and pass over an initial English article (for APA, Publication Manual, 7th edition,
    section 9.49).

    Args:
        articles: in any order.
        style: a key of :data:`STYLES`.
        accessed: the day on which they were looked at.
    """
    write = _WRITERS[style]
    ordered = sorted(articles, key=lambda article: (_filed(name_of(article)), article.id))
    return [set_in(STYLES[style], write(article, accessed)) for article in ordered]


def _filed(title: str) -> str:
    """Return what a title is sorted by."""
    folded = unicodedata.normalize("NFKD", title.casefold())
    kept = "".join(c for c in folded if c.isalnum() or c.isspace()).strip()
    return next((kept[len(a) :] for a in _ARTICLES if kept.startswith(a)), kept).replace(" ", "")
