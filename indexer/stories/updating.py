"""The stories of an archive's next state: only what may have changed is found anew.

If what comes is newer than all that is known, the result is what ``find_stories`` would find. So
it is in a small archive, whatever comes and goes. In a large one pairs of the days after a late
text are a little more or less likely than if they were found anew, and so are all pairs while
the statistics lack a few texts.
"""

from __future__ import annotations

import numpy as np

from indexer.contract.codec.arrays import Bools, Digests, Ints, ragged
from indexer.stories.components import components
from indexer.stories.discovery import (
    ALWAYS_ALL,
    Found,
    find_stories,
    group,
    least,
    measured_texts,
)
from indexer.stories.distinct_texts import LONGEST, Runs, Texts, find_runs, in_order, texts_of
from indexer.stories.edges import Edges, find_edges
from indexer.stories.linkage import JOINING
from indexer.stories.postings import TEXT, WORD, Postings, invert
from indexer.stories.signatures import NO_DATE, Signatures
from indexer.stories.weights import BURST
from indexer.stories.word_statistics import Statistics

# One text more makes a difference to how a word bursts if it is in one text of fifty, or fewer.
_TELLING = 1 / 50

# If more than one in so many of the texts that statistics are of have come or gone, these
# are measured anew, and so is everything else.
DRIFT = 200

FEW_TEXTS = 20_000
"""Among no more texts than that all is found anew if a text comes late or goes: in a second."""


def update_stories(signatures: Signatures, live: Bools, before: Found, threads: int = 1) -> Found:
    """Find the stories of an archive of which an earlier state is known.

    Args:
        signatures: of all documents.
        live: which documents are not deleted, shape (n,).
        before: the earlier state, whose documents may have had other numbers.
        threads: that may work at a time.
    """
    key, published = np.where(live, signatures.key, 0), signatures.published
    now = _places(before.key, key)
    runs = find_runs(signatures, live)
    first, was_first = runs.first, before.runs.first
    stays = was_first & (now >= 0)
    stays[stays] = first[now[stays]]
    known = np.zeros(len(first), np.bool_)
    known[now[stays]] = True
    new = np.flatnonzero(first & ~known)
    gone = np.flatnonzero(was_first & ~stays)
    times = np.sort(np.concatenate([published[new], before.published[gone]]))
    drift = before.drift + int(np.count_nonzero(times <= before.measured))
    wanted = measured_texts(int(first.sum()))
    stale = wanted != before.statistics.count or drift * DRIFT > wanted
    newest = before.published[stays].max(initial=NO_DATE)
    late = drift > 0 or bool((times <= newest).any())
    if stale or wanted <= ALWAYS_ALL or (late and wanted <= FEW_TEXTS):
        return find_stories(signatures, live, threads)
    both_stay = stays[before.edges.earlier] & stays[before.edges.later]
    kept = before.edges.taken(both_stay).renumbered(now)
    left = np.sort(before.published[gone])
    found, renewed = _edges_anew(signatures, runs, before.statistics, new, left)
    replaced = renewed[kept.later]
    edges = Edges.of(kept.taken(~replaced), found)

    touched = np.zeros(len(first), np.bool_)
    touched[new] = True
    # A text that is printed for longer makes its story longer.
    touched[now[stays]] |= runs.last[now[stays]] != before.runs.last[stays]
    lost = before.edges.taken(~both_stay)
    ends = now[np.concatenate([lost.earlier, lost.later])]
    touched[ends[ends >= 0]] = True
    _touch_changed(touched, kept.taken(replaced), found)
    joining = edges.likely >= JOINING
    part = components(len(first), edges.earlier[joining], edges.later[joining])
    anew = np.zeros(len(first), np.bool_)
    anew[part[touched]] = True
    which = anew[part]
    story, text = group(signatures, runs, edges, which)

    def carried(old: Ints, label: Ints) -> Ints:
        # Numbers of the earlier state stay apart from those of this one.
        label = label.copy()
        same = stays.copy()
        same[stays] = ~which[now[stays]]
        label[now[same]] = len(first) + old[same]
        return least(label, runs)

    return Found(
        key=key,
        published=published,
        runs=runs,
        edges=edges,
        story=carried(before.story, story),
        text=carried(before.text, text),
        statistics=before.statistics,
        measured=before.measured,
        drift=drift,
    )


def _places(keys: Digests, among: Digests) -> Ints:
    """Return where each key is among others, -1 where it is not; 0 is no key."""
    order = np.argsort(among)
    ordered = among[order]
    at = np.minimum(np.searchsorted(ordered, keys), max(len(among) - 1, 0))
    if not len(among):
        return np.full(len(keys), -1)
    return np.where((ordered[at] == keys) & (keys != 0), order[at], -1)


def _near(published: Ints, times: Ints, after: int, before: int) -> Bools:
    """Tell what was published at most so long after or before any of some times, in order."""
    return np.searchsorted(times, published + before, "right") > np.searchsorted(
        times, published - after
    )


def _edges_anew(
    signatures: Signatures, runs: Runs, statistics: Statistics, new: Ints, gone: Ints
) -> tuple[Edges, Bools]:
    """Find the edges of documents that are new, and those that may have changed.

    Args:
        signatures, runs: of all documents.
        statistics: of the archive.
        new: documents.
        gone: when texts were published that are there no more, ascending; nobody knows their
            words, so that any text of the days after them may have another burst.

    Returns:
        The edges, and whose edges to all earlier documents are among them, shape (n,).
    """
    published = signatures.published
    times = np.sort(np.concatenate([published[new], gone]))
    around = runs.first & _near(published, times, LONGEST, LONGEST)
    texts = texts_of(signatures, runs, in_order(signatures, np.flatnonzero(around)))
    postings = invert(texts)
    is_new = np.zeros(len(around), np.bool_)
    is_new[new] = True
    fresh = is_new[texts.docs]
    later = _bursting_anew(texts, postings, statistics, fresh)
    later |= _near(texts.first, gone, BURST, 0)
    others = _near(texts.first, texts.first[fresh], LONGEST, 0) & ~later
    everybody = np.ones(len(texts), np.bool_)
    edges = find_edges(texts, postings, statistics, [(later, everybody), (others, fresh)])
    renewed = np.zeros(len(around), np.bool_)
    renewed[texts.docs[later]] = True
    return edges, renewed


def _bursting_anew(texts: Texts, postings: Postings, statistics: Statistics, fresh: Bools) -> Bools:
    """Tell which texts are fresh, or have a telling word that bursts more because of one.

    Where a word is common, one text more is hardly noticed.
    """
    text = postings.keys & TEXT
    telling = statistics.shares(postings.words)[postings.keys >> WORD] <= _TELLING
    which = np.flatnonzero(telling & fresh[text])
    end = np.searchsorted(texts.first, texts.first + BURST, "right")
    begin = np.searchsorted(texts.first, texts.first)
    start, stop = postings.since(begin, which), postings.since(end, which)
    anew = fresh.copy()
    anew[text[ragged(start, stop - start)]] = True
    return anew


def _touch_changed(touched: Bools, before: Edges, now: Edges) -> None:
    """Mark the documents of all edges that are not the same in two sets of edges."""
    _, one, two = np.intersect1d(before.pairs, now.pairs, assume_unique=True, return_indices=True)
    same = (before.likely[one] == now.likely[two]) & (before.copy[one] == now.copy[two])
    for edges, unchanged in ((before, one[same]), (now, two[same])):
        changed = np.ones(len(edges.likely), np.bool_)
        changed[unchanged] = False
        touched[edges.earlier[changed]] = True
        touched[edges.later[changed]] = True
