"""Text without what readers do not tell apart: case and accents."""

from __future__ import annotations

from indexer.contract.analysis import accent_map

_ACCENTS = accent_map()


def fold(text: str) -> str:
    """Return a text as words are indexed: in lower case, without accents."""
    return text.lower().translate(_ACCENTS)
