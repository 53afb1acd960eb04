"""The words of all documents of a state, made when somebody asks for them, and kept as they fit."""

from __future__ import annotations

from collections.abc import Collection

from webui.search.local.forward.forward_index import ForwardIndex, forward_index
from webui.search.local.forward.segment_tokens import TEXT_FIELDS, keep_tokens
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.local.snapshot.story_lookup import stories_of


def texts_of(snapshot: Snapshot, searched: Collection[str] = TEXT_FIELDS) -> ForwardIndex:
    """Return the words of all documents; the first to ask for a state waits for it.

    Args:
        snapshot: of the documents.
        searched: where words are looked for; those in title and excerpt alone are counted.
    """
    fields = tuple(field for field in TEXT_FIELDS if field in searched)
    index = snapshot.cached(
        ("forward index", fields),
        lambda: forward_index(snapshot.segments, stories_of(snapshot).story, fields),
        lasting=True,
    )
    # After a commit most segments are the same, and their words must not be decoded again.
    for segment in snapshot.segments:
        keep_tokens(segment)
    return index
