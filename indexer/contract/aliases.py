"""One provider, several spellings: which of them the archive calls it by.

A sync reads the aliases from a file that people write, and keeps those that are in force in
the index, where readers find them: an address may hold any of the spellings.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeAlias
from urllib.parse import unquote_to_bytes

import numpy as np
import numpy.typing as npt

from indexer.contract.analysis import accent_map
from indexer.contract.article import Provider
from indexer.contract.schema import MAX_DOMAIN_LENGTH

Entry: TypeAlias = tuple[str, tuple[str, ...]]
"""A name, and its other spellings."""

_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+")

# A text is decoded again for as long as that changes it, which takes quadratic time.
LONGEST_NAME = 500
"""Nobody has a name of more characters."""

# Providers are few beside their articles.
_REMEMBERED = 4096


def decoded_name(text: str) -> str:
    """Return a provider's name with its percent escapes decoded: ``Morningstar%2c Inc.``.

    Only escapes that are whole characters in UTF-8 which can be seen, or spaces; all others
    stay. What comes of it holds no escape that could be decoded, has single spaces, and is in
    Unicode's form NFC. Names without an escape, and such as are longer than any name is, stay
    as they are.
    """
    return _decoded(text) if "%" in text and len(text) <= LONGEST_NAME else text


@lru_cache(_REMEMBERED)
def _decoded(text: str) -> str:
    while (decoded := _ESCAPES.sub(_characters, text)) != text:
        text = unicodedata.normalize("NFC", " ".join(decoded.split()))
    return text


def _characters(escapes: re.Match[str]) -> str:
    try:
        text = unquote_to_bytes(escapes[0]).decode()
    except UnicodeDecodeError:
        return escapes[0]
    visible = all(letter.isprintable() or letter.isspace() for letter in text)
    return text if visible else escapes[0]


def folded_name(text: str) -> str:
    """Return what is equal for spellings that differ in case, accents or spaces only."""
    plain = unicodedata.normalize("NFC", text).casefold().translate(accent_map())
    return " ".join(plain.split())


def bare_domain(text: str) -> str:
    """Return a domain without ``www.``, in small letters; empty where a text is none."""
    domain = text.strip().lower().removeprefix("www.").removesuffix(".")
    return domain if len(domain) <= MAX_DOMAIN_LENGTH and _DOMAIN.fullmatch(domain) else ""


@dataclass(frozen=True, slots=True)
class Aliases:
    """Which spellings are whose.

    Attributes:
        entries: names with their other spellings, in the order of the names; no spelling is
            anybody else's, however it is folded.
    """

    entries: tuple[Entry, ...] = ()
    _names: dict[str, str] = field(init=False, repr=False, compare=False)
    _domains: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names, domains = {}, {}
        for name, spellings in self.entries:
            names[folded_name(name)] = name
            for spelling in spellings:
                names[folded_name(spelling)] = name
                if domain := bare_domain(spelling):
                    domains[domain] = name
        object.__setattr__(self, "_names", names)
        object.__setattr__(self, "_domains", domains)

    @classmethod
    def of_entries(cls, entries: Iterable[tuple[str, Iterable[str]]]) -> Aliases:
        """Return the aliases of some names, equal to others that say the same in another order."""
        return cls(tuple(sorted((name, tuple(sorted(set(many)))) for name, many in entries)))

    @property
    def folded(self) -> frozenset[str]:
        """All names and spellings, as :func:`folded_name` writes them."""
        return frozenset(self._names)

    @property
    def domains(self) -> dict[str, str]:
        """From the domains among the spellings, as :func:`bare_domain` writes them, to names."""
        return dict(self._domains)

    def called(self, text: str) -> str:
        """Return what a provider is called of which a text is a spelling.

        That is its name, or its domain where it has no name. What is nobody's spelling comes
        back with its escapes decoded.
        """
        name = decoded_name(text)
        known = self._names.get(folded_name(name)) if name else None
        return known or self._domains.get(bare_domain(name)) or name

    def applied(self, provider: Provider) -> Provider:
        """Return a provider as it is called here; the name of its file stays as ``spelling``.

        A name that is a spelling says more than a domain that is one.
        """
        own = provider.as_in_file
        name = self._names.get(folded_name(own.name)) if own.name else None
        name = name or self._domains.get(bare_domain(own.domain), own.name)
        return own if name == own.name else replace(own, name=name, spelling=own.name)

    def as_array(self) -> npt.NDArray[np.uint8]:
        """Return the bytes that :func:`aliases_of_array` reads."""
        return np.frombuffer(json.dumps(self.entries).encode(), np.uint8)


NO_ALIASES = Aliases()


def aliases_of_array(array: npt.NDArray[np.uint8]) -> Aliases:
    """Return the aliases that an array holds.

    Raises:
        ValueError, TypeError: it holds none.
    """
    return Aliases.of_entries((name, many) for name, many in json.loads(array.tobytes()))
