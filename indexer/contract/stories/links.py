"""The ``related`` lists of a segment, as far as they are needed to find its stories.

The indexer has found the stories of each segment already (see
``indexer.committing.story_columns``). As long as a story has lost no article since, one URL
stands for all that its articles name within the segment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Bools, Digests
from indexer.contract.codec.column_decoding import BytesColumn, read_bytes, read_numbers
from indexer.contract.schema import LINK_BYTES
from indexer.contract.stories.graph import Links


@dataclass(frozen=True, slots=True)
class SegmentStories:
    """What a segment knows of its stories, one entry per document.

    Attributes:
        own: digest of the document's own URL, 0 where it has none, shape (n,).
        story: a URL that is named in the document's story and is one of its documents', 0
            where it has no story, shape (n,).
        size: how many documents its story had, 0 where nobody has looked, shape (n,).
        named: what the story names, with one of its documents.
    """

    own: Digests
    story: Digests
    size: npt.NDArray[np.uint32]
    named: BytesColumn

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return self.own.nbytes + self.story.nbytes + self.size.nbytes + self.named.nbytes


def read_stories(reader: Any) -> SegmentStories:
    """Read what one segment knows of its stories, through Whoosh's ``SegmentReader``."""
    size = _numbers(reader, "story_size").astype(np.uint32)
    segment = _numbers(reader, "story_segment")
    if (segment != segment[:1]).any() or (segment & _COUNT != len(segment)).any():
        # Another program has merged these documents, or added some.
        size[:] = 0
    return SegmentStories(
        _numbers(reader, "link"),
        _numbers(reader, "story"),
        size,
        read_bytes(reader, "named"),
    )


def read_links(reader: Any, stories: SegmentStories, live: Bools) -> Links:
    """Return links that join the live documents of a segment as their ``related`` lists do.

    Args:
        reader: Whoosh's ``SegmentReader``.
        stories: of the segment.
        live: which of its documents are not deleted, shape (n,).
    """
    whole = _whole(stories, live)
    docs = [np.flatnonzero(whole & (stories.story != 0))]
    named = [stories.story[docs[0]]]
    parts = [(stories.named, whole)]
    if not whole[live].all():
        parts.append((read_bytes(reader, "related"), ~whole & live))
    for column, wanted in parts:
        counts = column.lengths // LINK_BYTES
        owner = np.repeat(np.arange(len(counts)), counts)
        taken = wanted[owner]
        docs.append(owner[taken])
        named.append(digests_of(column)[taken])
    owners = np.concatenate(docs)
    order = np.argsort(owners, kind="stable")
    starts = np.searchsorted(owners[order], np.arange(len(live) + 1))
    return Links(stories.own, starts, np.concatenate(named)[order])


def digests_of(column: BytesColumn) -> Digests:
    """Return the digests in a column, one document's after the other's."""
    return np.frombuffer(column.data, "<u8").astype(np.uint64)


# The lower half of ``story_segment``.
_COUNT = np.uint64(2**32 - 1)


def _whole(stories: SegmentStories, live: Bools) -> Bools:
    """Tell whose story has all the documents that it had when it was found."""
    _, which, counts = np.unique(stories.story[live], return_inverse=True, return_counts=True)
    alone = stories.story[live] == 0
    whole = np.zeros(len(live), np.bool_)
    whole[live] = np.where(alone, 1, counts[which]) == stories.size[live]
    return whole


def _numbers(reader: Any, field: str) -> Digests:
    numbers = read_numbers(reader, field)
    return (
        numbers.astype(np.uint64) if len(numbers) else np.zeros(reader.doc_count_all(), np.uint64)
    )
