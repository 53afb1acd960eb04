"""The stories of a new segment, found when it is written.

A reader then needs not look at every ``related`` list again: within a segment, one URL
stands for all that the articles of a story name. Articles that nothing but their titles
joins are joined by the reader.

For each article these columns are written:

- ``story``: the least digest of a URL that an article of its story names and an article of
  its story has, or 0 where it has no story. Whoever has the same one is in the same story.
- ``story_size``: how many articles of the segment are in its story, 1 where it has none.
  If they are fewer later, one was deleted, and the story may have fallen apart.
- ``story_segment``: how many articles the segment has, and a random number above these 32
  bits. Where it is not the same for all, or not their number, another program has merged
  segments, and none of these columns means anything.
- ``named``: with one article of each story, the digests of all URLs that its articles name,
  each once; they may be in other segments.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

import numpy as np

from indexer.contract.codec.arrays import Digests, Ints
from indexer.contract.codec.column_decoding import BytesColumn
from indexer.contract.schema import LINK_BYTES
from indexer.contract.stories.graph import Links, components, edges, find_digests, named_once
from indexer.contract.stories.links import digests_of
from indexer.segments.encoding.column_encoding import Column

_NO_STORY = np.iinfo(np.uint64).max


def story_columns(column: Callable[[str], Column]) -> dict[str, Column]:
    """Return the columns of a segment's stories.

    Args:
        column: gives the segment's columns ``link`` and ``related``.
    """
    own, related = column("link"), column("related")
    if isinstance(own, BytesColumn) or not isinstance(related, BytesColumn):
        raise TypeError("link is a column of numbers, related one of byte strings")
    links = Links(
        own.astype(np.uint64),
        related.ends // LINK_BYTES,
        digests_of(related),
    )
    count = len(own)
    everybody = np.ones(count, np.bool_)
    component = components(count, *edges([links], everybody, everybody))
    namer = component[links.owners()]
    known = np.unique(links.own[links.own != 0])
    met = find_digests(links.named, known) >= 0 if len(known) else np.zeros(len(namer), np.bool_)
    least = np.full(count, _NO_STORY)
    np.minimum.at(least, namer[met], links.named[met])
    story = np.where(least == _NO_STORY, 0, least)[component]
    size = np.where(story == 0, 1, np.bincount(component, minlength=count)[component])
    return {
        "story": story,
        "story_size": size.astype(np.uint32),
        "story_segment": np.full(count, secrets.randbits(32) << 32 | count, np.uint64),
        "named": _named(namer, links.named, count),
    }


def _named(namer: Ints, named: Digests, count: int) -> BytesColumn:
    """Give what each component names, once, to its first document."""
    namer, named = named_once(namer, named)
    ends = np.zeros(count + 1, np.int64)
    np.cumsum(LINK_BYTES * np.bincount(namer, minlength=count), out=ends[1:])
    return BytesColumn(named.astype("<u8").tobytes(), ends)
