"""The judged pairs in three forms: as they are, without excerpts, and in small archives.

What is fitted to one archive may know its words, its size and its length of texts. Other
archives have no excerpts, or a hundred articles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from indexer.committing.signature import signature
from indexer.contract.article import Article
from indexer.contract.codec.arrays import Bools, Ints
from indexer.contract.codec.column_decoding import BytesColumn
from indexer.stories.discovery import find_stories
from indexer.stories.distinct_texts import in_order
from indexer.stories.signatures import NO_DATE, Signatures, unpack
from tests.benchmark.stories.judged import Judged

SEED = 20261129
"""Another one draws other small archives."""

# Small archives have some ninety articles: the pair, thirty before and thirty after it, and
# what lies between; where that is more, ninety of them.
_AROUND = 30
_SMALL = 90


@dataclass(frozen=True, slots=True)
class Setting:
    """An archive, and the judged pairs that are looked at in it.

    Attributes:
        signatures: of all documents there are.
        live: which of them are in the archive, shape (n,).
        pairs: places among the judged pairs, shape (k,).
    """

    signatures: Signatures
    live: Bools
    pairs: Ints

    def joined(self, judged: Judged) -> Bools:
        """Tell which of the setting's pairs the product puts into one story, shape (k,)."""
        story = find_stories(self.signatures, self.live).story
        joined: Bools = story[judged.one[self.pairs]] == story[judged.two[self.pairs]]
        return joined


@dataclass(frozen=True, slots=True)
class Form:
    """All judged pairs, each in one setting.

    Attributes:
        name: for people.
        share: how much a pair of this form counts when weights are fitted.
        settings: as many as it takes.
    """

    name: str
    share: float
    settings: tuple[Setting, ...]

    def joined(self, judged: Judged, asked: Bools) -> Bools:
        """Tell which pairs the product puts into one story.

        Args:
            judged: the pairs.
            asked: which of them matter, shape (p,); of others the answer may be False.
        """
        joined = np.zeros(len(judged), np.bool_)
        for setting in self.settings:
            if asked[setting.pairs].any():
                joined[setting.pairs] = setting.joined(judged)
        return joined


def signatures_of(articles: Sequence[Article]) -> Signatures:
    """Return the signatures of articles, as the product makes them."""
    values = [signature(article) for article in articles]
    ends = np.cumsum([0, *map(len, values)])
    return unpack(BytesColumn(b"".join(values), ends))


def forms(articles: Sequence[Article], judged: Judged) -> tuple[Form, ...]:
    """Return the three forms; how much each counts is written down in the docs."""
    signatures = signatures_of(articles)
    bare = signatures_of([replace(article, excerpt="") for article in articles])
    everything, pairs = np.ones(len(articles), np.bool_), np.arange(len(judged))
    return (
        Form("as they are", 1.0, (Setting(signatures, everything, pairs),)),
        Form("without excerpts", 0.3, (Setting(bare, everything, pairs),)),
        Form("in small archives", 0.5, tuple(_small(signatures, judged))),
    )


def _small(signatures: Signatures, judged: Judged) -> Iterator[Setting]:
    """Yield small archives around the pairs; a pair is looked at in the first that has it."""
    rng = np.random.default_rng(SEED)
    order = in_order(signatures, np.flatnonzero(signatures.published != NO_DATE))
    place = np.full(len(signatures.key), -1)
    place[order] = np.arange(len(order))
    left = (place[judged.one] >= 0) & (place[judged.two] >= 0)
    for pair in range(len(judged)):
        if not left[pair]:
            continue
        ends = judged.one[pair], judged.two[pair]
        low, high = sorted(int(place[doc]) for doc in ends)
        pool = order[max(low - _AROUND, 0) : high + _AROUND]
        if len(pool) > _SMALL:
            pool = rng.choice(pool, _SMALL, replace=False)
        live = np.zeros(len(place), np.bool_)
        live[pool] = True
        live[list(ends)] = True
        inside = np.flatnonzero(left & live[judged.one] & live[judged.two])
        left[inside] = False
        yield Setting(signatures, live, inside)
