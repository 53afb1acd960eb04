"""What the indexes and documents of an archive in a cluster are called."""

from __future__ import annotations

import re
from urllib.parse import quote
from uuid import uuid4

STATE, WRITER, LAST_SYNC = "state", "writer", "last_sync"
"""Documents of the state index: see ``cluster_state``; the lock; what the last sync did."""

_OF_ARTICLES = "-([0-9]{6,})-[0-9a-f]{8}"


def state_index(name: str) -> str:
    """Return the name of the index that says which state an archive is in."""
    return f"{name}-state"


def article_index(name: str, number: int) -> str:
    """Return a name for a new index of articles; a rebuild makes the next number.

    No other index has it, nor had: an archive that is made anew is not taken for the one before.
    """
    return f"{name}-{number:06}-{uuid4().hex[:8]}"


def article_index_number(name: str, index: str) -> int:
    """Return the number of an index of articles; 0 where it is none of the archive."""
    found = re.fullmatch(re.escape(name) + _OF_ARTICLES, index)
    return int(found[1]) if found else 0


def archive_of(index: str) -> str:
    """Return the name of the archive that has an index of articles."""
    return re.sub(_OF_ARTICLES + "$", "", index)


def version_id(number: int, generation: int) -> str:
    """Return the ``_id`` of the version of an article that is there from a generation on."""
    return f"{number}-{generation}"


def document_path(index: str, id: str, action: str = "_doc") -> str:
    """Return the address of a document."""
    return f"/{index}/{action}/{quote(id, safe='')}"
