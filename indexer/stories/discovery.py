"""The stories of an archive, found from nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from indexer.contract.codec.arrays import Bools, Digests, Ints
from indexer.stories.components import components
from indexer.stories.distinct_texts import LONGEST, Runs, find_runs, in_order, texts_of
from indexer.stories.edges import Edges, find_edges
from indexer.stories.linkage import JOINING, link
from indexer.stories.postings import invert
from indexer.stories.signatures import Signatures
from indexer.stories.word_statistics import Statistics, Tally

# Statistics are of the oldest texts, up to a number that grows by a tenth at a time: so they
# are the same for whoever imported them one by one and for whoever did at once.
_GROWTH = 1.1

BLOCK = 2**14
"""So many texts are compared with those before them at a time, with some 3 KB for each."""

ALWAYS_ALL = 1000
"""Of so many texts all are measured."""


@dataclass(frozen=True, slots=True)
class Found:
    """The stories of an archive, and what is needed to find those of its next state.

    Attributes:
        key: see ``Signatures``; 0 for deleted documents, shape (n,).
        published: likewise, shape (n,).
        runs: which documents repeat a text.
        edges: between documents.
        story: the least document of each one's story, its own number where it is alone,
            shape (n,).
        text: the same for documents that are copies of each other, shape (n,).
        statistics: that the edges were found with.
        measured: when the last text was published that the statistics are of, in
            microseconds since 1970.
        drift: how many of these texts have come or gone since.
    """

    key: Digests
    published: Ints
    runs: Runs
    edges: Edges
    story: Ints
    text: Ints
    statistics: Statistics
    measured: int
    drift: int


def measured_texts(count: int) -> int:
    """Return how many of so many texts the statistics are of: the oldest ones."""
    if count <= ALWAYS_ALL:
        return count
    steps = int(np.log(count / ALWAYS_ALL) / np.log(_GROWTH) + 1e-9)
    return min(int(ALWAYS_ALL * _GROWTH**steps), count)


def find_stories(signatures: Signatures, live: Bools, threads: int = 1) -> Found:
    """Find the stories of all articles.

    Args:
        signatures: of all documents.
        live: which documents are not deleted, shape (n,).
        threads: that may work at a time.
    """
    runs = find_runs(signatures, live)
    docs = in_order(signatures, np.flatnonzero(runs.first))
    count = measured_texts(len(docs))
    tally = Tally()
    for start in range(0, count, BLOCK):
        tally.add(texts_of(signatures, runs, docs[start : min(start + BLOCK, count)]))
    statistics = tally.statistics()
    find = partial(_edges, signatures, runs, statistics, docs)
    starts = range(0, len(docs), BLOCK)
    # NumPy lets go of the interpreter while it works, most of the time.
    with ThreadPoolExecutor(threads) as pool:
        edges = Edges.of(*(pool.map(find, starts) if threads > 1 else map(find, starts)))
    story, text = group(signatures, runs, edges, np.ones(len(live), np.bool_))
    return Found(
        key=np.where(live, signatures.key, 0),
        published=signatures.published,
        runs=runs,
        edges=edges,
        story=least(story, runs),
        text=least(text, runs),
        statistics=statistics,
        measured=int(signatures.published[docs[count - 1]]) if count else 0,
        drift=0,
    )


def _edges(
    signatures: Signatures, runs: Runs, statistics: Statistics, docs: Ints, start: int
) -> Edges:
    """Find the edges whose later document is in the block that begins at a place."""
    published = signatures.published[docs]
    last = min(start + BLOCK, len(docs))
    begin = int(np.searchsorted(published, published[start] - LONGEST))
    # Of one moment all are there, wherever the block ends: words burst by how many they are.
    end = int(np.searchsorted(published, published[last - 1], "right"))
    texts = texts_of(signatures, runs, docs[begin:end])
    place = np.arange(begin, end)
    later = (place >= start) & (place < last)
    everybody = np.ones(len(texts), np.bool_)
    return find_edges(texts, invert(texts), statistics, [(later, everybody)])


def group(signatures: Signatures, runs: Runs, edges: Edges, which: Bools) -> tuple[Ints, Ints]:
    """Group some documents by story, and by text within a story.

    Args:
        signatures: of all documents.
        runs, edges: likewise.
        which: documents, with all that are connected with them by edges that would join
            them, shape (n,).

    Returns:
        A document of each one's story, and one of those that are copies of each other, both
        of shape (n,). Documents that are not grouped have their own numbers.
    """
    story = np.arange(len(which))
    text = story.copy()
    joining = which[edges.earlier] & which[edges.later] & (edges.likely >= JOINING)
    one, two = edges.earlier[joining], edges.later[joining]
    # Whatever joins in the end is connected by pairs that would join by themselves; how alike
    # others are decides nothing.
    part = components(len(which), one, two)
    docs = in_order(signatures, np.unique(np.concatenate([one, two])))
    place = np.full(len(which), -1, np.int64)
    place[docs] = np.arange(len(docs))
    numbered = edges.taken(part[edges.earlier] == part[edges.later]).renumbered(place)
    groups = link(numbered, signatures.published[docs], runs.last[docs])
    copies = numbered.taken(numbered.copy & (groups[numbered.earlier] == groups[numbered.later]))
    story[docs] = docs[groups]
    text[docs] = docs[components(len(docs), copies.earlier, copies.later)]
    return story, text


def least(label: Ints, runs: Runs) -> Ints:
    """Give who repeats a text its label, and make labels the least document that has them."""
    label = label.copy()
    repeats = np.flatnonzero(runs.docs >= 0)
    label[repeats] = label[runs.docs[repeats]]
    smallest = np.full(int(label.max(initial=0)) + 1, len(label), np.int64)
    np.minimum.at(smallest, label, np.arange(len(label)))
    return smallest[label]
