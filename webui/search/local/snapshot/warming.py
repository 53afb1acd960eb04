"""What the first searches would have to wait for, decoded step by step before anybody asks.

Nothing, where all segments have plain arrays: these are for segments that another program, or an
earlier version, has written.

Whatever has something to prepare is a warmer; the backend says which ones there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import TypeAlias

from indexer.contract.schema import SEARCHED_FIELDS, WORDS_SUFFIX
from webui.search.local.compiling.leaves import FIELD_WEIGHTS
from webui.search.local.engine import CombinedTerm
from webui.search.local.snapshot.snapshot import Snapshot

Warmer: TypeAlias = Callable[[Snapshot], Iterator[None]]
"""Prepares a snapshot, a step at a time, so that it can be left off when a newer one comes.

Raises IndexStateError where the index's files cannot be read.
"""

# Of each field and segment, decoded before anybody asks: the postings of the terms
# beyond are so short that nobody notices.
_WARM_TERMS = 300
# What the cache takes for a document with a word: decoded, added up over the fields, scored.
_BYTES_A_POSTING = 30


def warm_vocabularies(snapshot: Snapshot) -> Iterator[None]:
    """Read the words that patterns and slips are compared with."""
    for field in () if snapshot.stands_ready else SEARCHED_FIELDS:
        snapshot.vocabulary(field + WORDS_SUFFIX)
        yield


def warm_commonest_terms(snapshot: Snapshot) -> Iterator[None]:
    """Decode and score the commonest terms, as far as they fill half of the cache."""
    if snapshot.stands_ready:
        return
    terms = [snapshot.commonest(field, _WARM_TERMS) for field in SEARCHED_FIELDS]
    words = [term.decode() for term in dict.fromkeys(chain.from_iterable(terms))]
    room = snapshot.cache_budget // 2
    for word in words:
        found = snapshot.execute(CombinedTerm(FIELD_WEIGHTS, word))
        room -= _BYTES_A_POSTING * len(found.docs)
        if room < 0:
            return
        yield
