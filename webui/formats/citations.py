"""How an article is cited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from webui.formats.bibtex import bibtex
from webui.formats.citation_source import Cited
from webui.formats.citation_styles import Run, apa, chicago, mla
from webui.formats.ris import ris


@dataclass(frozen=True, slots=True)
class Citation:
    """An article cited in one style.

    Attributes:
        style: the name of the style.
        text: plain text.
        html: the same, with ``<em>`` around what is set in italics.
    """

    style: str
    text: str
    html: Markup


def citations(article: Cited, accessed: date) -> list[Citation]:
    """Cite an article in every style.

    Args:
        article: to be cited.
        accessed: the day on which it was looked at.
    """
    styles = {
        "APA": apa(article),
        "MLA": mla(article, accessed),
        "Chicago": chicago(article, accessed),
        "BibTeX": [(bibtex(article, accessed), False)],
        "RIS": [(ris(article, accessed), False)],
    }
    return [set_in(style, runs) for style, runs in styles.items()]


def set_in(style: str, runs: Sequence[Run]) -> Citation:
    """Set a citation, as plain text and as HTML."""
    html = (
        Markup("<em>{}</em>").format(text) if italic and text else escape(text)
        for text, italic in runs
    )
    return Citation(style, "".join(text for text, _ in runs), Markup("").join(html))
