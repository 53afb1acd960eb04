"""What of a provider's name is left when all is taken off that spellings differ in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from indexer.contract.aliases import bare_domain, decoded_name, folded_name

# Before a name, or behind it and a comma.
_ARTICLES = frozenset(
    ("the", "la", "le", "les", "el", "los", "las", "der", "die", "das", "il", "lo"),
)
_LEGAL_FORMS = frozenset((
    "inc", "incorporated", "ltd", "limited", "llc", "llp", "plc", "corp", "corporation", "co",
    "company", "gmbh", "ag", "sa", "sas", "srl", "spa", "bv", "nv", "ab", "oy", "pty", "pvt",
))  # fmt: skip

# Below which names are registered, beside the countries' own two letters.
_SECOND_LEVEL = frozenset(("co", "com", "org", "net", "ac", "gov", "edu"))

_WORD = re.compile(r"\w+")
_ARTICLE_BEHIND = re.compile(r"(.+), (\w+)")
_APOSTROPHES = str.maketrans({"'": "", "’": "", "`": "", "&": " and "})


@dataclass(frozen=True, slots=True)
class Named:
    """A provider as an index has it.

    Attributes:
        label: its name, or its domain where it has none.
        domain: of its articles, or of one of them; may be empty.
        articles: how many it has there.
    """

    label: str
    domain: str
    articles: int


@dataclass(frozen=True, slots=True)
class NameKeys:
    """A label, and what it is compared by.

    Attributes:
        label: of the provider.
        articles: how many it has.
        letters: its letters and digits, folded.
        core: the same without an article before, legal forms behind, and the end of a domain.
        domains: without ``www.``.
        sites: the part of each domain that somebody has chosen: ``bbc`` of ``news.bbc.co.uk``.
    """

    label: str
    articles: int
    letters: str
    core: str
    domains: frozenset[str]
    sites: frozenset[str]


def keys_of(providers: Iterable[Named]) -> list[NameKeys]:
    """Return the keys of each label, in the order of the labels."""
    articles: dict[str, int] = defaultdict(int)
    domains: dict[str, set[str]] = defaultdict(set)
    for provider in providers:
        articles[provider.label] += provider.articles
        domains[provider.label].add(bare_domain(provider.domain))
    return [_keys(label, articles[label], domains[label] - {""}) for label in sorted(articles)]


def _keys(label: str, articles: int, domains: set[str]) -> NameKeys:
    name = folded_name(decoded_name(label))
    own = bare_domain(name)
    if own:
        domains = domains | {own}
    behind = _ARTICLE_BEHIND.fullmatch(name)
    if behind and behind[2] in _ARTICLES:
        name = f"{behind[2]} {behind[1]}"
    words = _WORD.findall(name.translate(_APOSTROPHES))
    return NameKeys(
        label,
        articles,
        "".join(words) or name,
        _site(own) if own else "".join(_without_trimmings(words)) or name,
        frozenset(domains),
        frozenset(map(_site, domains)),
    )


def _without_trimmings(words: list[str]) -> list[str]:
    start = 1 if len(words) > 1 and words[0] in _ARTICLES else 0
    end = len(words)
    while end > start + 1 and words[end - 1] in _LEGAL_FORMS:
        end -= 1
    return words[start:end]


def _site(domain: str) -> str:
    labels = domain.split(".")[:-1]
    if len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
        labels.pop()
    return labels[-1].replace("-", "")
