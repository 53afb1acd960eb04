"""Terms of a text as the fields of a cluster hold them: what both sides have to write alike."""

from __future__ import annotations

from hashlib import blake2b

DELIMITER = "|"
"""Between a term and its frequency in ``all``: no token of ours can hold it, nor a blank."""

EMPTY_TERM = "\ufffc"
"""Stands for the term of a token that consists of marks only, of which folding leaves nothing."""

MAX_TERM_BYTES = 32_766
"""Lucene indexes no longer term."""

# Room for what stands in "all" beside a term.
_MOST_BYTES = MAX_TERM_BYTES - 32
_DIGEST_BYTES = 16


def indexed_term(term: str) -> str:
    """Return what a term is indexed as: itself, unless it is empty or longer than Lucene allows.

    Of a longer one as much as is allowed, with a digest of it, so that it stays another than
    those that begin alike.
    """
    # In UTF-8 no character takes more than four bytes.
    if term and len(term) * 4 <= _MOST_BYTES:
        return term
    data = term.encode()
    if len(data) <= _MOST_BYTES:
        return term or EMPTY_TERM
    digest = blake2b(data, digest_size=_DIGEST_BYTES).hexdigest()
    kept = data[: _MOST_BYTES - len(digest)].decode(errors="ignore")
    return kept + digest
