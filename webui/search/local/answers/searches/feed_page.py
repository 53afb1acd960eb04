"""A page of a feed: hits in order of first indexed, from a place that nothing moves."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Ints
from webui.search.criteria.feed_position import FeedPosition
from webui.search.local.answers.parts import index_state, iso_of
from webui.search.local.answers.searches.hits import present_hits
from webui.search.local.columns.ordering import Key, select
from webui.search.local.finding.find import Found
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.results.whole.feed import FeedEntry, FeedPage, LastImport, entry_id


@dataclass(frozen=True, slots=True)
class FeedOrder:
    """The live documents of a state in order of first indexed, the last ones first.

    Of one generation, those come first whose first ids are greater: where names of files begin
    with a date, the later ones.

    Attributes:
        docs: those of which that is known, shape (m,).
        places: of each document of the state in ``docs``; -1 where it is not there, shape (n,).
    """

    docs: npt.NDArray[np.int32]
    places: npt.NDArray[np.int32]

    @property
    def nbytes(self) -> int:
        """Bytes of both."""
        return self.docs.nbytes + self.places.nbytes


def feed_page(snapshot: Snapshot, found: Found, before: FeedPosition | None, size: int) -> FeedPage:
    """Present a page of the feed of what was found.

    Args:
        snapshot: in which it was found.
        found: the hits.
        before: where the page begins; None: the first page.
        size: how many entries it has at the most.
    """
    order: FeedOrder = snapshot.cached("feed order", lambda: _order(snapshot), lasting=True)
    places = order.places[found.hits.docs]
    places = places[places >= 0]
    left = places if before is None else places[places >= _begin(snapshot, order, before)]
    # One more, to know whether there is a next page.
    first = np.sort(np.partition(left, size)[: size + 1] if len(left) > size else left)
    docs = order.docs[first[:size]].astype(np.int64)
    hits = present_hits(snapshot, found, docs)
    columns = snapshot.columns
    newest = int(columns.added[order.docs[places.min()]]) if len(places) else None
    return FeedPage(
        total=len(places),
        unknown=len(found.hits.docs) - len(places),
        newest=None if newest is None else iso_of(newest),
        entries=[
            FeedEntry(id=_entry_id(snapshot, doc), hit=hit)
            for doc, hit in zip(docs.tolist(), hits, strict=True)
        ],
        next=_position_of(snapshot, int(docs[-1])) if len(first) > size else None,
        notices=found.notices,
        index=index_state(snapshot),
    )


def last_import(snapshot: Snapshot) -> LastImport | None:
    """Return when an article last came in; None where that is known of none."""
    generations = snapshot.columns.added_generation[snapshot.live_docs]
    newest = int(generations.max(initial=0))
    if not newest:
        return None
    added = snapshot.columns.added[snapshot.live_docs[generations == newest]]
    time = iso_of(int(added.max()))
    return None if time is None else LastImport(generation=newest, time=time)


def _order(snapshot: Snapshot) -> FeedOrder:
    columns = snapshot.columns
    docs = snapshot.live_docs[columns.added_generation[snapshot.live_docs] > 0]
    if not columns.first_ids.are_empty:
        first_ids = [
            first or own for first, own in zip(columns.first_ids, columns.ids, strict=True)
        ]
        docs = np.array(sorted(docs.tolist(), key=first_ids.__getitem__, reverse=True), np.int64)
        docs = docs[np.argsort(-columns.added_generation[docs], kind="stable")]
    else:
        keys = [lambda docs: columns.added_generation[docs], *snapshot.by_id]
        # The greatest first: inverting turns the order round, whatever the type.
        turned = [partial(_turned, docs, key) for key in keys]
        docs = docs[select(np.arange(len(docs)), turned, 0, len(docs))]
    places = np.full(len(columns), -1, np.int32)
    places[docs] = np.arange(len(docs))
    return FeedOrder(docs.astype(np.int32), places)


def _turned(docs: Ints, key: Key, places: Ints) -> npt.NDArray[Any]:
    return ~key(docs[places])


def _begin(snapshot: Snapshot, order: FeedOrder, before: FeedPosition) -> int:
    """Return the first place that stands after a position."""
    return bisect_left(
        range(len(order.docs)),
        True,
        key=lambda place: _position_of(snapshot, int(order.docs[place])) < before,
    )


def _position_of(snapshot: Snapshot, doc: int) -> FeedPosition:
    return FeedPosition(int(snapshot.columns.added_generation[doc]), snapshot.first_id(doc))


def _entry_id(snapshot: Snapshot, doc: int) -> str:
    generation, first_id = _position_of(snapshot, doc)
    return entry_id(generation, int(snapshot.columns.added[doc]), first_id)
