"""Stories: who names whom in a ``related`` list, and who is therefore about the same event.

URLs are known by their digests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.contract.codec.arrays import Bools, Digests, Ints

# Slots of the table that finds a URL's owner, for each URL. With so many, most URLs
# have a slot to themselves; the table of 100,000 still fits into a processor's cache.
_SLOTS = 8


@dataclass(frozen=True, slots=True)
class Links:
    """The links of a segment's documents.

    Attributes:
        own: digest of each document's own URL, 0 where it has none, shape (n,).
        starts: where each document's ``related`` entries begin in ``named``, shape (n + 1,).
        named: digest of each ``related`` URL, shape (r,).
    """

    own: Digests
    starts: Ints
    named: Digests

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return self.own.nbytes + self.starts.nbytes + self.named.nbytes

    def owners(self) -> Ints:
        """Return the document that each entry of ``named`` belongs to, shape (r,)."""
        return np.repeat(np.arange(len(self.own)), np.diff(self.starts))

    def naming(self, places: Ints) -> Ints:
        """Return the document of each of some entries of ``named``, ascending."""
        # Looking up a few is quicker, and writing down all of them, if it is many.
        if 4 * len(places) < len(self.named):
            return np.searchsorted(self.starts, places, "right") - 1
        return self.owners()[places]


def edges(links: Sequence[Links], namers: Bools, owners: Bools) -> tuple[Ints, Ints]:
    """Join whoever names a URL in ``related`` with whoever has that URL.

    Args:
        links: of all segments, in the order of the documents.
        namers: whose entries are looked at, shape (n,).
        owners: who may be named, shape (n,). Several may have the same URL: they are
            joined with each other if anybody names it.

    Returns:
        The two ends of each edge: document numbers, shape (e,).
    """
    own = np.concatenate([part.own for part in links]) if links else np.empty(0, np.uint64)
    with_url = np.flatnonzero(owners & (own != 0))
    left, right = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    if not len(with_url):
        return left[0], right[0]
    urls, first, which = np.unique(own[with_url], return_index=True, return_inverse=True)
    first_owner, is_named = with_url[first], np.zeros(len(urls), np.bool_)
    base = 0
    for part in links:
        stop = base + len(part.own)
        if namers[base:stop].any():
            found = find_digests(part.named, urls)
            entries = np.flatnonzero(found >= 0)
            docs = part.naming(entries) + base
            kept = namers[docs]
            place = found[entries[kept]]
            is_named[place] = True
            left.append(docs[kept])
            right.append(first_owner[place])
        base = stop
    copies = is_named[which] & (first[which] != np.arange(len(with_url)))
    left.append(with_url[copies])
    right.append(first_owner[which[copies]])
    return np.concatenate(left), np.concatenate(right)


def find_digests(wanted: Digests, known: Digests) -> Ints:
    """Return the place of each digest among known ones, which are ascending; -1 if it is none.

    Searching a sorted array misses the processor's cache at each of its steps; a table
    by the lowest bits answers nearly all at once.
    """
    bits = max(int(np.ceil(np.log2(len(known) * _SLOTS))), 1)
    mask = np.uint64((1 << bits) - 1)
    table = np.full(1 << bits, -1, np.int32)
    table[known & mask] = np.arange(len(known), dtype=np.int32)
    place = table[(wanted & mask).astype(np.int64)].astype(np.int64)
    # A slot holds one of the URLs that fall into it.
    other = np.flatnonzero((known[place] != wanted) & (place >= 0))
    at = np.minimum(np.searchsorted(known, wanted[other]), len(known) - 1)
    place[other] = np.where(known[at] == wanted[other], at, -1)
    return place


def named_once(namers: Ints, named: Digests) -> tuple[Ints, Digests]:
    """Return who names what, in order, each pair once.

    Args:
        namers, named: of each pair, shape (r,).
    """
    order = np.lexsort((named, namers))
    namers, named = namers[order], named[order]
    once = np.ones(len(namers), np.bool_)
    once[1:] = (namers[1:] != namers[:-1]) | (named[1:] != named[:-1])
    return namers[once], named[once]


def components(count: int, left: Ints, right: Ints) -> Ints:
    """Return the smallest member of each node's connected component, shape (count,).

    Args:
        count: number of nodes.
        left, right: the two ends of each edge, shape (e,).

    Labels spread along edges and are then shortened by pointer jumping, as in
    Shiloach and Vishkin, "An O(log n) parallel connectivity algorithm" (1982).
    """
    label = np.arange(count)
    while True:
        before = label.copy()
        low = np.minimum(label[left], label[right])
        np.minimum.at(label, label[left], low)
        np.minimum.at(label, label[right], low)
        while not np.array_equal(shorter := label[label], label):
            label = shorter
        if np.array_equal(label, before):
            return label
