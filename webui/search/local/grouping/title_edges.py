"""Articles of one title: what joins an article that names nobody to its story.

Two articles are joined where all of this holds: their titles are the same (see
``indexer.contract.stories.titles``), their providers are not, both have a date and these are
at most :data:`WINDOW` apart, and at least one of the two has no ``related`` list.

Such pairs may be many: ten thousand articles with one title make fifty million. As many
edges as articles join the same articles: each one with its nearest neighbours in time.
"""

from __future__ import annotations

import numpy as np

from indexer.contract.codec.arrays import Bools, Digests, Ints
from indexer.contract.stories.graph import find_digests
from webui.search.local.columns.columns import MICROSECONDS_A_DAY, NO_DATE, Columns

WINDOW = 3 * MICROSECONDS_A_DAY
"""Microseconds that articles of one title may be apart."""


def title_edges(columns: Columns, live: Bools) -> tuple[Ints, Ints]:
    """Return edges between live documents that connect all that their titles join.

    Args:
        columns: of all documents.
        live: which of them are not deleted, shape (n,).

    Returns:
        The two ends of each edge: document numbers, shape (e,), at most four for a document.
    """
    providers = columns.labels("provider")
    nobody = providers.table.numbers.get(b"", -1)
    may = live & (columns.titles != 0) & (columns.published != NO_DATE)
    docs = np.flatnonzero(may & (providers.of != nobody))
    titles = _repeated(columns.titles[docs])
    docs, titles = docs[titles >= 0], titles[titles >= 0]
    order = np.lexsort((columns.published[docs], titles))
    docs, titles = docs[order], titles[order]
    left, right = _neighbours(titles, providers.of[docs], ~columns.has_related[docs])
    left, right = docs[left], docs[right]
    near = np.abs(columns.published[left] - columns.published[right]) <= WINDOW
    return left[near], right[near]


def _repeated(titles: Digests) -> Ints:
    """Number the digests that occur more than once; -1 for the others."""
    ascending = np.sort(titles)
    again = np.unique(ascending[1:][ascending[1:] == ascending[:-1]])
    return find_digests(titles, again) if len(again) else np.full(len(titles), -1)


def _neighbours(titles: Ints, providers: Ints, lonely: Bools) -> tuple[Ints, Ints]:
    """Pair documents, ordered by title and time, with their nearest of another provider.

    Lonely are those without a ``related`` list. Each document is paired with the nearest
    lonely one before it and after it, and each lonely one also with the nearest others.
    That connects all A and B of which one, A, is lonely. For let A be paired with D on B's
    side and B with a lonely C on A's side; if C is not A and D not B, both lie between them:

    - Where B is lonely, too, let D be so. If A and C have different providers, they are
      such a pair, and nearer to each other; otherwise C and D are.
    - Where B is not, let D not be so. If C and D have different providers, they are such a
      pair, and nearer; otherwise A and C are, and both are lonely.

    Returns:
        Places of the two of each pair, shape (p,), none further apart than a pair that
        they connect.
    """
    pairs = []
    backwards = slice(None, None, -1)
    for direction in (slice(None), backwards):
        places = np.arange(len(titles))[direction]
        ordered = titles[direction], providers[direction]
        mine = lonely[direction]
        for among, paired in ((mine, np.ones_like(mine)), (~mine, mine)):
            before = _last_before(*ordered, among)
            found = np.flatnonzero(paired & (before >= 0))
            pairs.append((places[found], places[before[found]]))
    return np.concatenate([one for one, _ in pairs]), np.concatenate([two for _, two in pairs])


def _last_before(titles: Ints, providers: Ints, among: Bools) -> Ints:
    """Return for each place the last one before it, among some, of its title.

    It has another provider; -1 where there is none.
    """
    places = np.flatnonzero(among)
    if not len(places):
        return np.full(len(titles), -1)
    title, provider = titles[places], providers[places]
    begins = np.ones(len(places), np.bool_)
    begins[1:] = (title[1:] != title[:-1]) | (provider[1:] != provider[:-1])
    # Where the run of one provider begins that each of these is in.
    run = np.maximum.accumulate(np.where(begins, np.arange(len(places)), 0))
    at: Ints = np.cumsum(among, dtype=np.int64) - among - 1
    own = (at >= 0) & (title[at] == titles) & (provider[at] == providers)
    at = np.where(own, run[at] - 1, at)
    return np.where((at >= 0) & (title[at] == titles), places[at], -1)
