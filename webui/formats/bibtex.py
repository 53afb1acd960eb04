"""BibTeX, which LaTeX and reference managers read.

No library does it: bibtexparser writes values as it gets them, line breaks and lone braces
included, so that the work that there is stays to be done.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from hashlib import blake2b

from indexer.contract.analysis import TOKEN
from webui.formats.citation_source import Cited, name_of, plain, site_of, url_of
from webui.search.query.stop_words import is_stop_word
from webui.search.query.syntax import Word
from webui.search.query.terms import words

# Braces are written as words: BibTeX counts them even behind a backslash.
_TEX = str.maketrans({
    "\\": r"{\textbackslash}", "{": r"{\textbraceleft}", "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}", "^": r"{\textasciicircum}",
    "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
})  # fmt: skip

# What TeX, and Zotero beyond it, make one sign of (dashes, quotes, ‼, ⁇): the first ones.
_JOINED = re.compile("-(?=-)|`(?=`)|'(?=')|[!?](?=[!?`])|<(?=<)|>(?=>)|,(?=,)")

# What no text is without that has any of them, and few others have: found faster.
_SPECIAL = re.compile(r"[\\{}~^&%$#_]")
_SIDE_BY_SIDE = re.compile("[-`'!?<>,]{2}")

_NUMBERED = {code: f"\\u{code:04x}" for code in (ord("@"), 0x85, 0x2028, 0x2029)}

_APART = str.maketrans(",;", "  ")

# Bytes of the digest in a key: of a million articles, two have the same one with a chance of
# 1 in 500, and of one provider, year and word nearly never.
_DIGEST = 6

# Characters of each part of a BibTeX key, and of the text that it is taken from.
_KEY_PART = 20
_KEY_READS = 200

# Providers whose part of a key is remembered: an archive has some hundreds.
_SITES = 2**12


def bibtex(article: Cited, accessed: date) -> str:
    """Return a BibTeX entry, ``@online`` of biblatex, in UTF-8.

    By the biblatex manual (https://ctan.org/pkg/biblatex), sections 2.1.1 and 2.2: the second
    braces keep the case of a title, and an ``and`` in the name of an organization from
    making it two; ``url`` is verbatim.
    """
    return _entry(article, _cited(article, accessed))


def whole_bibtex(
    article: Cited, accessed: date, excerpt: str = "", topics: Sequence[str] = ()
) -> str:
    """Return an entry as :func:`bibtex` does, with all that a reference manager takes over.

    Zotero takes the name of a website from ``journaltitle``, which biblatex passes over here.

    Args:
        article: to be cited.
        accessed: the day on which it was looked at.
        excerpt: of the article, as its abstract.
        topics: of the article, as its keywords, which are split at commas and semicolons.
    """
    cited = _cited(article, accessed)
    keywords = (plain(topic.translate(_APART)) for topic in topics)
    more = {
        "journaltitle": cited["organization"],
        "abstract": _tex(plain(excerpt)),
        "keywords": _tex(", ".join(keywords)),
    }
    return _entry(article, cited | more)


def _cited(article: Cited, accessed: date) -> dict[str, str]:
    # Some programs make a dash of two hyphens here as well; written so, they mean the same
    # (RFC 3986, 6.2.2.2).
    url = re.sub("(?<=-)-", "%2D", url_of(article))
    return {
        "title": f"{{{_tex(name_of(article))}}}",
        "organization": f"{{{_tex(site_of(article))}}}" if site_of(article) else "",
        "date": article.published[:10] if article.published else "",
        "url": url,
        "urldate": accessed.isoformat() if url else "",
    }


def _entry(article: Cited, fields: dict[str, str]) -> str:
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return f"@online{{{_key(article)},\n{''.join(lines)}}}\n"


def comment(text: str) -> str:
    """Return JSON as lines that programs pass over, each after a percent sign.

    Some know no comments, and take every ``@`` for the beginning of an entry; that and what
    some take for the end of a line is written as its number.
    """
    numbered = text.translate(_NUMBERED)
    return "".join(f"% {line}\n" for line in numbered.split("\n"))


def _tex(text: str) -> str:
    written = _SPECIAL.sub(lambda found: _TEX[ord(found[0])], text)
    return _JOINED.sub(r"\g<0>{}", written) if _SIDE_BY_SIDE.search(written) else written


def _key(article: Cited) -> str:
    """Return a key of letters and digits: provider, year, first telling word, digest of the id."""
    provider = _site_letters(site_of(article))
    title = (_letters(word) for word in _telling_words(name_of(article)[:_KEY_READS]))
    telling = next((word for word in title if word and word not in provider), "")
    year = article.published[:4] if article.published else ""
    digest = blake2b(article.id.encode("utf-8", "surrogatepass"), digest_size=_DIGEST).hexdigest()
    return f"{provider + year + telling or 'article'}-{digest}"


@lru_cache(_SITES)
def _site_letters(site: str) -> str:
    return _letters("".join(token.text for token in words(site[:_KEY_READS])))


def _telling_words(text: str) -> Iterator[str]:
    """Yield the words of a text but the stop words; most often the first one or two are read."""
    for piece in TOKEN.finditer(text):
        for token in words(piece[0]):
            if not is_stop_word(Word(token.text), "any"):
                yield token.text


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isascii() and c.isalnum())[:_KEY_PART]
