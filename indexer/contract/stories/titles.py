"""When two titles are the same: what is left of them without case, accents and punctuation."""

from __future__ import annotations

import unicodedata
from hashlib import blake2b

# Characters that are remembered: nearly all that the news use.
_REMEMBERED = 2**12


def normalized_title(title: str) -> str:
    """Return a title's letters and digits, folded, its words joined by single spaces.

    Compatibility forms become ordinary letters (NFKD), accents are dropped and case is
    folded. Signs that are part of a letter without being an accent, such as the vowels
    of Hindi, are kept.
    """
    return " ".join(title.translate(_FOLDING).split())


def title_digest(title: str) -> int:
    """Value of the ``title_digest`` column: the digest of a title, or 0 if nothing is left of it.

    The digest is BLAKE2b of 64 bits. Titles that are the same have the same one.
    """
    normalized = normalized_title(title)
    if not normalized:
        return 0
    return int.from_bytes(blake2b(normalized.encode(), digest_size=8).digest(), "little")


class _Folding(dict[int, str]):
    """What each character is in a normalized title, found when it is first met.

    A character that stands between words is a space.
    """

    def __missing__(self, code: int) -> str:
        # Marks of how a character is to look are no part of a word.
        if unicodedata.category(chr(code)) == "Cf" or 0xFE00 <= code <= 0xFE0F:
            return ""
        # Of a title as a whole NFKD would only order the accents, none of which are left.
        decomposed = unicodedata.normalize("NFKD", chr(code))
        plain = "".join(c for c in decomposed if not unicodedata.combining(c))
        folded = "".join(c if _is_kept(c) else " " for c in plain.casefold())
        if len(self) < _REMEMBERED:
            self[code] = folded
        return folded


_FOLDING = _Folding()


def _is_kept(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")
