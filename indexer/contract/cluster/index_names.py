"""What the indexes and documents of an archive in a cluster are called."""

from __future__ import annotations

from urllib.parse import quote

STATE, WRITER, LAST_SYNC = "state", "writer", "last_sync"
"""Documents of the state index: see ``cluster_state``; the lock; what the last sync did."""


def state_index(name: str) -> str:
    """Return the name of the index that says which state an archive is in."""
    return f"{name}-state"


def article_index(name: str, number: int) -> str:
    """Return the name of an index of articles; a rebuild makes the next one."""
    return f"{name}-{number:06}"


def article_index_number(name: str, index: str) -> int:
    """Return the number of an index of articles; 0 where it is none of the archive."""
    digits = index.removeprefix(f"{name}-") if index.startswith(f"{name}-") else ""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) >= 6 else 0


def version_id(number: int, generation: int) -> str:
    """Return the ``_id`` of the version of an article that is there from a generation on."""
    return f"{number}-{generation}"


def document_path(index: str, id: str, action: str = "_doc") -> str:
    """Return the address of a document."""
    return f"/{index}/{action}/{quote(id, safe='')}"
