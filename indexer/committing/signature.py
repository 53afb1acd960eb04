"""An article → its signature, from which its story is found."""

from __future__ import annotations

from array import array
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from zlib import crc32

from indexer.committing.fast_analysis import LONGEST_REMEMBERED, find_tokens, stem
from indexer.contract.analysis import accent_map
from indexer.contract.article import Article
from indexer.stories.signatures import NO_DATE, pack

# News say first what they are about; of a text that never ends so much is enough.
_TOKENS = 100

# Excerpts of so few words may be the same by chance.
_SHORT = 8

_REMEMBERED = 2**17

_1970 = datetime(1970, 1, 1, tzinfo=UTC)


def signature(article: Article) -> bytes:
    """Value of the ``signature`` column: see ``indexer.stories.signatures``."""
    title, excerpt = _words(article.title), _words(article.excerpt)
    texts = title.tobytes(), excerpt.tobytes()
    label = article.provider.label if article.provider else ""
    published = _microseconds(article.published) if article.published else NO_DATE
    text = _digest(b"%d %b" % (len(title), b"".join(texts)))
    known = f"{text} {published} {len(label)} {label}{article.id}"
    in_title, in_excerpt = set(title), set(excerpt)
    return pack(
        key=_digest(known.encode("utf-8", "surrogatepass")),
        published=published,
        text=text,
        title=crc32(texts[0]),
        excerpt=crc32(texts[1]) if len(excerpt) > _SHORT else 0,
        provider=crc32(label.encode()) if label else 0,
        words=(in_title - in_excerpt, in_title & in_excerpt, in_excerpt - in_title),
    )


class _Words(dict[str, int]):
    """Digests of the stems of tokens."""

    def __missing__(self, token: str) -> int:
        word = stem(token.lower().translate(accent_map()))
        digest = crc32(word.encode())
        if len(self) < _REMEMBERED and len(token) <= LONGEST_REMEMBERED:
            self[token] = digest
        return digest


_WORDS = _Words()


def _words(text: str) -> array[int]:
    return array("I", map(_WORDS.__getitem__, find_tokens(text)[:_TOKENS]))


def _digest(data: bytes) -> int:
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")


def _microseconds(moment: datetime) -> int:
    return (moment - _1970) // timedelta(microseconds=1)
