"""The texts of some articles, read from the cluster, as a forward index of these alone."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections.abc import Collection
from functools import lru_cache
from typing import Any

import numpy as np

from indexer.contract.cluster.mapping import RUNNING_FIELDS, RUNNING_WORDS
from indexer.contract.codec.arrays import Ints
from webui.search.cluster.texts.asking import Searching
from webui.search.cluster.texts.number_sets import numbered
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.forward.forward_index import ForwardIndex, index_of_tokens
from webui.search.local.forward.lexicon import lexicon_of, stem_of_word
from webui.search.local.forward.segment_tokens import GAP

# Articles that are read together: the cluster gives no more at a time.
_AT_ONCE = 10_000

# Words whose stems are remembered: who reads hits reads those of the next search, too, and to stem
# a word takes longer than to read it. An entry takes some 250 bytes.
_known_stem = lru_cache(2**16)(stem_of_word)

_END = "\n"


class _Numbers(dict[str, int]):
    """A number for each word as it comes; what stands between texts has one, too."""

    def __missing__(self, word: str) -> int:
        # The end of a text is no word, and has been there before all of them.
        self[word] = number = len(self) - 1
        return number


def hit_index(
    searching: Searching, docs: Ints, story: Ints, fields: Collection[str]
) -> ForwardIndex:
    """Read the words of some articles; they are numbered as they come in ``docs``.

    Args:
        searching: asks the state.
        docs: the numbers of the articles, ascending, shape (h,).
        story: the number of each one's story, shape (h,).
        fields: title, excerpt or both.

    Raises:
        ValueError: some of them are not there.
    """
    number = _Numbers({_END: GAP})
    wanted = [place for place, field in enumerate(RUNNING_FIELDS) if field in fields]
    tokens, lengths = [np.empty(0, np.int32)], [np.zeros(1, np.int64)]
    read = [np.empty(0, np.int64)]
    pages = searching.pages(
        numbered(docs),
        _AT_ONCE,
        _source=False,
        # Without them not even ids are looked up, which are kept with all else of an article.
        stored_fields="_none_",
        docvalue_fields=[RUNNING_WORDS],
    )
    for hits in pages:
        checkpoint()
        texts = [_words(hit, wanted) for hit in hits]
        read.append(np.array([hit["sort"][0] for hit in hits], np.int64))
        lengths.append(np.array([text.count(" ") + 1 for text in texts], np.int64))
        places = [number[word] for text in texts for word in text.split(" ")]
        tokens.append(np.array(places, np.int32))
    if not np.array_equal(np.concatenate(read), docs):
        raise ValueError(f"of {len(docs):,} articles {sum(map(len, read)):,} have come")
    del number[_END]
    lexicon = lexicon_of((word.encode() for word in number), _known_stem)
    place = {form: at for at, form in enumerate(lexicon.forms)}
    ordered = np.array([*(place[word] for word in number), GAP], np.int32)
    starts = np.cumsum(np.concatenate(lengths))
    return index_of_tokens(lexicon, ordered[np.concatenate(tokens)], starts, story)


def _words(hit: Any, wanted: Collection[int]) -> str:
    """Return the words of an article, and an end after each of its texts, joined by blanks."""
    values = hit.get("fields", {}).get(RUNNING_WORDS)
    lines = _decoded(values[0]).split("\n") if values else ()
    texts = [text for place, text in enumerate(lines) if text and place in wanted]
    return " ".join(f"{text} {_END}" for text in texts) or _END


def _decoded(value: str) -> str:
    # The cluster leaves out the signs at the end that fill it up, and has its own two letters.
    return urlsafe_b64decode(value + "=" * (-len(value) % 4)).decode()
