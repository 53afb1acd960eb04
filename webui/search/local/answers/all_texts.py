"""The words of all texts of a state, in the fields that are searched."""

from __future__ import annotations

from collections.abc import Collection

from webui.search.local.forward.compared_texts import Texts
from webui.search.local.forward.segment_tokens import TEXT_FIELDS
from webui.search.local.snapshot.snapshot import Snapshot


def texts_of(snapshot: Snapshot, searched: Collection[str] = TEXT_FIELDS) -> Texts:
    """Return the words of all documents.

    Args:
        snapshot: of the documents.
        searched: where words are looked for; those in title and excerpt alone are counted.
    """
    return snapshot.texts(tuple(field for field in TEXT_FIELDS if field in searched))
