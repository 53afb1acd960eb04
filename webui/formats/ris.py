"""RIS, the format of Research Information Systems, which reference managers import.

No library does it: rispy writes values as it gets them, line breaks included.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from webui.formats.citation_source import Cited, name_of, plain, published_of, site_of, url_of


def ris(article: Cited, accessed: date, excerpt: str = "", topics: Sequence[str] = ()) -> str:
    """Return a RIS record; its lines end with CR and LF, as the format says.

    By the specification of Research Information Systems
    (https://en.wikipedia.org/wiki/RIS_(file_format)): dates are ``YYYY/MM/DD/``, and the
    name of a periodical has no asterisk.

    Args:
        article: to be cited.
        accessed: the day on which it was looked at.
        excerpt: of the article, as its abstract.
        topics: of the article, each as a keyword.
    """
    published, url = published_of(article), url_of(article)
    fields = {
        "TY": "NEWS",
        "TI": name_of(article),
        "T2": plain(site_of(article).replace("*", " ")),
        "PY": f"{published.year:04}" if published else "",
        "DA": _ris_date(published) if published else "",
        "UR": url,
        "Y2": _ris_date(accessed) if url else "",
    }
    pairs = [*fields.items(), ("AB", plain(excerpt)), *(("KW", plain(topic)) for topic in topics)]
    lines = [f"{tag}  - {value}\r\n" for tag, value in pairs if value]
    return "".join([*lines, "ER  - \r\n"])


def _ris_date(day: date) -> str:
    return day.isoformat().replace("-", "/") + "/"
