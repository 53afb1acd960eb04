"""What the first searches would have to wait for, decoded step by step before anybody asks.

Nothing, where the words of all segments are plain arrays: these are for segments that another
program, or an earlier version, has written, and for those with texts so long that there are none.

Whatever has something to prepare is a warmer; the backend says which ones there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import TypeAlias

from indexer.contract.schema import SEARCHED_FIELDS, TERM_GROUPS, WORDS_SUFFIX
from webui.search.local.compiling.leaves import FIELD_WEIGHTS
from webui.search.local.engine import CombinedTerm
from webui.search.local.snapshot.local_snapshot import LocalSnapshot

Warmer: TypeAlias = Callable[[LocalSnapshot], Iterator[None]]
"""Prepares a snapshot, a step at a time, so that it can be left off when a newer one comes.

Raises IndexStateError where the index's files cannot be read.
"""

# Of each field and segment, decoded before anybody asks: the postings of the terms
# beyond are so short that nobody notices.
_WARM_TERMS = 300
# What the cache takes for a document with a word: decoded, added up over the fields, scored.
_BYTES_A_POSTING = 30


def stands_ready(snapshot: LocalSnapshot) -> bool:
    """Whether the words of all segments are plain arrays, so that nothing has to be decoded."""
    return all(
        segment.group(group.fields) is not None
        for segment in snapshot.segments
        for group in TERM_GROUPS
    )


def warm_vocabularies(snapshot: LocalSnapshot) -> Iterator[None]:
    """Read the words that patterns and slips are compared with."""
    for field in () if stands_ready(snapshot) else SEARCHED_FIELDS:
        snapshot.vocabulary(field + WORDS_SUFFIX)
        yield


def warm_commonest_terms(snapshot: LocalSnapshot) -> Iterator[None]:
    """Decode and score the commonest terms, as far as they fill half of the cache."""
    if stands_ready(snapshot):
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
